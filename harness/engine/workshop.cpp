#include "engine/workshop.hpp"

namespace kbisect {
namespace {

KernelBuilder make_builder(const Plan& plan, const Places& places, const Profile& profile,
                           const std::filesystem::path& build) {
  return {Kbuild{.source = plan.tree_places.worktree,
                 .build = build,
                 .arch = plan.arch,
                 .jobs = plan.header.jobs,
                 .ccache = plan.header.ccache ? places.cache / "ccache" : std::filesystem::path(),
                 .sandbox = plan.sandbox},
          profile, plan.header.campaign.limits.build};
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
      builder_(make_builder(plan, places, plan.profile, plan.tree_places.build)),
      search_builder_(make_builder(plan, places, plan.search_profile.value_or(plan.profile),
                                   plan.tree_places.search_build)),
      runner_(make_runner(plan, acceleration)),
      images_(plan.tree_places.images) {}

Bench Workshop::bench(const RunFolder& folder, Observer& observer) {
  const auto builder = [this](ConfigKind config) -> Builder& {
    return config == ConfigKind::full ? builder_ : search_builder_;
  };
  return {plan_, folder, git_, builder, runner_, images_, observer};
}

}  // namespace kbisect
