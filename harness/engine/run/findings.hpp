// What the steps of a run show: all steps in order, and the search, which uses only steps with one of the
// run's two configs. Kernels of the search profile and of the full one are different kernels, so their boots
// are never counted together.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/run/plan.hpp"
#include "model/search/rebuilds.hpp"
#include "model/search/search.hpp"
#include "model/step.hpp"

namespace kbisect {

class Findings {
 public:
  // The search begins with the plan's search profile if there is one, else with the full config. `plan` must
  // outlive this object.
  explicit Findings(const Plan& plan);

  // The config whose steps the search uses now.
  ConfigKind config() const { return config_; }
  // Restarts the search on the steps with the full config, earlier ones included.
  void turn_to_full();

  // References and pointers to a step are valid until the next add() or close().
  const std::vector<Step>& steps() const { return steps_; }
  // Adds a finished step that has its verdict. The search uses its boots if they are of the search's config.
  const Step& add(Step step);

  // --- a visit in progress, with the search's config ---
  // Tells the search of the step's last boot.
  void saw(const Step& step);
  // Adds the finished step, whose boots were all told to saw(). Sets its verdict to verdict_of(its commit).
  const Step& close(Step step);

  const Search& search() const { return search_; }
  Next next() const { return search_.next(costs()); }
  void expect(Prior prior) { search_.expect(std::move(prior)); }
  // Sets which of the build directory's `objects` each commit touches (InputRecord), to estimate build times.
  void expect(std::map<int, IndexSet> touched, int objects) {
    rebuilds_.emplace(ancestry_, objects, std::move(touched));
  }
  // Sets the commits whose kernels with the search's config need not be built.
  void expect_kept(std::set<int> commits) { kept_ = std::move(commits); }

  // The verdict on a tested commit, by all boots that the search knows; a skip when none of the commit's own
  // boots could be judged.
  Verdict verdict_of(int commit) const;
  // What git is told about commits other than the ends: the search's verdicts, and for commits that only the
  // proof has tested, with the full config, the proof's verdicts as far as they match the search's belief.
  // The caller restarts the search where they do not.
  std::vector<std::pair<std::string, Verdict>> verdicts() const;
  // The failure rates to expect of kernels with the full config. If the search uses the search profile, each
  // is estimated from its boots and from the full ones, and the rate that makes the proof longer is taken.
  Rates proof_rates() const;
  // The last visit to this end with the search's config; nullptr if there was none.
  const Step* last_visit(StepRole end) const;
  // The last step on this commit with the full config and not with an earlier run's kernel, as a proof
  // requires; nullptr if there was none.
  const Step* last_full(const std::string& commit) const;
  // False when boots of other commits have changed the verdict since the commit's last step was recorded.
  bool is_recorded(int commit) const;

  // --- commits, their indices in the search, and costs ---
  StepRole role_of(int commit) const;
  const std::string& id_of(int commit) const;
  // nullopt for a commit that is not in the search.
  std::optional<int> index_of(const std::string& id) const;
  // nullopt for a step that the search does not use: a revert, or one with the other config.
  std::optional<int> index_of(const Step& step) const;
  // In seconds: medians over the run's steps with the search's config, and what each commit would compile:
  // nothing if its kernel is kept.
  // The result refers to this object and is invalid once it changes.
  Costs costs() const;
  // The expected cost of building this commit next; nullopt when too little is known.
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
  std::set<int> kept_;
  std::vector<Step> steps_;
  std::map<std::string, int> indices_;
};

}  // namespace kbisect
