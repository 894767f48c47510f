#include "model/certificate.hpp"

#include <algorithm>
#include <cmath>

namespace kbisect {
namespace {

constexpr int least_boots = 5;
constexpr int most_boots = 200;
constexpr double chance_of_luck = 1e-3;

// All that these steps say of one claim; the last verdict counts.
Proof proof_from(std::string claim, const std::vector<const Step*>& steps, const std::string& wanted) {
  Proof proof{.claim = std::move(claim)};
  for (const Step* step : steps) {
    proof.commit = step->commit;
    proof.holds = term(step->verdict) == wanted;
    const auto* skip = std::get_if<Skip>(&step->verdict);
    proof.obstacle = skip != nullptr ? detail(step->verdict) : "";
    if (const auto* image = std::get_if<Image>(&step->build.result)) {
      proof.image_digest = image->digest;
      proof.config_digest = image->config_digest;
    }
    for (const Run& run : step->runs) {
      proof.failed += std::holds_alternative<Bad>(run.verdict) ? 1 : 0;
      proof.passed += std::holds_alternative<Good>(run.verdict) ? 1 : 0;
    }
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
  return those(steps,
               [&](const Step& step) { return step.role != StepRole::revert && step.commit.id == id; });
}

}  // namespace

bool Certificate::holds() const {
  return std::all_of(proofs.begin(), proofs.end(), [](const Proof& proof) { return proof.holds; });
}

int proof_boots(double failure_rate) {
  if (failure_rate >= 1) return least_boots;
  const double passes = std::log(chance_of_luck) / std::log1p(-failure_rate);
  return std::clamp(static_cast<int>(std::ceil(std::min<double>(passes, most_boots))), least_boots,
                    most_boots);
}

Certificate certificate_of(const Commit& culprit, const std::vector<Step>& steps) {
  Certificate certificate;
  certificate.proofs.push_back(proof_from("the culprit is bad", of_commit(steps, culprit.id), "bad"));
  for (const std::string& parent : culprit.parents) {
    Proof proof = proof_from("its parent is good", of_commit(steps, parent), "good");
    if (proof.commit.id.empty()) {
      proof.commit.id = parent;
      proof.holds = true;
      proof.obstacle = "not tested: it lies below the good end";
    }
    certificate.proofs.push_back(std::move(proof));
  }
  const auto reverted = those(steps, [](const Step& step) { return step.role == StepRole::revert; });
  if (!reverted.empty())
    certificate.proofs.push_back(proof_from("the bad end without it is good", {reverted.back()}, "good"));
  return certificate;
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
                      {"obstacle", proof.obstacle}});
  }
  return {{"holds", certificate.holds()}, {"proofs", std::move(proofs)}};
}

}  // namespace kbisect
