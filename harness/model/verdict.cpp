#include "model/verdict.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <stdexcept>
#include <utility>

namespace kbisect {
namespace {

struct ReasonName {
  SkipReason reason;
  const char* key;
  const char* text;
};

constexpr std::array reason_names{
    ReasonName{SkipReason::cannot_revert, "cannot-revert", "cannot be reverted"},
    ReasonName{SkipReason::cannot_configure, "cannot-configure", "cannot configure"},
    ReasonName{SkipReason::cannot_apply, "cannot-apply", "cannot be patched"},
    ReasonName{SkipReason::cannot_build, "cannot-build", "cannot build"},
    ReasonName{SkipReason::build_timed_out, "build-timed-out", "cannot build in time"},
    ReasonName{SkipReason::no_agent, "no-agent", "the guest agent never came up"},
    ReasonName{SkipReason::panic, "panic", "the kernel panicked"},
    ReasonName{SkipReason::test_timed_out, "test-timed-out", "the guest test ran past its deadline"},
    ReasonName{SkipReason::control_failed, "control-failed", "a positive control failed"},
    ReasonName{SkipReason::test_skipped, "test-skipped", "the guest test cannot judge this kernel"},
    ReasonName{SkipReason::other_failure, "other-failure", "a failure other than the hunted one"},
    ReasonName{SkipReason::flooded, "flooded", "the guest flooded its console"},
    ReasonName{SkipReason::garbled_report, "garbled-report", "no complete report from the guest"},
};

const ReasonName& name_of(SkipReason reason) {
  for (const ReasonName& row : reason_names) {
    if (row.reason == reason) return row;
  }
  throw std::logic_error("a skip reason without a name");
}

SkipReason reason_from(const std::string& key) {
  for (const ReasonName& row : reason_names) {
    if (row.key == key) return row.reason;
  }
  throw std::invalid_argument("unknown skip reason " + key);
}

}  // namespace

std::string text(SkipReason reason) {
  return name_of(reason).text;
}

bool is_skip(const Verdict& verdict) {
  return std::holds_alternative<Skip>(verdict);
}

std::string term(const Verdict& verdict) {
  if (std::holds_alternative<Good>(verdict)) return "good";
  return std::holds_alternative<Bad>(verdict) ? "bad" : "skip";
}

std::string detail(const Verdict& verdict) {
  if (const auto* bad = std::get_if<Bad>(&verdict)) return bad->signature;
  if (const auto* skip = std::get_if<Skip>(&verdict)) {
    return skip->detail.empty() ? text(skip->reason)
                                : fmt::format("{}: {}", text(skip->reason), skip->detail);
  }
  return {};
}

std::string described(const Verdict& verdict) {
  const std::string why = detail(verdict);
  return why.empty() ? term(verdict) : fmt::format("{} ({})", term(verdict), why);
}

nlohmann::json to_json(const Verdict& verdict) {
  nlohmann::json document{{"term", term(verdict)}};
  if (const auto* bad = std::get_if<Bad>(&verdict)) {
    document["signature"] = bad->signature;
    document["console_line"] = bad->console_line;
    if (bad->step_failure) {
      document["step"] = bad->step_failure->step;
      document["errno"] = bad->step_failure->errno_name;
    }
  } else if (const auto* skip = std::get_if<Skip>(&verdict)) {
    document["reason"] = name_of(skip->reason).key;
    document["detail"] = skip->detail;
  }
  return document;
}

Verdict verdict_from_json(const nlohmann::json& document) {
  const auto term = document.at("term").get<std::string>();
  if (term == "good") return Good{};
  if (term == "bad") {
    Bad bad{.console_line = document.at("console_line")};
    if (document.contains("step")) bad.step_failure = {document.at("step"), document.at("errno")};
    // Journals of older versions have only the step.
    const bool has_signature = document.contains("signature") || !bad.step_failure;
    bad.signature = has_signature ? document.at("signature").get<std::string>() : text(*bad.step_failure);
    return bad;
  }
  if (term == "skip") return Skip{reason_from(document.at("reason")), document.at("detail")};
  throw std::invalid_argument("unknown verdict " + term);
}

}  // namespace kbisect
