// The tools of a run, made for its plan: git in its worktree, builders, runner, kept kernels.
#pragma once

#include <optional>
#include <string>

#include "engine/run/plan.hpp"
#include "engine/run/tester.hpp"

namespace kbisect {

class Workshop {
 public:
  // `plan` must outlive this object. `acceleration` ("kvm" or "tcg") is what an earlier session of the run
  // has settled on, if it has.
  Workshop(const Plan& plan, const std::optional<std::string>& acceleration);

  // From now on kernels of the search are built with this profile.
  void search_with(const Profile& profile);
  const Kbuild& kbuild(ConfigKind config) const;

  // Deletes the kernels that a stopped run has left.
  void clear() const { images_.clear(); }
  // Valid while the Workshop, `folder` and `observer` live. ConfigKind::search needs a search profile.
  Bench bench(const RunFolder& folder, Observer& observer);

 private:
  const Plan& plan_;
  Kbuild kbuild_;
  Kbuild search_kbuild_;
  GitWorktree worktree_;
  GitBisect bisect_;
  KernelBuilder builder_;
  std::optional<KernelBuilder> search_builder_;
  QemuRunner runner_;
  ImageStore images_;
};

}  // namespace kbisect
