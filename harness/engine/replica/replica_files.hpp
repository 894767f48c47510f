// What the files of a replica contain at each of its commits.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "model/replica/history_shape.hpp"
#include "model/replica/source_file.hpp"
#include "model/search/ancestry.hpp"

namespace kbisect {

class ReplicaFiles {
 public:
  explicit ReplicaFiles(const HistoryShape& shape) : ancestry_(shape.parents) {}

  // Adds a file as the good end has it, and returns the index by which the functions below know it.
  size_t add(SourceFile original);
  // Record that `commit` makes edit `number` (from 1; model/replica/replica_edit.hpp) to a file, or replaces
  // its text. To be called in ascending order of commits.
  void edit(size_t file, int commit, int number);
  void replace(size_t file, int commit, std::string text);

  // The files that a commit changes itself.
  const std::vector<size_t>& changed_by(int commit) { return changed_[commit]; }
  const SourceFile& original(size_t file) const { return files_[file].original; }
  // The file after the changes of `commit` and all its ancestors, on whichever branch they were made.
  SourceFile at(size_t file, int commit) const;

 private:
  struct Change {
    int commit = 0;
    int edit = 0;  // its number; 0: `text` replaces the file's
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
