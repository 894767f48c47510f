#include "model/trials/verification.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <stdexcept>

#include "base/digest.hpp"
#include "base/overloaded.hpp"
#include "model/trials/breakage.hpp"

namespace kbisect {
namespace {

bool is_good(const TrialResult& result) {
  return std::holds_alternative<Good>(result.verdict);
}

// Whether the patch is not to blame: a fix-up of the campaign does not fit, or the build was too slow.
bool is_no_fault_of_the_patch(const Skip& failure) {
  return failure.reason == SkipReason::cannot_apply || failure.reason == SkipReason::build_timed_out;
}

std::optional<SeriesOutcome> first_not_built(const std::vector<TrialResult>& after) {
  for (size_t i = 0; i < after.size(); ++i) {
    const auto* failure = std::get_if<Skip>(&after[i].build.result);
    if (failure == nullptr || is_no_fault_of_the_patch(*failure)) continue;
    const bool says_itself = failure->reason == SkipReason::cannot_build;
    return DoesNotBuild{static_cast<int>(i) + 1, says_itself ? failure->detail : detail(*failure)};
  }
  return std::nullopt;
}

std::optional<SeriesOutcome> first_not_tried(const std::vector<TrialResult>& after) {
  for (size_t i = 0; i < after.size(); ++i) {
    const auto* failure = std::get_if<Skip>(&after[i].build.result);
    if (failure != nullptr && is_no_fault_of_the_patch(*failure))
      return NotJudged{fmt::format("{}: {}", patch_text(i + 1, after.size()), detail(*failure))};
  }
  return std::nullopt;
}

std::optional<std::string> breakage_text(const TrialResult& before, const TrialResult& after) {
  const auto breakage = breaks_now_and_then(before, after);
  if (!breakage) return std::nullopt;
  return fmt::format("{} of {} boots with the whole series: {}; {} of {} with the base", breakage->boots,
                     breakage->of, breakage->how, breakage->boots_before, breakage->of_before);
}

// What leaves open whether another test got worse, to be read after the test's name.
std::optional<std::string> why_not_judged(const OtherTest& other) {
  if (!is_skip(other.before.verdict) && is_skip(other.after.verdict))
    return " with the whole series: " + detail(other.after.verdict);
  if (const auto how = breakage_text(other.before, other.after)) return ": " + *how;
  if (other.now_and_then)
    return fmt::format(": {} with the whole series, and passes in all of the base", *other.now_and_then);
  return std::nullopt;
}

// The first of the patches that are good up to the last one.
int good_since(const std::vector<TrialResult>& after) {
  size_t since = after.size();
  while (since > 1 && is_good(after[since - 2])) since -= 1;
  return static_cast<int>(since);
}

nlohmann::json patches_json(const Verification& verification) {
  nlohmann::json patches = nlohmann::json::array();
  for (size_t i = 0; i < verification.series.patches.size(); ++i) {
    const SeriesPatch& patch = verification.series.patches[i];
    nlohmann::json one{{"name", patch.name},
                       {"title", patch.title},
                       {"author", patch.headers.author},
                       {"message_id", patch.headers.message_id},
                       {"digest", sha256(patch.text)}};
    if (i < verification.applied.size()) one["commit"] = verification.applied[i].id;
    if (i < verification.after.size()) one["trial"] = to_json(verification.after[i]);
    patches.push_back(std::move(one));
  }
  return patches;
}

nlohmann::json to_json(const PassCount& count) {
  return {{"passed", count.passed}, {"results", count.results}};
}

}  // namespace

std::optional<std::string> worsening(const TrialResult& before, const TrialResult& after,
                                     const std::optional<std::string>& regression) {
  if (is_skip(before.verdict)) return std::nullopt;
  if (const auto* skip = std::get_if<Skip>(&after.verdict))
    return is_broken(skip->reason) ? std::optional(detail(after.verdict)) : std::nullopt;
  if (is_good(before) && !is_good(after)) return detail(after.verdict);
  return regression;
}

SeriesOutcome outcome_of(const Verification& verification) {
  const size_t patches = verification.series.patches.size();
  if (verification.not_applied)
    return DoesNotApply{static_cast<int>(verification.applied.size()) + 1, *verification.not_applied};
  const TrialResult& before = verification.before.value();
  if (is_skip(before.verdict))
    return NotJudged{fmt::format("the base, before any patch: {}", detail(before.verdict))};
  if (is_good(before)) return NotThereBefore{};
  if (const auto not_built = first_not_built(verification.after)) return *not_built;
  if (verification.after.size() < patches) throw std::logic_error("patches that were not tested");
  const TrialResult& after = verification.after.back();
  if (std::holds_alternative<Bad>(after.verdict)) return FixesNothing{detail(after.verdict)};
  if (const auto not_tried = first_not_tried(verification.after)) return *not_tried;
  if (auto how = worsening(before, after, verification.regression))
    return BreaksElse{short_test_name(after.trial.test), *how};
  if (is_skip(after.verdict)) return NotJudged{fmt::format("the whole series: {}", detail(after.verdict))};
  if (auto how = breakage_text(before, after)) return NotJudged{std::move(*how)};
  if (const auto& how = verification.now_and_then)
    return NotJudged{fmt::format("{} with the whole series, and passes in all of the base", *how)};
  for (const OtherTest& other : verification.others) {
    if (auto how = worsening(other.before, other.after, other.regression))
      return BreaksElse{short_test_name(other.test), *how};
  }
  for (const OtherTest& other : verification.others) {
    if (auto why = why_not_judged(other)) return NotJudged{short_test_name(other.test) + *why};
  }
  if (const auto& how = verification.complaint) {
    return NotJudged{
        fmt::format("the symptom is gone, but with the whole series {}; the base does not, but its boots "
                    "may have stopped before that",
                    *how)};
  }
  return Fixes{good_since(verification.after)};
}

ExitCode exit_code(const SeriesOutcome& outcome) {
  if (std::holds_alternative<Fixes>(outcome)) return ExitCode::found;
  return std::holds_alternative<NotJudged>(outcome) ? ExitCode::no_answer : ExitCode::does_not_hold;
}

std::string kind(const SeriesOutcome& outcome) {
  return std::visit(
      Overloaded{[](const Fixes&) { return "fixes"; }, [](const DoesNotApply&) { return "does-not-apply"; },
                 [](const DoesNotBuild&) { return "does-not-build"; },
                 [](const FixesNothing&) { return "fixes-nothing"; },
                 [](const BreaksElse&) { return "breaks-something-else"; },
                 [](const NotThereBefore&) { return "not-there-before"; },
                 [](const NotJudged&) { return "not-judged"; }},
      outcome);
}

int patch_of(const SeriesOutcome& outcome) {
  if (const auto* one = std::get_if<DoesNotApply>(&outcome)) return one->patch;
  if (const auto* one = std::get_if<DoesNotBuild>(&outcome)) return one->patch;
  return 0;
}

std::string text(const SeriesOutcome& outcome, size_t patches) {
  const auto patch = [&](int number) { return patch_text(static_cast<size_t>(number), patches); };
  return std::visit(
      Overloaded{
          [&](const Fixes& one) {
            return fmt::format("it fixes the symptom{}",
                               patches > 1 ? fmt::format(", which is gone after {}", patch(one.since)) : "");
          },
          [&](const DoesNotApply& one) {
            return fmt::format("{} does not apply: {}", patch(one.patch), one.why);
          },
          [&](const DoesNotBuild& one) {
            return fmt::format("{} does not build: {}", patch(one.patch), one.why);
          },
          [](const FixesNothing& one) {
            return fmt::format("it does not fix the symptom: after the last patch {}", one.seen);
          },
          [](const BreaksElse& one) {
            return fmt::format("it breaks something else: {} with the whole series: {}", one.test, one.how);
          },
          [](const NotThereBefore&) {
            return std::string(
                "the symptom is not there before the first patch, so nothing can be said about the series");
          },
          [](const NotJudged& one) { return fmt::format("it could not be judged: {}", one.why); }},
      outcome);
}

nlohmann::json to_json(const Verification& verification) {
  nlohmann::json others = nlohmann::json::array();
  for (const OtherTest& other : verification.others) {
    const auto how = worsening(other.before, other.after, other.regression);
    others.push_back(
        {{"test", other.test},
         {"before", to_json(other.before)},
         {"after", to_json(other.after)},
         {"passes_before", to_json(other.passes_before)},
         {"passes_after", to_json(other.passes_after)},
         {"worse", how ? nlohmann::json(*how) : nlohmann::json()},
         {"may_be_worse", other.now_and_then ? nlohmann::json(*other.now_and_then) : nlohmann::json()}});
  }
  nlohmann::json document{{"schema", 1},
                          {"run", to_json(verification.header)},
                          {"base",
                           {{"kind", text(verification.base.kind)},
                            {"name", verification.base.name},
                            {"commit", verification.base.commit},
                            {"named_by_series", verification.base_is_the_series_own}}},
                          {"patches", patches_json(verification)},
                          {"others", std::move(others)},
                          {"seconds", verification.seconds}};
  if (verification.before) document["before"] = to_json(*verification.before);
  if (verification.outcome) {
    const SeriesOutcome& outcome = *verification.outcome;
    document["outcome"] = {{"kind", kind(outcome)},
                           {"text", text(outcome, verification.series.patches.size())}};
    if (patch_of(outcome) > 0) document["outcome"]["patch"] = patch_of(outcome);
    if (const auto* fixes = std::get_if<Fixes>(&outcome)) document["outcome"]["since"] = fixes->since;
    document["exit_code"] = static_cast<int>(exit_code(outcome));
  }
  return document;
}

}  // namespace kbisect
