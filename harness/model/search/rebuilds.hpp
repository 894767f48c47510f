// Estimates how much Kbuild compiles again when a build directory goes from one commit to another: each
// object that has read a file which a commit on the way changes.
//
// Two commits differ by the commits that only one of them descends from. All that these change is counted,
// even if another one takes it back; changes of the config are not.
#pragma once

#include <map>
#include <memory>

#include "model/search/ancestry.hpp"

namespace kbisect {

class Rebuilds {
 public:
  // `touched` gives, by commit, the objects of the build that have read what it changes. Commits that it does
  // not contain change nothing that an object reads.
  Rebuilds(std::shared_ptr<const Ancestry> ancestry, int objects, std::map<int, IndexSet> touched);

  // How many objects a whole build has.
  int objects() const { return objects_; }
  // How many objects are compiled again. Each argument is a commit or old_end_index.
  int between(int from, int to) const;

 private:
  std::shared_ptr<const Ancestry> ancestry_;
  int objects_;
  std::map<int, IndexSet> touched_;
  CommitSet touching_;
};

// Checkout, configuring and linking take time whatever is compiled: about as much as this many objects.
inline constexpr double objects_beside = 60;

}  // namespace kbisect
