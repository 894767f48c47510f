#include "engine/workshop.hpp"

namespace kbisect {
namespace {

KernelBuilder make_builder(const Plan& plan, const Places& places) {
  return {Kbuild{.source = plan.tree_places.worktree,
                 .build = plan.tree_places.build,
                 .arch = plan.arch,
                 .jobs = plan.header.jobs,
                 .ccache = plan.header.ccache ? places.cache / "ccache" : std::filesystem::path(),
                 .sandbox = plan.sandbox},
          plan.profile, plan.header.campaign.limits.build};
}

QemuRunner make_runner(const Plan& plan, const std::optional<std::string>& acceleration) {
  QemuRunner::Settings settings{.arch = plan.arch,
                                .initramfs = plan.initramfs.path,
                                .test = plan.header.campaign.test,
                                .memory_mib = plan.header.campaign.limits.memory_mib,
                                .deadline = plan.header.campaign.limits.boot};
  if (acceleration) settings.acceleration = *acceleration == "kvm" ? Acceleration::kvm : Acceleration::tcg;
  return QemuRunner(std::move(settings));
}

}  // namespace

Workshop::Workshop(const Plan& plan, const Places& places, const std::optional<std::string>& acceleration)
    : plan_(plan),
      git_(plan.header.tree, plan.tree_places.worktree),
      builder_(make_builder(plan, places)),
      runner_(make_runner(plan, acceleration)),
      images_(plan.tree_places.images) {}

Bench Workshop::bench(const RunFolder& folder, Observer& observer) {
  return {plan_, folder, git_, builder_, runner_, images_, observer};
}

}  // namespace kbisect
