#include "model/guest/regression.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <regex>

#include "guest-image/protocol.hpp"
#include "model/printable.hpp"

namespace kbisect {
namespace {

// By path; only results without subtests, and no skipped ones.
using OutcomeByPath = std::map<std::string, std::string>;

std::string outcome_of(const KtapResult& result) {
  if (auto observed = diagnostic_value(result, protocol::outcome_prefix); !observed.empty()) return observed;
  if (result.outcome == KtapOutcome::ok) return protocol::outcome_passed;
  if (auto name = diagnostic_value(result, protocol::errno_prefix); !name.empty()) return name;
  return "a failure";
}

void collect(const std::vector<KtapResult>& results, const std::string& above, OutcomeByPath& outcomes) {
  for (const KtapResult& result : results) {
    const std::string path = above + result.name;
    collect(result.children, path + "/", outcomes);
    if (result.children.empty() && result.outcome != KtapOutcome::skip) outcomes[path] = outcome_of(result);
  }
}

std::vector<OutcomeByPath> outcomes_of(const std::vector<KtapReport>& reports) {
  std::vector<OutcomeByPath> all;
  for (const KtapReport& report : reports) collect(report.results, {}, all.emplace_back());
  return all;
}

bool may_come_of_slowness(const Splat& splat) {
  return splat.kind == SplatKind::hung_task || splat.kind == SplatKind::rcu_stall ||
         splat.kind == SplatKind::soft_lockup || splat.kind == SplatKind::hard_lockup ||
         splat.title.find("lockup") != std::string::npos;
}

// By what is the same on each boot: a patch moves lines ("fs/foo.c:123:4").
std::map<std::string, std::string> complaints_of(const std::vector<Splat>& boot) {
  static const std::regex line_number(R"((\.(c|h|S|rs)):[0-9]+(:[0-9]+)?)");
  std::map<std::string, std::string> complaints;
  for (const Splat& splat : boot) {
    if (may_come_of_slowness(splat)) continue;
    const std::string whole = signature(splat);
    complaints.emplace(std::regex_replace(whole, line_number, "$1"), whole);
  }
  return complaints;
}

// A result that passed in every boot before.
struct Worsened {
  std::string path;
  std::string outcome;  // of one of the boots after in which it failed
  size_t failures = 0;  // how many these are
};

std::vector<Worsened> worsened(const std::vector<KtapReport>& before, const std::vector<KtapReport>& after) {
  std::vector<Worsened> found;
  if (before.empty()) return found;
  const auto then = outcomes_of(before);
  const auto now = outcomes_of(after);
  for (const auto& [path, outcome] : then.front()) {
    const bool always_passed =
        std::all_of(then.begin(), then.end(), [&path = path](const OutcomeByPath& boot) {
          const auto one = boot.find(path);
          return one != boot.end() && one->second == protocol::outcome_passed;
        });
    if (!always_passed) continue;
    Worsened result{.path = path};
    for (const OutcomeByPath& boot : now) {
      const auto one = boot.find(path);
      if (one == boot.end() || one->second == protocol::outcome_passed) continue;
      result.failures += 1;
      result.outcome = one->second;
    }
    if (result.failures > 0) found.push_back(std::move(result));
  }
  return found;
}

}  // namespace

PassCount count_passes(const std::vector<KtapReport>& boots) {
  std::map<std::string, size_t> passes;  // by path
  for (const OutcomeByPath& boot : outcomes_of(boots)) {
    for (const auto& [path, outcome] : boot) passes[path] += outcome == protocol::outcome_passed ? 1 : 0;
  }
  const auto always = std::count_if(passes.begin(), passes.end(),
                                    [&](const auto& one) { return one.second == boots.size(); });
  return {.passed = static_cast<size_t>(always), .results = passes.size()};
}

std::optional<std::string> regression(const std::vector<KtapReport>& before,
                                      const std::vector<KtapReport>& after) {
  for (const Worsened& one : worsened(before, after)) {
    if (one.failures * 2 > after.size()) return printable(fmt::format("{} gives {}", one.path, one.outcome));
  }
  return std::nullopt;
}

std::optional<std::string> regression_now_and_then(const std::vector<KtapReport>& before,
                                                   const std::vector<KtapReport>& after) {
  for (const Worsened& one : worsened(before, after)) {
    if (one.failures < 2 || one.failures * 4 < after.size() || one.failures * 2 > after.size()) continue;
    return printable(
        fmt::format("{} gives {} in {} of {} boots", one.path, one.outcome, one.failures, after.size()));
  }
  return std::nullopt;
}

std::optional<std::string> new_complaint(const std::vector<std::vector<Splat>>& before,
                                         const std::vector<std::vector<Splat>>& after) {
  struct Seen {
    std::string whole;
    size_t boots = 0;
  };
  std::map<std::string, Seen> fresh;
  for (const std::vector<Splat>& boot : after) {
    for (const auto& [key, whole] : complaints_of(boot)) {
      fresh[key].whole = whole;
      fresh[key].boots += 1;
    }
  }
  for (const std::vector<Splat>& boot : before) {
    for (const auto& [key, whole] : complaints_of(boot)) fresh.erase(key);
  }
  for (const auto& [key, seen] : fresh) {
    if (seen.boots * 2 > after.size()) return "the kernel logs " + seen.whole;
  }
  return std::nullopt;
}

}  // namespace kbisect
