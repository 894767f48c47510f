// Rules out commits that cannot be the culprit, because they change nothing that the build reads.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/kernel/build_inputs.hpp"
#include "model/search/belief.hpp"
#include "model/search/graph.hpp"
#include "tools/git_read.hpp"

namespace kbisect {

class Pruning {
 public:
  // `git` and `graph` must outlive this object. `source_arch` is as for BuildInputs.
  Pruning(const GitReader& git, const CandidateGraph& graph, std::string source_arch);

  // Adds what a build has read.
  void learn(const BuildInputs& inputs) { is_new_ = inputs_.add(inputs) || is_new_; }
  const BuildInputs& inputs() const { return inputs_; }

  // Likely culprits change an input compared with each of their parents: a merge with the inputs of one
  // parent has that parent's kernel. Of these, merges that have every input from one parent or another are
  // less likely. Both sets are empty before learn(). The first call after that diffs every commit, later ones
  // few.
  const Prior& prior();

 private:
  void look_at(int commit);

  const GitReader& git_;
  const CandidateGraph& graph_;
  BuildInputs inputs_;
  bool is_new_ = false;  // inputs were added since prior_ was made
  Prior prior_;
  bool has_looked_ = false;
  // What each commit ruled out changes compared with the parent whose inputs it has. If a later build reads
  // one of these files, those commits are looked at again.
  std::map<FileChange, std::vector<int>> untouched_;
};

}  // namespace kbisect
