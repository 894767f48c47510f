#include "engine/trials/config_bisection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "engine/trials/config_suspects.hpp"
#include "model/kernel/own_config.hpp"
#include "stages/build.hpp"
#include "tools/profile_files.hpp"

namespace kbisect {
namespace {

constexpr int good_row = 1;
constexpr int bad_row = 2;

// A suspect that more than one in this many objects test is not tried among the first: whatever is tried
// together with it takes a large part of a whole build.
constexpr int quick_part = 50;

}  // namespace

ConfigPair read_configs(const ConfigBisectRequest& request, const Campaign& campaign, const Places& places) {
  const Arch& arch = arch_of(campaign);
  Profile both = or_usage_error(load_profile(places.configs, campaign.profile, arch, campaign.whitelist));
  if (both.unnamed == Unnamed::by_default) {
    throw UsageError(
        fmt::format("--profile {}: a whole .config would go over both configs; give a folder of "
                    "fragments, what the guest needs in both",
                    campaign.profile));
  }
  ConfigPair pair{.good = or_usage_error(read_own_config(request.good_config, arch), "good"),
                  .bad = or_usage_error(read_own_config(request.bad_config, arch), "bad"),
                  .both = with_changes(without_machine_settings(std::move(both)), {.config = request.both})};
  if (changes_to_good(pair).empty()) {
    throw UsageError(fmt::format(
        "{} and {} differ in nothing, or only in symbols that are set in both: by the profile {}, or because "
        "they ask for what only one machine has (certificates, firmware, an initramfs, signed modules)",
        request.good_config, request.bad_config, campaign.profile));
  }
  return pair;
}

ConfigBisection::ConfigBisection(const ConfigBisectRequest& request, const ConfigPair& pair,
                                 const TrialPlan& plan, const RunFolder& folder, TrialObserver& observer,
                                 Keep keep)
    : pair_(pair),
      plan_(plan),
      folder_(folder),
      observer_(observer),
      keep_(std::move(keep)),
      result_{.good_config = request.good_config, .bad_config = request.bad_config},
      rows_(plan, folder, observer, expected_rows_, [this](const TrialsResult& so_far) {
        result_.trials = so_far;
        keep_(result_);
      }) {}

ConfigBisectResult ConfigBisection::run() {
  search();
  rows_.finish();
  return std::move(result_);
}

void ConfigBisection::search() {
  const TrialResult good = test(result_.good_config, changes_to_good(pair_));
  if (!std::holds_alternative<Good>(good.verdict)) {
    result_.outcome = EndNot{result_.good_config, good_row};
    return;
  }
  // After the good one, so that all others, which have most in common with it, are built over it.
  Trial bad_end = trial_of(result_.bad_config, {});
  bad_end.is_built_here = has_suspects();
  const TrialResult bad = rows_.test_next(bad_end, expected_rows_);
  if (!std::holds_alternative<Bad>(bad.verdict)) {
    result_.outcome = EndNot{result_.bad_config, bad_row};
    return;
  }
  if (!good_end_stays_good()) return;
  differences_ = differences_of(config_of(good_row), config_of(bad_row));
  result_.differences = differences_.size();
  if (differences_.empty()) {
    result_.outcome = SameConfig{};
    return;
  }
  const std::vector<size_t> groups = move_suspects_to_front(bad);
  expected_rows_ += static_cast<size_t>(expected_tests(differences_.size(), groups)) + 1;
  const Cause cause = isolate(
      differences_.size(), [this](const Deltas& taken) { return verdict_with(taken); }, groups);
  SymbolsFound found = symbols_of(cause);
  found.turns_back = turns_back(cause.deltas);
  if (!good_end_stays_good()) return;
  result_.outcome = std::move(found);
}

bool ConfigBisection::good_end_stays_good() {
  rows_.test_again_if_too_few(good_row);
  if (std::holds_alternative<Good>(rows_.result(good_row).verdict)) return true;
  result_.outcome = EndNot{result_.good_config, good_row};
  return false;
}

bool ConfigBisection::turns_back(const Deltas& cause) {
  // Not the bad config with all the other differences: what depends on a symbol that comes later in its list
  // would be off.
  auto changes = changes_to_good(pair_);
  for (const size_t index : cause) changes[differences_[index].symbol] = differences_[index].bad;
  const SymbolDifference& first = differences_[cause.front()];
  const std::string label =
      cause.size() == 1
          ? fmt::format("{}, {}={}", result_.good_config, first.symbol, first.bad)
          : fmt::format("{}, {} symbols as in {}", result_.good_config, cause.size(), result_.bad_config);
  const TrialResult result = test(label, changes);
  return std::holds_alternative<Bad>(result.verdict) && came_out_bad(cause, result.row);
}

// A trial with none or all of the differences is that of an end.
int ConfigBisection::row_of(const Deltas& taken) const {
  const auto row = rows_of_.find(taken);
  if (row != rows_of_.end()) return row->second;
  return taken.empty() ? bad_row : good_row;
}

// A kernel that an earlier row has built left its config there.
std::map<std::string, std::string> ConfigBisection::config_of(int row) const {
  const std::vector<TrialResult>& results = result_.trials.results;
  const auto image_of = [](const TrialResult& result) { return std::get_if<Image>(&result.build.result); };
  const Image* own = image_of(results.at(static_cast<size_t>(row) - 1));
  for (const TrialResult& result : results) {
    const Image* image = image_of(result);
    const bool is_same = own != nullptr && image != nullptr && image->config_digest == own->config_digest;
    if (is_same && std::filesystem::exists(folder_.row(result.row) / config_file))
      return config_left_in(folder_.row(result.row));
  }
  return config_left_in(folder_.row(row));
}

bool ConfigBisection::came_out_bad(const Deltas& deltas, int row) const {
  const auto config = config_of(row);
  return std::all_of(deltas.begin(), deltas.end(), [&](size_t index) {
    return value_in(config, differences_[index].symbol) == differences_[index].bad;
  });
}

SymbolsFound ConfigBisection::symbols_of(const Cause& cause) const {
  SymbolsFound found{.is_minimal = cause.is_minimal, .row = row_of(cause.deltas)};
  const auto turned = config_of(found.row);
  const std::map<std::string, std::string> asked = as_in_good(differences_, cause.deltas);
  for (const size_t index : cause.deltas) {
    const SymbolDifference& one = differences_[index];
    found.symbols.push_back(one);
    const std::string made = value_in(turned, one.symbol);
    if (made != one.good) found.taken_back.push_back({one.symbol, one.good, made});
  }
  for (const SymbolDifference& one : differences_of(turned, config_of(bad_row))) {
    if (asked.count(one.symbol) == 0) found.along.push_back({one.symbol, one.bad, one.good});
  }
  return found;
}

bool ConfigBisection::has_suspects() const {
  // A boot that hangs takes all its time, and its log of code that is run has no end.
  return !std::holds_alternative<Hang>(plan_.trials.front().symptom.hunted);
}

std::vector<size_t> ConfigBisection::move_suspects_to_front(const TrialResult& bad) {
  const auto none = [&] {
    observer_.note(fmt::format("{} symbols differ", differences_.size()));
    return std::vector<size_t>{};
  };
  if (!has_suspects()) return none();
  const Kbuild kbuild = rows_.tester().built_there(bad.trial).value();
  const std::vector<std::string> suspected = suspects_of(bad, kbuild);
  const size_t suspects = move_to_front(differences_, suspected);
  if (suspects == 0) return none();
  std::vector<std::string> quick;
  const SymbolReaders readers = read_symbol_readers(kbuild, {suspected.begin(), suspected.end()});
  std::copy_if(suspected.begin(), suspected.end(), std::back_inserter(quick), [&](const std::string& symbol) {
    const auto found = readers.objects.find(symbol);
    return found == readers.objects.end() || found->second * quick_part <= readers.all;
  });
  const size_t of_them_quick = move_to_front(differences_, quick);
  observer_.note(
      fmt::format("{} symbols differ; the source checks {} of them near code that only the test runs, "
                  "{} of these in few objects",
                  differences_.size(), suspects, of_them_quick));
  return {of_them_quick, suspects - of_them_quick};
}

std::vector<std::string> ConfigBisection::suspects_of(const TrialResult& bad, const Kbuild& kbuild) {
  const Limits& limits = plan_.header.campaign.limits;
  return suspected_symbols({.arch = *plan_.equipment.arch,
                            .image = std::get<Image>(bad.build.result).path,
                            .initramfs = plan_.images.at(bad.trial.test).path,
                            .test = guest_test_name(bad.trial.test),
                            .memory_mib = limits.memory_mib,
                            .deadline = limits.boot,
                            .folder = folder_.row(bad.row)},
                           kbuild, observer_);
}

Trial ConfigBisection::trial_of(const std::string& label,
                                const std::map<std::string, std::string>& changes) const {
  Trial trial = plan_.trials.front();
  trial.variant = {.label = label, .config = changes, .unmet = Unmet::accepted};
  return trial;
}

TrialResult ConfigBisection::test(const std::string& label,
                                  const std::map<std::string, std::string>& changes) {
  return rows_.test_next(trial_of(label, changes), expected_rows_);
}

DeltaVerdict ConfigBisection::verdict_with(const Deltas& taken) {
  const std::string label =
      taken.size() == 1
          ? fmt::format("{}={}", differences_[taken.front()].symbol, differences_[taken.front()].good)
          : fmt::format("{} of {} symbols as in {}", taken.size(), differences_.size(), result_.good_config);
  const TrialResult result = test(label, as_in_good(differences_, taken));
  rows_of_[taken] = result.row;
  const Verdict& verdict = result.verdict;
  if (is_skip(verdict)) return DeltaVerdict::unresolved;
  return std::holds_alternative<Good>(verdict) ? DeltaVerdict::good : DeltaVerdict::bad;
}

}  // namespace kbisect
