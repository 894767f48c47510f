#include "support/stand_in_qemu/report.hpp"

#include "guest-image/protocol.hpp"

namespace protocol = kbisect::protocol;

void Report::hello() {
  frame(protocol::hello, "6.7.0-stand-in");
}

void Report::ktap(const std::string& line) {
  frame(protocol::ktap, line);
  count_ += 1;
}

void Report::end() {
  frame(protocol::end, std::to_string(count_));
}

void Report::frame(const std::string& verb, const std::string& rest) {
  text_ += std::string(protocol::magic) + " " + nonce_ + " " + verb + " " + rest + "\n";
}

std::vector<Case> loop_mount() {
  return {{"make-file-system", protocol::role_control, {{"truncate"}, {"mkfs"}}},
          {"mount-reader-held", protocol::role_control, {{"attach"}, {"mount"}, {"unmount"}}},
          {"mount-writer-gone", protocol::role_control, {{"attach"}, {"mount"}, {"unmount"}}},
          {"mount-writer-held", protocol::role_hunted, {{"attach"}, {"mount"}, {"unmount"}}},
          {"second-mount-other-flags", protocol::role_reference, {{"attach"}, {"mount-read-only"}}}};
}

void fail_step(std::vector<Case>& cases, const std::string& one, const std::string& step,
               const std::string& failure) {
  for (Case& candidate : cases) {
    if (candidate.name != one) continue;
    for (size_t i = 0; i < candidate.steps.size(); ++i) {
      if (candidate.steps[i].name != step) continue;
      candidate.steps[i].failure = failure;
      candidate.steps.resize(i + 1);  // a case ends with its first failed step
    }
  }
}

void tell_cases(Report& report, const std::vector<Case>& cases) {
  report.ktap("KTAP version 1");
  report.ktap("1.." + std::to_string(cases.size()));
  int number = 0;
  for (const Case& one : cases) {
    report.ktap("  KTAP version 1");
    report.ktap("  # Subtest: " + one.name);
    bool passed = true;
    int step_number = 0;
    for (const Step& step : one.steps) {
      passed = step.failure.empty();
      if (!passed) report.ktap(std::string("  # ") + protocol::errno_prefix + step.failure);
      report.ktap((passed ? "  ok " : "  not ok ") + std::to_string(++step_number) + " " + step.name);
    }
    report.ktap(std::string("# ") + protocol::role_prefix + one.role);
    report.ktap((passed ? "ok " : "not ok ") + std::to_string(++number) + " " + one.name);
  }
}

Report whole_report(const std::string& nonce, const std::vector<Case>& cases) {
  Report report(nonce);
  report.hello();
  tell_cases(report, cases);
  report.end();
  return report;
}

Report own_report(const std::string& nonce, int exit_code) {
  Report report(nonce);
  report.hello();
  for (const std::string& line :
       {std::string("KTAP version 1"), std::string("1..1"), protocol::exit_prefix + std::to_string(exit_code),
        std::string(protocol::role_prefix) + protocol::role_own,
        std::string(exit_code == 0 ? "ok 1 " : "not ok 1 ") + protocol::own_case}) {
    report.ktap(line.starts_with("exit") || line.starts_with("role") ? "# " + line : line);
  }
  report.end();
  return report;
}

Report userland_report(const std::string& nonce, const std::string& outcome) {
  Report report(nonce);
  report.hello();
  report.ktap("KTAP version 1");
  report.ktap("1..2");
  int number = 0;
  for (const auto& [name, seen] :
       {std::pair<std::string, std::string>("mount-loop", outcome), {"losetup-then-mount", "OK"}}) {
    report.ktap("  KTAP version 1");
    report.ktap("  # Subtest: " + name);
    report.ktap("  1..1");
    report.ktap(std::string("  # ") + protocol::outcome_prefix + seen);
    report.ktap("  ok 1 mount");
    report.ktap(std::string("# ") + protocol::role_prefix + protocol::role_observed);
    report.ktap("ok " + std::to_string(++number) + " " + name);
  }
  report.end();
  return report;
}

std::vector<Case> bad_cases() {
  auto cases = loop_mount();
  fail_step(cases, "mount-writer-held", "mount", busy);
  return cases;
}
