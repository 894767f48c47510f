// Which objects of a build each commit makes Kbuild compile again.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/search/graph.hpp"
#include "model/search/object_readers.hpp"
#include "tools/git_read.hpp"

namespace kbisect {

class TouchedObjects {
 public:
  // `git` and `graph` must outlive this object.
  TouchedObjects(const GitReader& git, const CandidateGraph& graph) : git_(git), graph_(graph) {}

  // The objects that each of these commits touches, by index; commits that touch none are left out. Merges
  // are taken to touch none: what they bring are their ancestors' changes. Each commit is diffed only once.
  std::map<int, IndexSet> of(const std::vector<int>& commits, const ObjectReaders& readers);

 private:
  const std::vector<std::string>& changed_by(int commit);

  const GitReader& git_;
  const CandidateGraph& graph_;
  std::map<int, std::vector<std::string>> changed_;  // commit -> files
};

}  // namespace kbisect
