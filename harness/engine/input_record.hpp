// What the builds of a run have read, kept in its folder, and what follows from it: which commits change
// nothing that a build reads, and which objects the others make Kbuild compile again.
#pragma once

#include <map>

#include "engine/plan.hpp"
#include "engine/pruning.hpp"
#include "engine/run_folder.hpp"
#include "engine/touched_objects.hpp"
#include "tools/kbuild.hpp"

namespace kbisect {

class InputRecord {
 public:
  // Both outlive it.
  InputRecord(const Plan& plan, const RunFolder& folder);

  // A build has left these; without readers it was none in the build directory. Written to the folder. Throws
  // InfrastructureError.
  void learn(BuildRecords records);
  // What an earlier session of the run has learned, and the records that lie in the build directory now.
  void recall(BuildRecords records);
  bool empty() const { return pruning_.inputs().empty(); }

  const Prior& prior() { return pruning_.prior(); }
  // By commit, what it touches of the objects in the build directory, for those that can be the culprit; and
  // how many objects there are.
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
