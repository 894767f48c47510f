// A journal after a crash: any text gives either the content of its complete lines or an error, and a
// truncated journal never says more than the whole one.
#include "engine/run/journal.hpp"

#include <algorithm>

#include "model/json_text.hpp"
#include "model/printable.hpp"
#include "support/fuzz.hpp"

using namespace kbisect;
using nlohmann::json;

namespace {

std::vector<std::string> written(const JournalContent& content) {
  std::vector<std::string> lines{to_json(content.header).dump()};
  for (const Step& step : content.steps) lines.push_back(to_json(step).dump());
  return lines;
}

void check_read(const std::string& text, const JournalContent& content) {
  must(content.whole <= text.size(), "nothing beyond the end is whole");
  must(content.whole > 0 && text[content.whole - 1] == '\n', "what is whole ends with a line");
  // The last line may be torn even if its line feed is there: a power cut loses pages in any order.
  const size_t end = text.find('\n', content.whole);
  must(end == std::string::npos || end + 1 == text.size(), "no line is left out but the last one");
  const auto lines = std::count(text.begin(), text.end(), '\n');
  must(static_cast<long>(content.steps.size()) < lines, "no more steps than lines behind the header");
}

// Whether the line confirms everything that was read. The line may have further keys, and an old line may
// lack some.
bool agree(const json& read, const json& line) {
  if (read.is_object() && line.is_object()) {
    return std::all_of(read.items().begin(), read.items().end(), [&](const auto& item) {
      return !line.contains(item.key()) || agree(item.value(), line.at(item.key()));
    });
  }
  if (read.is_array() && line.is_array())
    return std::equal(read.begin(), read.end(), line.begin(), line.end(), agree);
  return read == line;
}

void check_steps(std::string_view whole, const std::vector<Step>& steps) {
  auto step = steps.begin();
  for (const std::string& text : lines_of(whole)) {
    const json line = *parse_json(text);
    if (line.at("type") != "step") continue;
    must(step != steps.end() && agree(to_json(*step), line), "a step is what its line says");
    ++step;
  }
  must(step == steps.end(), "each step has its line");
}

// Cuts the journal at `size`, as a crash may.
void check_cut(const std::string& text, const std::vector<std::string>& all, size_t size) {
  const std::string cut = text.substr(0, size);
  const auto left = parse_journal(cut);
  must(left.has_value() == (cut.find('\n') != std::string::npos),
       "a cut journal is read while a line is whole");
  if (!left) return;
  check_read(cut, *left);
  const auto some = written(*left);
  must(some.size() <= all.size() && std::equal(some.begin(), some.end(), all.begin()),
       "a cut journal says the same, and no more");
}

}  // namespace

void fuzz_one(std::string_view input) {
  const std::string text(input);
  const auto content = parse_journal(text);
  if (!content) {
    const std::string& message = content.error().message;
    must(!message.empty() && message.size() < 1000, "an error says something, and not too much");
    must(printable(message) == message, "an error is one line that a terminal can show");
    return;
  }
  check_read(text, *content);
  check_steps(input.substr(0, content->whole), content->steps);
  const auto all = written(*content);
  for (const size_t size : {content->whole - 1, number_of(input) % text.size()}) check_cut(text, all, size);
  for (const Step& step : content->steps) {
    const auto line = to_json(step);
    must(to_json(step_from_json(line)) == line, "a step that was written is read back");
  }
  const auto header = to_json(content->header);
  must(to_json(run_header_from_json(header)) == header, "so is the header");
}
