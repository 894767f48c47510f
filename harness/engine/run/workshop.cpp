#include "engine/run/workshop.hpp"

namespace kbisect {
namespace {

QemuRunner make_runner(const Plan& plan, const std::optional<std::string>& acceleration) {
  QemuRunner::Settings settings{.arch = plan.equipment.arch,
                                .memory_mib = plan.header.campaign.limits.memory_mib,
                                .deadline = plan.header.campaign.limits.boot};
  if (acceleration) settings.acceleration = *acceleration == "kvm" ? Acceleration::kvm : Acceleration::tcg;
  return QemuRunner(settings);
}

}  // namespace

Workshop::Workshop(const Plan& plan, const std::optional<std::string>& acceleration)
    : plan_(plan),
      kbuild_(plan.equipment.kbuild(plan.tree_places.worktree, plan.tree_places.build)),
      search_kbuild_(plan.equipment.kbuild(plan.tree_places.worktree, plan.tree_places.search_build)),
      worktree_(plan.header.tree, plan.tree_places.worktree),
      bisect_(worktree_, plan.header.campaign.hunt),
      builder_(kbuild_, plan.equipment.profile, plan.header.campaign.limits.build),
      runner_(make_runner(plan, acceleration)),
      images_(plan.tree_places.images) {
  if (plan.search_profile) search_with(*plan.search_profile);
}

void Workshop::search_with(const Profile& profile) {
  search_builder_.emplace(search_kbuild_, profile, plan_.header.campaign.limits.build);
}

const Kbuild& Workshop::kbuild(ConfigKind config) const {
  return config == ConfigKind::full ? kbuild_ : search_kbuild_;
}

Bench Workshop::bench(const RunFolder& folder, Observer& observer) {
  const auto builder = [this](ConfigKind config) -> Builder& {
    return config == ConfigKind::full ? builder_ : search_builder_.value();
  };
  return {plan_, folder, worktree_, bisect_, builder, runner_, images_, observer};
}

}  // namespace kbisect
