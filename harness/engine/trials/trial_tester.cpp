#include "engine/trials/trial_tester.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/clock.hpp"
#include "base/files.hpp"
#include "tools/kconfig.hpp"
#include "tools/kconfig_files.hpp"
#include "tools/toolchain.hpp"

namespace kbisect {
namespace fs = std::filesystem;
namespace {

// The symbols that a trial must set and that its source, which is checked out, does not declare.
std::set<std::string> unknown_symbols(const Trial& trial, const Kbuild& kbuild) {
  std::set<std::string> symbols;
  if (trial.variant.unmet == Unmet::accepted || trial.variant.config.empty()) return symbols;
  for (const auto& [symbol, value] : trial.variant.config) symbols.insert(symbol);
  for (const auto& [symbol, declarations] : find_declarations(kbuild.source, *kbuild.arch, symbols))
    symbols.erase(symbol);
  return symbols;
}

}  // namespace

TrialTester::TrialTester(const Equipment& equipment, const GuestImages& images,
                         const std::vector<TrialTree>& trees, const Limits& limits, const RunFolder& folder,
                         Watch& watch)
    : equipment_(equipment),
      guest_images_(images),
      limits_(limits),
      folder_(folder),
      watch_(watch),
      runner_({.arch = equipment.arch, .memory_mib = limits.memory_mib, .deadline = limits.boot}) {
  for (const TrialTree& tree : trees) {
    const auto place = places_.emplace(
        tree.repository,
        Workplace{tree.places, {tree.repository, tree.places.worktree}, ImageStore(tree.places.images)});
    // A run that was stopped and not resumed may have left images.
    place.first->second.images.clear();
  }
}

TrialResult TrialTester::test(const Trial& trial, int row) {
  const Stopwatch stopwatch;
  const fs::path folder = folder_.row(row);
  make_directories(folder);
  TrialResult result{.row = row, .trial = trial};
  if (!trial.variant.compiler.empty()) result.toolchain = toolchain_of(trial);
  Workplace& place = places_.at(trial.source.repository);
  const std::string key = build_key(trial);
  if (!take_built(key, place.images, result)) {
    result.build = make_kernel(trial, place, folder);
    result.built_in_row = row;
    if (std::holds_alternative<Image>(result.build.result))
      result.side_effects = side_effects_of(trial, folder);
    built_[key] = {row, result.build, result.side_effects};
  }
  while (std::holds_alternative<Image>(result.build.result) && !is_settled(trial, result.runs))
    boot(result, folder);
  result.verdict = verdict_of(result.build, result.runs);
  result.seconds = stopwatch.seconds();
  return result;
}

BuildInputs TrialTester::inputs_of(const Trial& trial) const {
  const auto known = inputs_.find(build_key(trial));
  return known != inputs_.end() ? known->second : BuildInputs(std::string(equipment_.arch->source_arch));
}

Kbuild TrialTester::check_out(const Trial& trial) {
  Workplace& place = places_.at(trial.source.repository);
  check_out(trial, place);
  place.built.clear();
  return equipment_.kbuild(place.places.worktree, place.places.build);
}

std::optional<Kbuild> TrialTester::built_there(const Trial& trial) const {
  const Workplace& place = places_.at(trial.source.repository);
  if (place.built != build_key(trial)) return std::nullopt;
  return equipment_.kbuild(place.places.worktree, place.places.build);
}

void TrialTester::clean_up() {
  for (auto& [repository, place] : places_) {
    // A stopped run may have left a worktree that this tester did not need.
    if (place.has_worktree || fs::exists(place.places.worktree)) place.worktree.remove();
    place.images.clear();
  }
}

bool TrialTester::take_built(const std::string& key, const ImageStore& images, TrialResult& result) const {
  const auto known = built_.find(key);
  if (known == built_.end()) return false;
  const Built& built = known->second;
  const auto* image = std::get_if<Image>(&built.build.result);
  if (image != nullptr && !images.find(image->digest)) return false;
  result.build = {.result = built.build.result,
                  .reused = true,
                  .of_earlier_run = built.build.of_earlier_run,
                  .fixups = built.build.fixups};
  result.built_in_row = built.row;
  result.side_effects = built.side_effects;
  return true;
}

const Toolchain& TrialTester::toolchain_of(const Trial& trial) {
  const std::string& compiler = trial.variant.compiler;
  if (compiler.empty()) return equipment_.record.toolchain;
  const auto known = toolchains_.find(compiler);
  if (known != toolchains_.end()) return known->second;
  return toolchains_.emplace(compiler, read_toolchain(*equipment_.arch, compiler)).first->second;
}

KernelOrigin TrialTester::origin_of(const Trial& trial) {
  return {.commit = trial.source.commit.id,
          .fixups = trial.source.fixups,
          .patches = trial.variant.patches,
          .profile_digest = with_changes(equipment_.profile, trial.variant).digest,
          .arch = *equipment_.arch,
          .toolchain_digest = toolchain_of(trial).digest};
}

void TrialTester::check_out(const Trial& trial, Workplace& place) {
  const std::string& commit = trial.source.commit.id;
  if (!place.has_worktree) place.worktree.add(commit);
  place.has_worktree = true;
  place.worktree.checkout(commit);
}

Build TrialTester::make_kernel(const Trial& trial, Workplace& place, const fs::path& folder) {
  Kbuild kbuild = equipment_.kbuild(place.places.worktree, place.places.build);
  if (!trial.variant.compiler.empty()) kbuild.compiler = trial.variant.compiler;
  KernelBuilder builder(kbuild, with_changes(equipment_.profile, trial.variant), limits_.build);
  const KernelOrigin origin = origin_of(trial);
  const KernelWork work{.origin = origin,
                        .worktree = place.worktree,
                        .places = place.places,
                        .builder = builder,
                        .images = place.images,
                        .kernels = &equipment_.kernels,
                        .folder = folder,
                        .suspects = {}};
  auto kernel = trial.is_built_here ? std::nullopt : kernel_of_earlier_run(work, watch_);
  if (!kernel) {
    watch_.phase_began(Phase::checkout);
    check_out(trial, place);
    place.built = build_key(trial);
    if (const auto applied = apply_patches(work); !applied)
      return not_built(origin, {SkipReason::cannot_apply, applied.error().message});
    if (const auto unknown = unknown_symbols(trial, kbuild); !unknown.empty()) {
      return not_built(origin, {SkipReason::cannot_configure,
                                fmt::format("{} has no {}", trial.source.name, fmt::join(unknown, ", "))});
    }
    kernel = build_kernel(work, watch_);
  }
  if (kernel->records) inputs_.insert_or_assign(build_key(trial), std::move(kernel->records->inputs));
  return std::move(kernel->build);
}

std::vector<std::string> TrialTester::side_effects_of(const Trial& trial, const fs::path& folder) const {
  if (trial.variant.config.empty()) return {};
  return side_effects(equipment_.profile, trial.variant, config_left_in(folder));
}

void TrialTester::boot(TrialResult& result, const fs::path& folder) {
  const Trial& trial = result.trial;
  result.runs.push_back(runner_.run({.image = std::get<Image>(result.build.result).path,
                                     .initramfs = guest_images_.at(trial.test).path,
                                     .test = guest_test_name(trial.test),
                                     .parameters = trial.variant.append,
                                     .symptom = trial.symptom,
                                     .folder = folder,
                                     .number = static_cast<int>(result.runs.size()) + 1},
                                    watch_));
}

}  // namespace kbisect
