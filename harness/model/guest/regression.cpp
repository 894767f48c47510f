#include "model/guest/regression.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "guest-image/protocol.hpp"
#include "model/printable.hpp"

namespace kbisect {
namespace {

// By path; only results without subtests, and no skipped ones.
using OutcomeByPath = std::map<std::string, std::string>;

std::string outcome_of(const KtapResult& result) {
  if (const auto observed = diagnostic_value(result, protocol::outcome_prefix); !observed.empty())
    return observed;
  if (result.outcome == KtapOutcome::ok) return protocol::outcome_passed;
  if (const auto name = diagnostic_value(result, protocol::errno_prefix); !name.empty()) return name;
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

std::set<std::string> complaints_of(const std::vector<Splat>& boot) {
  std::set<std::string> complaints;
  for (const Splat& splat : boot) {
    if (splat.kind != SplatKind::hung_task && splat.kind != SplatKind::rcu_stall)
      complaints.insert(signature(splat));
  }
  return complaints;
}

}  // namespace

std::optional<std::string> regression(const std::vector<KtapReport>& before,
                                      const std::vector<KtapReport>& after) {
  if (before.empty() || after.empty()) return std::nullopt;
  const auto then = outcomes_of(before);
  const auto now = outcomes_of(after);
  for (const auto& [path, outcome] : then.front()) {
    const bool always_passed =
        std::all_of(then.begin(), then.end(), [&path = path](const OutcomeByPath& boot) {
          const auto found = boot.find(path);
          return found != boot.end() && found->second == protocol::outcome_passed;
        });
    if (!always_passed) continue;
    std::string failure;
    size_t failures = 0;
    for (const OutcomeByPath& boot : now) {
      const auto found = boot.find(path);
      if (found == boot.end() || found->second == protocol::outcome_passed) continue;
      failures += 1;
      failure = found->second;
    }
    if (failures * 2 > now.size()) return printable(fmt::format("{} gives {}", path, failure));
  }
  return std::nullopt;
}

std::optional<std::string> new_complaint(const std::vector<std::vector<Splat>>& before,
                                         const std::vector<std::vector<Splat>>& after) {
  std::map<std::string, size_t> boots_with;
  for (const std::vector<Splat>& boot : after) {
    for (const std::string& one : complaints_of(boot)) boots_with[one] += 1;
  }
  for (const std::vector<Splat>& boot : before) {
    for (const std::string& one : complaints_of(boot)) boots_with.erase(one);
  }
  const auto found = std::find_if(boots_with.begin(), boots_with.end(),
                                  [&](const auto& one) { return one.second * 2 > after.size(); });
  if (found == boots_with.end()) return std::nullopt;
  return "the kernel logs " + found->first;
}

}  // namespace kbisect
