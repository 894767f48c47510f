#include "engine/trials/explanation.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/files.hpp"
#include "base/text.hpp"
#include "engine/trials/parameter_documentation.hpp"
#include "engine/trials/switch_search.hpp"
#include "engine/trials/trial_rows.hpp"
#include "model/guest/observed_outcomes.hpp"
#include "model/kernel/own_config.hpp"
#include "model/search/own_boots.hpp"
#include "model/trials/breakage.hpp"
#include "model/trials/security_words.hpp"
#include "tools/kconfig_files.hpp"

namespace kbisect {
namespace {

std::optional<double> seconds_of_build(const TrialResult& result) {
  if (result.build.reused) return std::nullopt;
  return result.build.configure_seconds + result.build.make_seconds;
}

// A config that olddefconfig has made another one of was not tried.
bool is_not_to_be_had(const TrialResult& result) {
  const auto* skip = std::get_if<Skip>(&result.verdict);
  return skip != nullptr && skip->reason == SkipReason::cannot_configure;
}

const Step* revert_of(const JournalContent& run) {
  const auto step = std::find_if(run.steps.rbegin(), run.steps.rend(),
                                 [](const Step& one) { return one.role == StepRole::revert; });
  return step == run.steps.rend() ? nullptr : &*step;
}

// Symbols that the test may need. A whole .config of the user's names all that there are.
std::set<std::string> asked_for(const Equipment& equipment) {
  if (equipment.profile.unnamed == Unnamed::by_default) return guest_needs(*equipment.arch);
  std::set<std::string> symbols;
  for (const auto& [symbol, value] : requests_of(equipment.profile)) symbols.insert(symbol);
  return symbols;
}

Description described(const std::vector<SymbolDeclaration>& declarations, const std::string& value) {
  std::string help;
  for (const SymbolDeclaration& one : declarations) help += one.help;
  return {.where = declarations.front().where,
          .security_words = security_words(help),
          .is_default = is_default(declarations, value)};
}

int not_judged(const std::vector<Run>& runs) {
  return static_cast<int>(
      std::count_if(runs.begin(), runs.end(), [](const Run& run) { return is_skip(run.verdict); }));
}

class Explaining {
 public:
  Explaining(const ExplanationPlan& plan, const RunFolder& folder, TrialObserver& observer,
             const std::function<void(const Explanation&)>& keep)
      : plan_(plan),
        folder_(folder),
        observer_(observer),
        keep_(keep),
        rows_(plan.trials, folder, observer, 0, [this](const TrialsResult& table) { tell(table); }),
        as_is_(plan.trials.trials.front()) {
    explanation_ = {.header = plan.trials.header,
                    .run = plan.run_name,
                    .culprit = *plan.run.culprit,
                    .bad = as_is_.source.commit,
                    .most_candidates = plan.most_candidates,
                    .left_out = plan.left_out,
                    .folder = folder.path()};
  }

  Explanation explanation() {
    const TrialResult as_is = test(as_is_);
    if (std::holds_alternative<Bad>(as_is.verdict)) {
      look_for_switches();
      try_parameters();
      try_workarounds();
      try_symbols();
      try_revert();
    }
    explanation_.ended = true;
    rows_.finish();
    return std::move(explanation_);
  }

 private:
  // How many there will be is not known.
  TrialResult test(const Trial& trial) { return rows_.test_next(trial, 0); }

  void tell(const TrialsResult& table) {
    explanation_.trials = table.results;
    explanation_.seconds = table.seconds;
    keep_(explanation_);
  }

  Trial trial_of(Variant variant) const {
    Trial trial = as_is_;
    trial.variant = std::move(variant);
    return trial;
  }

  // A kernel that breaks down instead, more often than without the switch, is not cured.
  Verdict verdict_on(const TrialResult& result) const {
    const auto breakage = breaks_now_and_then(explanation_.trials.front(), result);
    if (!breakage || !std::holds_alternative<Good>(result.verdict)) return result.verdict;
    return Skip{SkipReason::other_failure,
                fmt::format("{} of {} boots break down ({}), as it is {} of {}", breakage->boots,
                            breakage->of, breakage->how, breakage->boots_before, breakage->of_before)};
  }

  void add(Way way, const TrialResult& result, std::optional<Origin> origin, Description described) {
    explanation_.mitigations.push_back({.way = std::move(way),
                                        .origin = std::move(origin),
                                        .described = std::move(described),
                                        .verdict = verdict_on(result),
                                        .boots = tally_of(result.runs),
                                        .not_judged = not_judged(result.runs),
                                        .build_seconds = seconds_of_build(result),
                                        .side_effects = result.side_effects,
                                        .tried_in = OwnTrial{result.row}});
    keep_(explanation_);
  }

  void look_for_switches() {
    observer_.note("looking for switches related to the culprit");
    const Kbuild kbuild = rows_.tester().check_out(as_is_);
    const BuildInputs inputs = rows_.tester().inputs_of(as_is_);
    found_ = find_switches({.git = plan_.git,
                            .good = plan_.run.header.good.id,
                            .bad = as_is_.source.commit.id,
                            .culprit = plan_.run.culprit->id,
                            .kbuild = kbuild,
                            .inputs = inputs,
                            .asked_for = asked_for(plan_.trials.equipment)});
    config_ = config_left_in(folder_.row(1));
    std::set<std::string> symbols;
    for (const SymbolSwitch& one : found_.switches.symbols) symbols.insert(one.symbol);
    declarations_ = find_declarations(kbuild.source, *kbuild.arch, symbols);
    explanation_.identifiers = found_.identifiers;
    explanation_.files = found_.files;
    observer_.note(fmt::format("{} files, {} boot parameters, {} symbols", found_.files,
                               found_.switches.parameters.size(), found_.switches.symbols.size()));
  }

  void leave_out(const std::string& what, const Origin& origin, std::string why) {
    explanation_.left_out.push_back({what, origin.where, std::move(why)});
  }

  std::string beyond_bound() const {
    return fmt::format("not among the nearest {}; raise --candidates to try more", plan_.most_candidates);
  }

  void try_parameters() {
    int tried = 0;
    for (const ParameterSwitch& one : found_.switches.parameters) {
      if (one.parameter.settings.empty()) {
        leave_out(one.parameter.name, one.origin, "its source names no value to try");
        continue;
      }
      if (tried == plan_.most_candidates) {
        leave_out(one.parameter.name, one.origin, beyond_bound());
        continue;
      }
      tried += 1;
      const auto entry = documentation_of(one.parameter.name, plan_.git, as_is_.source.commit.id);
      for (const std::string& setting : one.parameter.settings) {
        add(BootWay{setting}, test(trial_of({.append = setting})), one.origin,
            {.where = entry.where, .security_words = security_words(entry.text)});
      }
    }
  }

  void try_symbols() {
    int tried = 0;
    for (const SymbolSwitch& one : found_.switches.symbols) {
      const auto& declarations = declarations_[one.symbol];
      const auto own = config_.find(one.symbol);
      const auto value = flipped(declarations, own == config_.end() ? "n" : own->second);
      if (!value) {
        leave_out(one.symbol, one.origin, value.error().message);
        continue;
      }
      if (tried == plan_.most_candidates) {
        leave_out(one.symbol, one.origin, beyond_bound());
        continue;
      }
      const TrialResult result = test(trial_of({.config = {{one.symbol, *value}}}));
      if (is_not_to_be_had(result)) {
        leave_out(fmt::format("{}={}", one.symbol, *value), one.origin, detail(result.verdict));
        continue;
      }
      tried += 1;
      add(ConfigWay{one.symbol, *value}, result, one.origin, described(declarations, *value));
    }
  }

  // The run has tried it, unless it was cut short.
  void try_revert() {
    const std::string& culprit = plan_.run.culprit->id;
    RevertWay way{.files = found_.names.files};
    Description message{.where = "the commit's message",
                        .security_words = security_words_of_message(plan_.git.message(culprit))};
    if (const Step* step = revert_of(plan_.run); step != nullptr) {
      explanation_.mitigations.push_back({.way = std::move(way),
                                          .described = std::move(message),
                                          .verdict = step->verdict,
                                          .boots = tally_of(step->runs),
                                          .not_judged = not_judged(step->runs),
                                          .build_seconds = build_seconds(*step),
                                          .tried_in = OfTheRun{step->number}});
      return;
    }
    const NamedPatch patch{"the culprit reverted", plan_.git.reverse_patch_of(culprit)};
    add(std::move(way), test(trial_of({.patches = {patch}})), std::nullopt, std::move(message));
  }

  void try_workarounds() {
    for (size_t i = 1; i < plan_.trials.trials.size(); ++i) {
      Trial trial = plan_.trials.trials[i];
      // A case is looked at as often as a boot parameter: as often as the bug shows seldom.
      trial.boots = passes_wanted(as_is_, explanation_.trials);
      const TrialResult result = test(trial);
      const auto cases = cases_seen(result);
      if (cases.empty()) add(UserlandWay{trial.test, ""}, result, std::nullopt, {});
      for (const auto& [name, seen] : cases) {
        // Boots that did not come to the test's end say nothing good of any case.
        const bool is_in_all = seen.boots.failed + seen.boots.passed == static_cast<int>(result.runs.size());
        const bool is_settled = is_in_all || !std::holds_alternative<Good>(seen.verdict);
        explanation_.mitigations.push_back(
            {.way = UserlandWay{trial.test, name},
             .verdict = is_settled ? seen.verdict : verdict_on(result),
             .boots = seen.boots,
             .not_judged = static_cast<int>(result.runs.size()) - seen.boots.failed - seen.boots.passed,
             .tried_in = OwnTrial{result.row}});
      }
      keep_(explanation_);
    }
  }

  struct Seen {
    Verdict verdict = Good{};
    Tally boots;
  };
  // By case, what the whole reports of a trial's boots say; one failure is one too many.
  std::vector<std::pair<std::string, Seen>> cases_seen(const TrialResult& result) const {
    std::vector<std::pair<std::string, Seen>> cases;
    for (const Run& run : result.runs) {
      if (!run.complete) continue;
      const auto text = or_infrastructure_error(read_file(folder_.row(result.row) / run.report));
      for (const ObservedCase& one : observed_cases(parse_ktap(lines_of(text)).results)) {
        auto known = std::find_if(cases.begin(), cases.end(),
                                  [&](const auto& seen) { return seen.first == one.name; });
        if (known == cases.end()) known = cases.insert(known, {one.name, {}});
        Seen& seen = known->second;
        (one.failure.empty() ? seen.boots.passed : seen.boots.failed) += 1;
        if (!one.failure.empty()) seen.verdict = Bad{.signature = one.failure};
      }
    }
    return cases;
  }

  const ExplanationPlan& plan_;
  const RunFolder& folder_;
  TrialObserver& observer_;
  const std::function<void(const Explanation&)>& keep_;
  TrialRows rows_;
  const Trial& as_is_;
  Explanation explanation_;
  FoundSwitches found_;
  std::map<std::string, std::string> config_;  // of the bad end as it is
  std::map<std::string, std::vector<SymbolDeclaration>> declarations_;
};

}  // namespace

Explanation explain(const ExplanationPlan& plan, const RunFolder& folder, TrialObserver& observer,
                    const std::function<void(const Explanation&)>& keep) {
  return Explaining(plan, folder, observer, keep).explanation();
}

}  // namespace kbisect
