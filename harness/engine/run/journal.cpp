#include "engine/run/journal.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>
#include <nlohmann/json.hpp>

#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include "model/json_text.hpp"
#include "model/printable.hpp"

namespace kbisect {
namespace {

using nlohmann::json;

constexpr int schema = 4;
constexpr size_t longest_reason = 500;

void take_line(const json& line, bool is_first, JournalContent& content) {
  const auto type = line.at("type").get<std::string>();
  if (is_first != (type == "run"))
    throw std::invalid_argument("the first line, and no other, must be of type run");
  if (type == "run") {
    const int version = int_at(line, "schema");
    if (version != schema) {
      throw std::invalid_argument(
          fmt::format("schema {} is not one this kbisect reads ({})", version, schema));
    }
    content.header = run_header_from_json(line);
  } else if (type == "acceleration") {
    content.acceleration = line.at("value").get<std::string>();
  } else if (type == "search-profile-given-up") {
    content.search_profile_given_up = line.at("why").get<std::string>();
  } else if (type == "step") {
    content.steps.push_back(step_from_json(line));
  } else if (type == "outcome") {
    content.finished = true;
    if (line.at("kind") == "culprit-found") content.culprit = line.at("culprit").get<Commit>();
  } else {
    throw std::invalid_argument("unknown type " + type);
  }
}

int open_for_append(const std::filesystem::path& path, int flags) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC | flags, 0644);
  if (descriptor < 0) {
    throw InfrastructureError(fmt::format("cannot open {}: {}", path.string(), std::strerror(errno)));
  }
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    const int reason = errno;
    ::close(descriptor);
    if (reason == EWOULDBLOCK) {
      throw UsageError(
          fmt::format("{} is being written by another kbisect, which is at work on this run", path.string()));
    }
    throw InfrastructureError(fmt::format("cannot lock {}: {}", path.string(), std::strerror(reason)));
  }
  return descriptor;
}

}  // namespace

Expected<JournalContent> parse_journal(const std::string& text) {
  JournalContent content;
  int number = 0;
  for (size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n', content.whole)) {
    number += 1;
    const auto line = parse_json(std::string_view(text).substr(content.whole, end - content.whole));
    // A power cut may lose any page of the last write and keep a later one, with the line feed.
    if (!line && number > 1 && end + 1 == text.size()) break;
    if (!line) return fail(fmt::format("line {}: {}", number, line.error().message));
    try {
      take_line(*line, number == 1, content);
    } catch (const std::exception& error) {
      // The message quotes the line, which may be very long.
      const auto what = std::string_view(error.what()).substr(0, longest_reason);
      return fail(fmt::format("line {}: {}", number, printable(what)));
    }
    content.whole = end + 1;
  }
  if (number == 0)
    return fail(
        "no complete line: the run was cut off before it had started; start it again with kbisect run");
  return content;
}

Journal Journal::create(const std::filesystem::path& path, const RunHeader& header) {
  Journal journal(path, open_for_append(path, O_CREAT | O_EXCL));
  json line = to_json(header);
  line["type"] = "run";
  line["schema"] = schema;
  journal.append(line);
  return journal;
}

Journal Journal::reopen(const std::filesystem::path& path) {
  return {path, open_for_append(path, 0)};
}

void Journal::cut_torn_line(const JournalContent& content) const {
  if (::ftruncate(descriptor_, static_cast<off_t>(content.whole)) != 0) {
    throw InfrastructureError(
        fmt::format("cannot cut the torn line off {}: {}", path_.string(), std::strerror(errno)));
  }
}

Journal::Journal(Journal&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

Journal::~Journal() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void Journal::add_acceleration(const std::string& value) {
  append({{"type", "acceleration"}, {"value", value}});
}

void Journal::add_search_profile_given_up(const std::string& why) {
  append({{"type", "search-profile-given-up"}, {"why", why}});
}

void Journal::add(const Step& step) {
  json line = to_json(step);
  line["type"] = "step";
  append(line);
}

void Journal::add(const Outcome& outcome) {
  json line = to_json(outcome);
  line["type"] = "outcome";
  append(line);
}

void Journal::append(const json& line) {
  // Text from logs can be invalid UTF-8, which JSON cannot hold.
  const std::string text = json_line(line);
  const ssize_t written = ::write(descriptor_, text.data(), text.size());
  const bool is_short = written >= 0 && written < static_cast<ssize_t>(text.size());
  if (is_short || written < 0 || ::fsync(descriptor_) != 0) {
    throw InfrastructureError(fmt::format("cannot write {}: {}", path_.string(),
                                          is_short ? "the disk is full" : std::strerror(errno)));
  }
}

}  // namespace kbisect
