#include "engine/trials/trial_bench.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/clock.hpp"
#include "base/files.hpp"
#include "engine/worktree_build.hpp"
#include "model/guest/judge.hpp"
#include "tools/kconfig.hpp"
#include "tools/kconfig_files.hpp"
#include "tools/toolchain.hpp"

namespace kbisect {
namespace fs = std::filesystem;

TrialBench::TrialBench(const Equipment& equipment, const GuestImages& images,
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

TrialResult TrialBench::test(const Trial& trial, int row) {
  const Stopwatch stopwatch;
  const fs::path folder = folder_.row(row);
  make_directories(folder);
  TrialResult result{.row = row, .trial = trial};
  if (!trial.variant.compiler.empty()) result.toolchain = toolchain_of(trial);
  Workplace& place = places_.at(trial.source.repository);
  const std::string key = build_key(trial);
  if (!take_built(key, place.images, result)) {
    if (!take_of_earlier_run(place, folder, result)) result.build = build(trial, place, folder);
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

BuildInputs TrialBench::inputs_of(const Trial& trial) const {
  const auto known = inputs_.find(build_key(trial));
  return BuildInputs::from_text(std::string(equipment_.arch->source_arch),
                                known == inputs_.end() ? std::string() : known->second);
}

Kbuild TrialBench::check_out(const Trial& trial) {
  Workplace& place = places_.at(trial.source.repository);
  check_out(trial, place);
  place.built.clear();
  return equipment_.kbuild(place.places.worktree, place.places.build);
}

std::optional<Kbuild> TrialBench::built_there(const Trial& trial) const {
  const Workplace& place = places_.at(trial.source.repository);
  if (place.built != build_key(trial)) return std::nullopt;
  return equipment_.kbuild(place.places.worktree, place.places.build);
}

void TrialBench::clean_up() {
  for (auto& [repository, place] : places_) {
    // A stopped run may have left a worktree that this bench did not need.
    if (place.has_worktree || fs::exists(place.places.worktree)) place.git.remove_worktree();
    place.images.clear();
  }
}

bool TrialBench::take_built(const std::string& key, const ImageStore& images, TrialResult& result) const {
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

bool TrialBench::take_of_earlier_run(Workplace& place, const fs::path& folder, TrialResult& result) {
  auto kernel = equipment_.kernels.take(key_of_kernel(result.trial), place.images, folder);
  if (!kernel) return false;
  watch_.note(said_of_kept_kernel);
  inputs_[build_key(result.trial)] = std::move(kernel->inputs);
  result.build = {.result = std::move(kernel->image), .reused = true, .of_earlier_run = true};
  for (const NamedPatch& fixup : result.trial.source.fixups) result.build.fixups.push_back(fixup.name);
  return true;
}

void TrialBench::keep_for_later_runs(const Trial& trial, const Build& build, const KernelBuilder& builder,
                                     const fs::path& folder) {
  const auto* image = std::get_if<Image>(&build.result);
  if (image == nullptr) return;
  std::string& inputs = inputs_[build_key(trial)];
  inputs = builder.records().inputs.to_text();
  equipment_.kernels.keep(key_of_kernel(trial), {*image, inputs}, folder);
}

const Toolchain& TrialBench::toolchain_of(const Trial& trial) {
  const std::string& compiler = trial.variant.compiler;
  if (compiler.empty()) return equipment_.record.toolchain;
  const auto known = toolchains_.find(compiler);
  if (known != toolchains_.end()) return known->second;
  return toolchains_.emplace(compiler, read_toolchain(*equipment_.arch, compiler)).first->second;
}

std::string TrialBench::key_of_kernel(const Trial& trial) {
  KernelOrigin origin{.commit = trial.source.commit.id,
                      .profile_digest = with_changes(equipment_.profile, trial.variant).digest,
                      .arch = equipment_.arch->name,
                      .toolchain_digest = toolchain_of(trial).digest};
  for (const auto* patches : {&trial.source.fixups, &trial.variant.patches}) {
    for (const NamedPatch& patch : *patches) origin.patches.push_back(patch.text);
  }
  return key_of(origin);
}

void TrialBench::check_out(const Trial& trial, Workplace& place) {
  const std::string& commit = trial.source.commit.id;
  if (!place.has_worktree) place.git.add_worktree(commit);
  place.has_worktree = true;
  place.git.checkout(commit);
}

Build TrialBench::build(const Trial& trial, Workplace& place, const fs::path& folder) {
  watch_.phase_began(Phase::checkout);
  check_out(trial, place);
  place.built = build_key(trial);
  const auto applied = apply(trial.source.fixups, "fix-up", place, folder).and_then([&] {
    return apply(trial.variant.patches, "patch", place, folder);
  });
  Build build;
  if (applied) {
    build = build_patched(trial, place, folder);
  } else {
    build.result = Skip{SkipReason::cannot_apply, applied.error().message};
  }
  for (const NamedPatch& fixup : trial.source.fixups) build.fixups.push_back(fixup.name);
  return build;
}

Expected<void> TrialBench::apply(const std::vector<NamedPatch>& patches, const char* what,
                                 const Workplace& place, const fs::path& folder) const {
  for (size_t i = 0; i < patches.size(); ++i) {
    const fs::path file = folder / fmt::format("{}-{}.patch", what, i + 1);
    write_atomically(file, patches[i].text);
    const auto applied = place.git.apply(file);
    if (!applied) {
      return fail(
          fmt::format("the {} {} does not apply: {}", what, patches[i].name, applied.error().message));
    }
  }
  return {};
}

Build TrialBench::build_patched(const Trial& trial, const Workplace& place, const fs::path& folder) {
  Kbuild kbuild = equipment_.kbuild(place.places.worktree, place.places.build);
  if (!trial.variant.compiler.empty()) kbuild.compiler = trial.variant.compiler;
  std::set<std::string> unknown;
  if (trial.variant.unmet == Unmet::refused) {
    for (const auto& [symbol, value] : trial.variant.config) unknown.insert(symbol);
  }
  if (!unknown.empty()) {
    for (const auto& [symbol, declarations] : find_declarations(kbuild.source, *kbuild.arch, unknown))
      unknown.erase(symbol);
  }
  if (!unknown.empty()) {
    return {.result = Skip{SkipReason::cannot_configure,
                           fmt::format("{} has no {}", trial.source.name, fmt::join(unknown, ", "))}};
  }
  KernelBuilder builder(kbuild, with_changes(equipment_.profile, trial.variant), limits_.build);
  Build build = build_worktree({.git = place.git,
                                .places = place.places,
                                .commit = trial.source.commit.id,
                                .builder = builder,
                                .images = place.images,
                                .folder = folder},
                               watch_);
  keep_for_later_runs(trial, build, builder, folder);
  return build;
}

std::vector<std::string> TrialBench::side_effects_of(const Trial& trial, const fs::path& folder) const {
  if (trial.variant.config.empty()) return {};
  return side_effects(equipment_.profile, trial.variant, config_left_in(folder));
}

void TrialBench::boot(TrialResult& result, const fs::path& folder) {
  const Trial& trial = result.trial;
  auto [run, observation] = runner_.run(std::get<Image>(result.build.result).path,
                                        {.initramfs = guest_images_.at(trial.test).path,
                                         .test = guest_test_name(trial.test),
                                         .parameters = trial.variant.append},
                                        folder, static_cast<int>(result.runs.size()) + 1, watch_);
  run.verdict = judge(observation, trial.symptom);
  result.runs.push_back(std::move(run));
}

}  // namespace kbisect
