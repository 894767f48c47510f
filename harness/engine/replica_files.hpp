// What the files of a replica hold at each of its commits.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "model/ancestry.hpp"
#include "model/history_shape.hpp"
#include "model/source_file.hpp"

namespace kbisect {

class ReplicaFiles {
 public:
  explicit ReplicaFiles(const HistoryShape& shape) : ancestry_(shape.parents) {}

  // A file as the good end has it; what comes back stands for it below.
  size_t add(SourceFile original);
  // That `commit` makes edit number `number` (model/replica_edit.hpp) of a file, or gives it this text.
  // Commits come in ascending order.
  void edit(size_t file, int commit, int number);
  void replace(size_t file, int commit, std::string text);

  // The files that a commit changes itself.
  const std::vector<size_t>& changed_by(int commit) { return changed_[commit]; }
  const SourceFile& original(size_t file) const { return files_[file].original; }
  // With what `commit` and its ancestors have made of it, whatever lines they came along.
  SourceFile at(size_t file, int commit) const;

 private:
  struct Change {
    int commit = 0;
    int edit = 0;  // its number; 0: the file gets this text
    std::string text;
  };
  struct File {
    SourceFile original;
    std::vector<Change> changes;
  };

  Ancestry ancestry_;
  std::vector<File> files_;
  std::map<int, std::vector<size_t>> changed_;
};

}  // namespace kbisect
