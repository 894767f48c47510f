// Tests one commit on the bench: checks it out, builds it or takes it from the kept kernels, boots and judges
// it. What the verdict means for the search is not decided here.
#pragma once

#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "engine/image_store.hpp"
#include "engine/kernel_work.hpp"
#include "engine/run/observer.hpp"
#include "engine/run/plan.hpp"
#include "engine/run_folder.hpp"
#include "model/search/failure_rates.hpp"
#include "stages/build.hpp"
#include "stages/run.hpp"
#include "tools/git_bisect.hpp"

namespace kbisect {

// What a tester works with. Everything it refers to must outlive the tester.
struct Bench {
  const Plan& plan;
  const RunFolder& folder;  // for the steps' files
  const GitWorktree& worktree;
  const GitBisect& bisect;
  std::function<Builder&(ConfigKind)> builder;
  Runner& runner;
  const ImageStore& images;
  Observer& observer;
};

class Tester {
 public:
  // Takes kernels of earlier runs from `kernels`, which must outlive the tester, and keeps there what it
  // builds itself. Without it no kernel of an earlier run is used, and none is kept for later ones.
  explicit Tester(Bench bench, const KernelStore* kernels = nullptr)
      : bench_(std::move(bench)), kernels_(kernels) {}

  // Whether an earlier run has left a kernel of this commit with this config, so that it need not be built.
  bool is_kept(const std::string& commit, ConfigKind config) const;
  // Puts the step's commit into the worktree, with its fix-ups. Fails with the reason why one does not apply.
  Expected<void> check_out(const Step& step) const;
  // Creates an empty folder for the step and provides the image of its commit: the kept one of an earlier
  // step or, unless the step is a proof, of an earlier run; else it is built. If there is no image in the
  // end, step.build says why. Returns what the image was made from, unless the run knows that already; the
  // readers are empty if nothing was built here.
  std::optional<BuildRecords> build(Step& step, const std::vector<Step>& earlier) const;
  // Builds the new end with the culprit reverted; step.commit becomes the reverting commit. A culprit that is
  // a merge, or whose revert conflicts, makes the build a skip.
  void build_without(const Commit& culprit, Step& step, const std::vector<Step>& earlier) const;

  // Boots the step's image once more, and judges the boot by the campaign's symptom.
  void boot(Step& step) const;
  // Boots until these failure rates leave little doubt whether the commit is good or bad, and sets the step's
  // verdict. For steps that the search does not use.
  void boot_until_settled(Step& step, const Rates& rates) const;

 private:
  KernelOrigin origin_of(const Step& step, const std::string& with_fixups_of) const;
  KernelWork work_on(const KernelOrigin& origin, const Step& step, const std::vector<Step>& earlier) const;
  bool take_of_earlier_step(Step& step, const std::vector<Step>& earlier) const;

  Bench bench_;
  const KernelStore* kernels_;
};

}  // namespace kbisect
