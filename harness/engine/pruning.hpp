// Commits that cannot be the culprit, because they change nothing that the build reads.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/belief.hpp"
#include "model/build_inputs.hpp"
#include "model/graph.hpp"
#include "tools/git_read.hpp"

namespace kbisect {

class Pruning {
 public:
  // Both outlive it. `source_arch` as for BuildInputs.
  Pruning(const GitReader& git, const CandidateGraph& graph, std::string source_arch);

  // A build has read these.
  void learn(const BuildInputs& inputs) { is_new_ = inputs_.add(inputs) || is_new_; }
  const BuildInputs& inputs() const { return inputs_; }

  // Likely: those that change some input against each of their parents; a merge that has one parent's inputs
  // has that one's kernel. Less likely: merges of them that have every input from one parent or another.
  // Takes a diff of each commit the first time, and next to nothing after that.
  const Prior& prior();

 private:
  void look_at(int commit);

  const GitReader& git_;
  const CandidateGraph& graph_;
  BuildInputs inputs_;
  bool is_new_ = false;  // what has been learned since prior_ was made
  Prior prior_;
  bool has_looked_ = false;
  // What the others change against the parent whose inputs they have: should a later build read one of these
  // files, they have to be looked at again.
  std::map<FileChange, std::vector<int>> untouched_;
};

}  // namespace kbisect
