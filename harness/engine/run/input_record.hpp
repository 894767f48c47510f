// Records in the run's folder which files its builds have read, and derives which commits change none of them
// and which objects the other commits make Kbuild compile again.
#pragma once

#include <map>

#include "engine/run/plan.hpp"
#include "engine/run/pruning.hpp"
#include "engine/run/touched_objects.hpp"
#include "engine/run_folder.hpp"
#include "tools/kbuild.hpp"

namespace kbisect {

class InputRecord {
 public:
  // `plan` and `folder` must outlive this object.
  InputRecord(const Plan& plan, const RunFolder& folder);

  // Adds the records of a build and writes the inputs to the folder. Records without readers are of a kernel
  // that was not built in the build directory. Throws InfrastructureError.
  void learn(BuildRecords records);
  // Restores the inputs that an earlier session of the run wrote to the folder, if they can be read. The
  // readers are taken from `records`, those of the build directory as it is now.
  void recall(BuildRecords records);
  // The builds that follow are in another build directory.
  void forget_objects() { readers_ = {}; }
  bool empty() const { return pruning_.inputs().empty(); }

  const Prior& prior() { return pruning_.prior(); }
  // For each likely culprit, by index, the objects of the build directory that it touches; commits that touch
  // none are left out. objects() is how many objects there are.
  std::map<int, IndexSet> touched();
  int objects() const { return readers_.object_count(); }

 private:
  const Plan& plan_;
  const RunFolder& folder_;
  Pruning pruning_;
  ObjectReaders readers_;
  TouchedObjects touched_;
};

}  // namespace kbisect
