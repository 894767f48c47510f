#include "model/search/certificate.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>

#include "base/overloaded.hpp"
#include "model/search/own_boots.hpp"
#include "model/search/proof_boots.hpp"

namespace kbisect {
namespace {

std::string fixups_text(const std::vector<std::string>& fixups) {
  if (fixups.empty()) return {};
  return fmt::format("with the fix-up{} {}", fixups.size() == 1 ? "" : "s", fmt::join(fixups, ", "));
}

// All that these steps say of one claim, which holds for a commit with such a verdict; the last one counts.
template <class Holds>
Proof proof_from(std::string claim, const std::vector<const Step*>& steps, Holds holds) {
  Proof proof{.claim = std::move(claim), .remark = "not tested"};
  for (const Step* step : steps) {
    proof.commit = step->commit;
    proof.holds = holds(step->verdict);
    proof.remark = is_skip(step->verdict) ? detail(step->verdict) : fixups_text(step->build.fixups);
    if (const auto* image = std::get_if<Image>(&step->build.result)) {
      proof.image_digest = image->digest;
      proof.config_digest = image->config_digest;
    }
    const Tally tally = tally_of(step->runs);
    proof.failed += tally.failed;
    proof.passed += tally.passed;
  }
  const int boots = proof.failed + proof.passed;
  if (proof.holds && (boots < least_proof_boots || is_untestable(*steps.back()))) {
    proof.holds = false;
    proof.remark = fmt::format("only {} boots could be judged", boots);
  }
  return proof;
}

template <class Condition>
std::vector<const Step*> those(const std::vector<Step>& steps, Condition condition) {
  std::vector<const Step*> chosen;
  for (const Step& step : steps) {
    if (condition(step)) chosen.push_back(&step);
  }
  return chosen;
}

std::vector<const Step*> of_commit(const std::vector<Step>& steps, const std::string& id) {
  return those(steps, [&](const Step& step) {
    return step.role != StepRole::revert && step.config == ConfigKind::full && step.commit.id == id;
  });
}

// What is claimed, and what it means where the opposite is seen.
struct Claims {
  std::string found;
  std::string parent;
  std::string parent_is_not;
  std::string without;
  std::string without_is_not;
};

const Claims& claims_of(Hunt hunt) {
  static const Claims of_a_culprit{
      .found = "the culprit is bad",
      .parent = "its parent is good",
      .parent_is_not =
          "bad, and an ancestor of the good end: the bug is older than the range, and was fixed on the way "
          "to the good end; bisect again with this parent as the bad end",
      .without = "the bad end without it is good",
      .without_is_not =
          "still bad: another commit introduces the bug too, or it was fixed in between and came back; to "
          "find that commit, bisect again with the last good commit after the culprit as the good end"};
  static const Claims of_a_fix{
      .found = "the fix is good",
      .parent = "its parent is bad",
      .parent_is_not =
          "good, and an ancestor of the bad end: this branch forked off before the bug came in, and passes "
          "without a fix; bisect again with a later bad end that contains this branch",
      .without = "the good end without it is bad",
      .without_is_not =
          "still good: another commit fixes the bug too, or its cause is gone by now; where the fix was "
          "made, it alone would have been enough"};
  return hunt == Hunt::regression ? of_a_culprit : of_a_fix;
}

}  // namespace

bool Certificate::holds() const {
  return std::all_of(proofs.begin(), proofs.end(), [](const Proof& proof) { return proof.holds; });
}

Certificate certificate_of(const RunHeader& header, const Commit& culprit, const std::vector<Step>& steps) {
  Certificate certificate{.profile_digest = header.profile_digest,
                          .initramfs_digest = header.initramfs_digest,
                          .toolchain = header.machine.toolchain.text,
                          .toolchain_digest = header.machine.toolchain.digest};
  const Hunt hunt = header.campaign.hunt;
  const auto new_one = [hunt](const Verdict& verdict) { return is_new(verdict, hunt); };
  const auto old_one = [hunt](const Verdict& verdict) { return !is_skip(verdict) && !is_new(verdict, hunt); };
  const Claims& claims = claims_of(hunt);
  certificate.proofs.push_back(proof_from(claims.found, of_commit(steps, culprit.id), new_one));
  for (const std::string& parent : culprit.parents) {
    const auto own = of_commit(steps, parent);
    Proof proof = proof_from(claims.parent, own, old_one);
    proof.commit.id = parent;
    // Such a parent that the search knew would be the culprit, or descend from it.
    if (!own.empty() && new_one(own.back()->verdict)) proof.remark = claims.parent_is_not;
    certificate.proofs.push_back(std::move(proof));
  }
  const auto reverted = those(steps, [](const Step& step) { return step.role == StepRole::revert; });
  if (!reverted.empty()) {
    Proof proof = proof_from(claims.without, {reverted.back()}, old_one);
    if (new_one(reverted.back()->verdict)) proof.remark = claims.without_is_not;
    certificate.proofs.push_back(std::move(proof));
  }
  return certificate;
}

ExitCode exit_code(const Result& result) {
  return std::visit(Overloaded{[&](const CulpritFound& found) {
                                 return certificate_of(result.header, found.culprit, result.steps).holds()
                                            ? ExitCode::found
                                            : ExitCode::does_not_hold;
                               },
                               [](const OnlySkippedLeft&) { return ExitCode::no_answer; },
                               [](const EndsContradict&) { return ExitCode::ends_contradict; }},
                    result.outcome);
}

nlohmann::json to_json(const Certificate& certificate) {
  nlohmann::json proofs = nlohmann::json::array();
  for (const Proof& proof : certificate.proofs) {
    proofs.push_back({{"claim", proof.claim},
                      {"commit", proof.commit.id},
                      {"failed", proof.failed},
                      {"passed", proof.passed},
                      {"image_digest", proof.image_digest},
                      {"config_digest", proof.config_digest},
                      {"holds", proof.holds},
                      {"remark", proof.remark}});
  }
  return {{"holds", certificate.holds()},
          {"proofs", std::move(proofs)},
          {"profile_digest", certificate.profile_digest},
          {"initramfs_digest", certificate.initramfs_digest},
          {"toolchain", certificate.toolchain},
          {"toolchain_digest", certificate.toolchain_digest}};
}

}  // namespace kbisect
