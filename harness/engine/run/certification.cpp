#include "engine/run/certification.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>

#include "base/clock.hpp"
#include "base/files.hpp"
#include "model/json_text.hpp"
#include "model/search/belief.hpp"

namespace kbisect {
namespace {

// The failure rates of good and bad commits, estimated from the run's own boots.
Rates rates_seen(const CandidateGraph& graph, const JournalContent& run) {
  Belief belief(std::make_shared<const Ancestry>(graph.parents), run.header.campaign.hunt);
  std::map<std::string, int> indices{{run.header.old_end().id, old_end_index}};
  for (size_t i = 0; i < graph.ids.size(); ++i) indices[graph.ids[i]] = static_cast<int>(i);
  for (const Step& step : run.steps) {
    const auto at = indices.find(step.commit.id);
    // A kernel of the search profile is a different kernel, so its boots do not count.
    const bool tells = step.role != StepRole::revert && step.config == ConfigKind::full;
    if (!tells || at == indices.end()) continue;
    for (const Run& boot : step.runs) {
      if (!is_skip(boot.verdict)) belief.saw(at->second, std::holds_alternative<Bad>(boot.verdict));
    }
  }
  return belief.rates();
}

std::string holding(const Proof& proof) {
  return proof.holds ? "holds" : "does not hold";
}

std::vector<Agreement> compare(const Certificate& then, const Certificate& now) {
  std::vector<Agreement> agreements{
      {"the config profile", then.profile_digest, now.profile_digest},
      {"the guest image", then.initramfs_digest, now.initramfs_digest},
      {"the toolchain", then.toolchain, now.toolchain},
      {"the toolchain's programs", then.toolchain_digest, now.toolchain_digest}};
  // The run has fewer proofs if its own proof was cut short.
  for (size_t i = 0; i < now.proofs.size(); ++i) {
    const Proof& ours = now.proofs[i];
    const Proof theirs = i < then.proofs.size() ? then.proofs[i] : Proof{};
    const std::string what = fmt::format("{} ({})", ours.claim, ours.commit.short_id());
    agreements.push_back({what, holding(theirs), holding(ours), true});
    agreements.push_back({what + ": its config", theirs.config_digest, ours.config_digest});
    agreements.push_back({what + ": its kernel", theirs.image_digest, ours.image_digest});
  }
  return agreements;
}

}  // namespace

bool Certification::agreed() const {
  return std::all_of(agreements.begin(), agreements.end(),
                     [](const Agreement& one) { return !one.is_claim || one.agreed(); });
}

Certification certify(const Bench& bench, const JournalContent& then) {
  const Tester tester(bench);
  const Rates rates = rates_seen(bench.plan.graph, then);
  const Commit& culprit = then.culprit.value();
  Certification certification;
  std::vector<Step>& steps = certification.steps;
  const int all = 2 + static_cast<int>(culprit.parents.size());
  const auto test = [&](StepRole role, const Commit& commit, auto build) {
    const Stopwatch stopwatch;
    Step step{.number = static_cast<int>(steps.size()) + 1,
              .role = role,
              .commit = commit,
              .candidates = 1,
              .began = utc_now()};
    bench.observer.step_began(step, all - static_cast<int>(steps.size()));
    build(step);
    tester.boot_until_settled(step, rates);
    step.wall_seconds = stopwatch.seconds();
    bench.observer.step_ended(step);
    steps.push_back(std::move(step));
  };
  const auto build = [&](Step& step) { tester.build(step, {}); };
  bench.worktree.add(bench.plan.header.bad.id);
  test(StepRole::proof, culprit, build);
  for (const std::string& parent : culprit.parents)
    test(StepRole::proof, bench.plan.git.commit(parent), build);
  test(StepRole::revert, bench.plan.header.new_end(),
       [&](Step& step) { tester.build_without(culprit, step, {}); });
  bench.worktree.remove();
  bench.images.clear();

  certification.certificate = certificate_of(bench.plan.header, culprit, steps);
  certification.agreements =
      compare(certificate_of(then.header, culprit, then.steps), certification.certificate);
  write_atomically(bench.folder.certificate(), json_file(to_json(certification)));
  return certification;
}

nlohmann::json to_json(const Certification& certification) {
  nlohmann::json agreements = nlohmann::json::array();
  for (const Agreement& one : certification.agreements) {
    agreements.push_back({{"what", one.what},
                          {"then", one.then},
                          {"now", one.now},
                          {"agreed", one.agreed()},
                          {"claim", one.is_claim}});
  }
  nlohmann::json steps = nlohmann::json::array();
  for (const Step& step : certification.steps) steps.push_back(to_json(step));
  return {{"agreed", certification.agreed()},
          {"certificate", to_json(certification.certificate)},
          {"agreements", std::move(agreements)},
          {"steps", std::move(steps)}};
}

std::string text(const Agreement& agreement) {
  if (agreement.agreed()) return fmt::format("agreed: {}: {}", agreement.what, agreement.now);
  return fmt::format("{}: {}: {} then, {} now", agreement.is_claim ? "NOT AGREED" : "differs", agreement.what,
                     agreement.then.empty() ? "nothing" : agreement.then,
                     agreement.now.empty() ? "nothing" : agreement.now);
}

}  // namespace kbisect
