// What the steps of a run say: all of them in their order, and the search that stands on those whose kernels
// have one of its two configs. Kernels of the search profile and of the whole one are different kernels, so
// their boots are never counted together.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/plan.hpp"
#include "model/rebuilds.hpp"
#include "model/search.hpp"
#include "model/step.hpp"

namespace kbisect {

class Findings {
 public:
  // The search stands on steps with the plan's search profile where it has one. `plan` outlives it.
  explicit Findings(const Plan& plan);

  // The config that the search stands on now.
  ConfigKind config() const { return config_; }
  // From here on the search stands on steps with the whole config, earlier ones included.
  void turn_to_full();

  const std::vector<Step>& steps() const { return steps_; }
  // A step that has ended and bears its verdict. Its boots are evidence where they are of the search's
  // config.
  const Step& add(Step step);

  // --- a visit under way, with the search's config ---
  // Its last boot.
  void saw(const Step& step);
  // It has ended, and each of its boots was told. The verdict becomes that of all boots of its commit.
  const Step& close(Step step);

  const Search& search() const { return search_; }
  Next next() const { return search_.next(costs()); }
  void expect(Prior prior) { search_.expect(std::move(prior)); }
  // What builds of the search's config compile.
  void expect(std::map<int, IndexSet> touched, int objects) {
    rebuilds_.emplace(ancestry_, objects, std::move(touched));
  }

  // Boots that could be judged decide, all of them together; without any it is a skip.
  Verdict verdict_of(int commit) const;
  // What git is told, of all but the ends: the search's verdicts; of commits that only the proof has tested,
  // with the whole config, its verdicts where they are what the search thinks. Where they are not, the search
  // begins anew.
  std::vector<std::pair<std::string, Verdict>> verdicts() const;
  // How often kernels of the whole config fail, as far as that is known: by the search's and by the proof's
  // own boots, whichever makes the proof longer.
  Rates proof_rates() const;
  // The last visit to this end with the search's config; nullptr without one.
  const Step* last_visit(StepRole end) const;
  // The last one to this commit with the whole config and on a kernel that this run has built itself, as a
  // proof wants it; nullptr without one.
  const Step* last_full(const std::string& commit) const;
  // Boots of other commits may have changed what is thought of this one since its own step was recorded.
  bool is_recorded(int commit) const;

  // --- names and numbers ---
  StepRole role_of(int commit) const;
  const std::string& id_of(int commit) const;
  // Nothing for a commit that is not in the search.
  std::optional<int> index_of(const std::string& id) const;
  // Nothing for a step that tells the search nothing, as of a revert or another config.
  std::optional<int> index_of(const Step& step) const;
  // By the median of what the run has seen with the search's config, and by what it has yet to compile.
  Costs costs() const;
  // What building this commit next is expected to take; nothing where too little is known.
  std::optional<ExpectedBuild> expected_build(int commit) const;

 private:
  void learn(const Step& step);
  Search fresh_search() const;
  std::optional<int> in_build_directory() const;
  double seconds_per_object() const;
  template <class Condition>
  const Step* last_where(Condition condition) const;

  const Plan& plan_;
  std::shared_ptr<const Ancestry> ancestry_;
  ConfigKind config_;
  Search search_;
  std::optional<Rebuilds> rebuilds_;
  std::vector<Step> steps_;
  std::map<std::string, int> indices_;
};

}  // namespace kbisect
