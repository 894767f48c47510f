#include "engine/run/findings.hpp"

#include <algorithm>
#include <memory>
#include <set>

#include "model/median.hpp"

namespace kbisect {
Findings::Findings(const Plan& plan)
    : plan_(plan),
      ancestry_(std::make_shared<const Ancestry>(plan_.graph.parents)),
      config_(plan.search_profile ? ConfigKind::search : ConfigKind::full),
      search_(fresh_search()) {
  const auto& ids = plan_.graph.ids;
  for (size_t i = 0; i < ids.size(); ++i) indices_[ids[i]] = static_cast<int>(i);
}

Search Findings::fresh_search() const {
  const Campaign& campaign = plan_.header.campaign;
  return {ancestry_, {.confidence = campaign.confidence, .hunt = campaign.hunt}};
}

void Findings::turn_to_full() {
  config_ = ConfigKind::full;
  search_ = fresh_search();
  rebuilds_.reset();
  for (const Step& step : steps_) learn(step);
}

const Step& Findings::add(Step step) {
  learn(step);
  return steps_.emplace_back(std::move(step));
}

void Findings::learn(const Step& step) {
  const auto commit = index_of(step);
  if (!commit) return;
  for (const Run& run : step.runs) {
    if (!is_skip(run.verdict)) search_.saw(*commit, std::holds_alternative<Bad>(run.verdict));
  }
  if (is_untestable(step)) search_.skipped(*commit);
}

void Findings::saw(const Step& step) {
  const Verdict& verdict = step.runs.back().verdict;
  if (!is_skip(verdict)) search_.saw(index_of(step).value(), std::holds_alternative<Bad>(verdict));
}

const Step& Findings::close(Step step) {
  const int commit = index_of(step).value();
  if (is_untestable(step)) search_.skipped(commit);
  Step& kept = steps_.emplace_back(std::move(step));
  kept.verdict = verdict_of(commit);
  return kept;
}

Verdict Findings::verdict_of(int commit) const {
  const bool judged = search_.belief().tally(commit).has_value();
  const bool is_bad = judged && search_.belief().is_bad(commit) > 0.5;
  if (judged && !is_bad) return Good{};
  // The bad end is the first step: where a commit is bad by the boots of others alone, what it showed stands
  // for it.
  std::optional<Verdict> seen;
  for (const Step& step : steps_) {
    const auto tested = index_of(step);
    if (!tested) continue;
    const bool is_own = *tested == commit;
    if (const auto* failure = std::get_if<Skip>(&step.build.result); failure != nullptr && is_own)
      seen = *failure;
    for (const Run& run : step.runs) {
      const bool fits = std::holds_alternative<Bad>(run.verdict) == is_bad;
      if (fits && (is_own || (is_bad && !seen))) seen = run.verdict;
    }
  }
  // Thought to be bad as the user says, and all that was judged has passed.
  return seen.value_or(Good{});
}

std::vector<std::pair<std::string, Verdict>> Findings::verdicts() const {
  std::vector<std::pair<std::string, Verdict>> verdicts;
  std::set<int> told;
  const auto tell = [&](int commit, const Verdict& verdict) {
    if (role_of(commit) == StepRole::search && told.insert(commit).second)
      verdicts.emplace_back(id_of(commit), verdict);
  };
  for (const Step& step : steps_) {
    if (const auto commit = index_of(step)) tell(*commit, verdict_of(*commit));
  }
  if (config_ == ConfigKind::full) return verdicts;
  for (const Step& step : steps_) {
    const auto commit = index_of(step.commit.id);
    if (step.config != ConfigKind::full || step.role == StepRole::revert || !commit) continue;
    const bool is_bad = std::holds_alternative<Bad>(step.verdict);
    const bool is_as_thought = is_bad == (search_.belief().is_bad(*commit) > 0.5);
    if (!is_skip(step.verdict) && is_as_thought) tell(*commit, step.verdict);
  }
  return verdicts;
}

Rates Findings::proof_rates() const {
  const Rates searched = search_.belief().rates();
  if (config_ == ConfigKind::full) return searched;
  Belief whole(ancestry_, plan_.header.campaign.hunt);
  for (const Step& step : steps_) {
    const auto commit = index_of(step.commit.id);
    if (step.config != ConfigKind::full || step.role == StepRole::revert || !commit) continue;
    for (const Run& run : step.runs) {
      if (!is_skip(run.verdict)) whole.saw(*commit, std::holds_alternative<Bad>(run.verdict));
    }
  }
  const Rates rates{.bad = std::min(searched.bad, whole.rates().bad),
                    .good = std::max(searched.good, whole.rates().good)};
  // Few boots of the whole config may make the bug seem rarer than false failures; the search has seen more.
  return rates.bad > rates.good ? rates : searched;
}

template <class Condition>
const Step* Findings::last_where(Condition condition) const {
  const auto last = std::find_if(steps_.rbegin(), steps_.rend(), condition);
  return last == steps_.rend() ? nullptr : &*last;
}

const Step* Findings::last_visit(StepRole end) const {
  const std::optional<int> commit =
      index_of(end == StepRole::good_end ? plan_.header.good.id : plan_.header.bad.id);
  return last_where([&](const Step& step) { return index_of(step) == commit; });
}

const Step* Findings::last_full(const std::string& commit) const {
  return last_where([&](const Step& step) {
    return step.config == ConfigKind::full && step.role != StepRole::revert && !step.build.of_earlier_run &&
           step.commit.id == commit;
  });
}

bool Findings::is_recorded(int commit) const {
  const Step* last = last_where([&](const Step& step) { return index_of(step) == commit; });
  return last == nullptr || is_untestable(*last) || term(last->verdict) == term(verdict_of(commit));
}

StepRole Findings::role_of(int commit) const {
  const std::string& id = id_of(commit);
  if (id == plan_.header.good.id) return StepRole::good_end;
  return id == plan_.header.bad.id ? StepRole::bad_end : StepRole::search;
}

const std::string& Findings::id_of(int commit) const {
  return commit == old_end_index ? plan_.header.old_end().id : plan_.graph.ids[static_cast<size_t>(commit)];
}

std::optional<int> Findings::index_of(const std::string& id) const {
  if (id == plan_.header.old_end().id) return old_end_index;
  const auto at = indices_.find(id);
  return at == indices_.end() ? std::nullopt : std::optional<int>(at->second);
}

std::optional<int> Findings::index_of(const Step& step) const {
  // A revert that failed bears the bad end's name, and says nothing of it.
  if (step.role == StepRole::revert || step.config != config_) return std::nullopt;
  return index_of(step.commit.id);
}

// What the run has seen so far is the best guess at what comes.
Costs Findings::costs() const {
  std::vector<double> builds;
  std::vector<double> boots;
  for (const Step& step : steps_) {
    if (step.config != config_) continue;
    if (!step.build.reused) builds.push_back(build_seconds(step));
    for (const Run& run : step.runs) boots.push_back(run.seconds);
  }
  Costs costs;
  constexpr double least = 1e-3;
  if (!builds.empty()) costs.build = std::max(median(builds), least);
  if (!boots.empty()) costs.boot = std::max(median(boots), least);
  costs.kept = kept_;
  const auto from = in_build_directory();
  if (!rebuilds_ || !from) return costs;
  const double pace = seconds_per_object();
  costs.build_of = [this, from, pace](int commit) {
    return pace * (objects_beside + rebuilds_->between(*from, commit));
  };
  costs.least_build = pace * objects_beside;
  return costs;
}

std::optional<ExpectedBuild> Findings::expected_build(int commit) const {
  const auto from = in_build_directory();
  if (!rebuilds_ || !from) return std::nullopt;
  const int objects = rebuilds_->between(*from, commit);
  return ExpectedBuild{.objects = objects, .seconds = seconds_per_object() * (objects_beside + objects)};
}

// The commit that was built last with the search's config.
std::optional<int> Findings::in_build_directory() const {
  const Step* last =
      last_where([&](const Step& step) { return step.config == config_ && !step.build.reused; });
  if (last == nullptr) return std::nullopt;
  // What is taken back on the new end, and a parent that lies off the range, are near its ends.
  if (last->role == StepRole::revert) return static_cast<int>(plan_.graph.ids.size()) - 1;
  return index_of(last->commit.id).value_or(old_end_index);
}

double Findings::seconds_per_object() const {
  std::vector<double> paces;
  for (const Step& step : steps_) {
    if (step.config == config_ && !step.build.reused)
      paces.push_back(build_seconds(step) / (objects_beside + step.build.objects));
  }
  constexpr double least = 1e-6;
  return std::max(median(paces), least);
}

}  // namespace kbisect
