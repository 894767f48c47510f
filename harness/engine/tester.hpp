// One commit on the bench: checked out, built or taken from the kept kernels, booted and judged. What that
// means for the search is not known here.
#pragma once

#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "engine/image_store.hpp"
#include "engine/kernel_store.hpp"
#include "engine/observer.hpp"
#include "engine/plan.hpp"
#include "engine/run_folder.hpp"
#include "model/failure_rates.hpp"
#include "stages/build.hpp"
#include "stages/run.hpp"
#include "tools/git_bisect.hpp"

namespace kbisect {

// What a tester works with; all of it outlives the tester.
struct Bench {
  const Plan& plan;
  const RunFolder& folder;  // for the steps' files
  GitBisect& git;
  std::function<Builder&(ConfigKind)> builder;
  Runner& runner;
  const ImageStore& images;
  Observer& observer;
};

class Tester {
 public:
  // Takes kernels of earlier runs from `kernels`, and keeps there what it builds itself; it outlives the
  // tester. Without it every kernel is built.
  explicit Tester(Bench bench, const KernelStore* kernels = nullptr)
      : bench_(std::move(bench)), kernels_(kernels) {}

  // Makes an empty folder for the step and the image of its commit, the kept one if an earlier step has built
  // it, or an earlier run where it is no proof. Where there is none in the end, step.build says why. What the
  // image was made from, unless the run knows it: without readers where nothing was built here.
  std::optional<BuildRecords> build(Step& step, const std::vector<Step>& earlier) const;
  // The new end with the culprit taken back; the step's commit becomes the one that does so.
  void build_without(const Commit& culprit, Step& step, const std::vector<Step>& earlier) const;

  // One boot more of the step's image, judged by the campaign.
  void boot(Step& step) const;
  // Boots until it is plain by these rates whether the commit is good or bad, and sets the step's verdict.
  // For commits that the search knows nothing of.
  void boot_until_plain(Step& step, const Rates& rates) const;

 private:
  std::optional<BuildRecords> take_of_earlier_run(Step& step) const;
  BuildRecords keep_for_later_runs(const Step& step) const;
  std::string key_of_kernel(const Step& step) const;
  void build_checked_out(Step& step, const std::vector<Step>& earlier) const;
  Expected<void> apply_fixups(const std::string& commit, Step& step) const;

  Bench bench_;
  const KernelStore* kernels_;
};

}  // namespace kbisect
