// How much Kbuild compiles again when a build directory goes from one commit to another, as far as that can
// be told beforehand: an object that has read a file which a commit on the way changes.
//
// What differs between two commits is what the commits did that only one of them descends from. Taken as the
// sum over those, a change that another one takes back counts twice, and a change of the config not at all.
#pragma once

#include <map>
#include <memory>

#include "model/ancestry.hpp"

namespace kbisect {

class Rebuilds {
 public:
  // `touched`: by commit, which of the build's objects have read what it changes; commits that are not there
  // change nothing that an object reads.
  Rebuilds(std::shared_ptr<const Ancestry> ancestry, int objects, std::map<int, IndexSet> touched);

  // Of a whole build.
  int objects() const { return objects_; }
  // Each a commit, or old_end_index.
  int between(int from, int to) const;

 private:
  std::shared_ptr<const Ancestry> ancestry_;
  int objects_;
  std::map<int, IndexSet> touched_;
  CommitSet touching_;
};

// Checkout, configuring and linking take time whatever is compiled: about as much as so many objects.
inline constexpr double objects_beside = 60;

}  // namespace kbisect
