// The tools of a run, made for its plan: git in its worktree, builder, runner, kept kernels.
#pragma once

#include <optional>
#include <string>

#include "engine/plan.hpp"
#include "engine/tester.hpp"

namespace kbisect {

class Workshop {
 public:
  // `plan` outlives it. `acceleration` is what the run has settled on already.
  Workshop(const Plan& plan, const std::optional<std::string>& acceleration);

  // Kernels of the search are built with this profile from here on.
  void search_with(const Profile& profile);
  const Kbuild& kbuild(ConfigKind config) const;

  // Throws away the kernels that a stopped run has left.
  void clear() const { images_.clear(); }
  // Good for as long as this.
  Bench bench(const RunFolder& folder, Observer& observer);

 private:
  const Plan& plan_;
  Kbuild kbuild_;
  Kbuild search_kbuild_;
  GitBisect git_;
  KernelBuilder builder_;
  std::optional<KernelBuilder> search_builder_;
  QemuRunner runner_;
  ImageStore images_;
};

}  // namespace kbisect
