// A boot as seen from the host: whatever a guest writes to the results port and the console, it is not judged
// good without a complete report under this boot's nonce.
//
// The first byte selects what is hunted and how the boot ended. The port's bytes follow and then, after a
// line "=== console", the console.
#include "model/guest/guest_report.hpp"

#include <algorithm>
#include <iterator>

#include "model/guest/judge.hpp"
#include "model/printable.hpp"
#include "support/fuzz.hpp"

using namespace kbisect;

namespace {

constexpr size_t longest_line = 64UL << 10;
constexpr size_t most_bytes = 4UL << 20;

const Hunted hunted[] = {StepFailure{"held/mount", "EBUSY"}, LogPattern{}, Hang{HangPhase::boot},
                         Hang{HangPhase::test}};
constexpr OtherFailure others[] = {OtherFailure::skip, OtherFailure::bad};
constexpr BootEnding endings[] = {BootEnding::left, BootEnding::deadline, BootEnding::flooded};

struct Input {
  Symptom symptom;
  BootEnding ending = BootEnding::left;
  std::string_view port;
  std::vector<std::string> console;
};

Input taken_apart(std::string_view bytes) {
  constexpr std::string_view separator = "\n=== console\n";
  auto choice = static_cast<unsigned char>(bytes[0] - '0');
  const auto choose = [&choice](const auto& from) {
    const size_t index = choice % std::size(from);
    choice /= std::size(from);
    return from[index];
  };
  Input input{.symptom = {choose(hunted), choose(others)}, .ending = choose(endings)};
  bytes.remove_prefix(1);
  const size_t end = bytes.find(separator);
  input.port = bytes.substr(0, end);
  if (end == std::string_view::npos) return input;
  // The line feed before the separator belongs to the port's bytes.
  input.port = bytes.substr(0, end + 1);
  input.console = lines_of(bytes.substr(end + separator.size()));
  return input;
}

GuestReport received(const std::string& nonce, std::string_view bytes) {
  GuestReport report(nonce);
  report.feed(bytes);
  return report;
}

// A second, deliberately simple implementation of the protocol.
bool is_whole_report(std::string_view bytes) {
  bytes = bytes.substr(0, most_bytes);
  bool up = false;
  size_t count = 0;
  for (size_t end = bytes.find('\n'); end != std::string_view::npos; end = bytes.find('\n')) {
    std::string_view line = bytes.substr(0, end);
    bytes.remove_prefix(end + 1);
    if (line.size() > longest_line || !line.starts_with("kbisect/1 n0 ")) continue;
    line.remove_prefix(13);
    up = up || line.starts_with("hello ");
    if (up && line.starts_with("ktap ")) count += 1;
    if (!up || !line.starts_with("end ")) continue;
    line.remove_prefix(4);
    while (line.size() > 1 && line[0] == '0') line.remove_prefix(1);
    if (line == std::to_string(count)) return true;
  }
  return false;
}

void check_same(const GuestReport& a, const GuestReport& b) {
  must(a.agent_up() == b.agent_up() && a.complete() == b.complete() && a.lines() == b.lines() &&
           a.kernel_release() == b.kernel_release() && a.ignored() == b.ignored(),
       "a report in pieces is the report");
}

Verdict verdict_on(const GuestReport& report, const Input& input) {
  return judge({.ending = input.ending,
                .agent_up = report.agent_up(),
                .complete = report.complete(),
                .ktap = report.lines(),
                .console = input.console},
               input.symptom);
}

void check_verdict(const Verdict& verdict) {
  must(printable(detail(verdict)) == detail(verdict), "a verdict can be shown on a terminal");
  const std::string written = to_json(verdict).dump();
  must(verdict_from_json(nlohmann::json::parse(written)) == verdict,
       "a verdict that was written is read back");
}

}  // namespace

void fuzz_one(std::string_view bytes) {
  if (bytes.empty()) return;
  Input input = taken_apart(bytes);
  const GuestReport report = received("n0", input.port);
  must(report.complete() == is_whole_report(input.port), "a report is complete when it is whole");
  must(report.agent_up() || report.lines().empty(), "nobody reports before the hello");
  for (const std::string& line : report.lines()) must(printable(line) == line, "lines are printable");
  must(printable(report.kernel_release()) == report.kernel_release(), "so is the kernel's release");
  GuestReport pieces("n0");
  in_pieces(input.port, number_of(bytes), [&](std::string_view piece) { pieces.feed(piece); });
  check_same(report, pieces);

  const Verdict verdict = verdict_on(report, input);
  check_verdict(verdict);
  must(report.complete() || !std::holds_alternative<Good>(verdict), "without a whole report nothing is good");
  // No input can contain its own hash, so this nonce is certainly not in it.
  const GuestReport foreign = received(std::to_string(number_of(bytes)), input.port);
  must(!foreign.agent_up() && !std::holds_alternative<Good>(verdict_on(foreign, input)),
       "what is not under this boot's nonce makes nothing good");
  const size_t cut = number_of(bytes) % (input.port.size() + 1);
  const GuestReport torn = received("n0", input.port.substr(0, cut));
  must(is_whole_report(input.port.substr(0, cut)) || !std::holds_alternative<Good>(verdict_on(torn, input)),
       "a report that was cut off makes nothing good");

  if (!report.complete() || !std::holds_alternative<StepFailure>(input.symptom.hunted)) return;
  input.console.clear();
  must(term(verdict_on(report, input)) == term(verdict), "the console has no say about a step");
}
