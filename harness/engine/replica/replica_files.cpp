#include "engine/replica/replica_files.hpp"

#include <utility>

#include "model/replica/replica_edit.hpp"

namespace kbisect {

size_t ReplicaFiles::add(SourceFile original) {
  files_.push_back({std::move(original), {}});
  return files_.size() - 1;
}

void ReplicaFiles::edit(size_t file, int commit, int number) {
  files_[file].changes.push_back({.commit = commit, .edit = number});
  changed_[commit].push_back(file);
}

void ReplicaFiles::replace(size_t file, int commit, std::string text) {
  files_[file].changes.push_back({.commit = commit, .text = std::move(text)});
  changed_[commit].push_back(file);
}

SourceFile ReplicaFiles::at(size_t file, int commit) const {
  SourceFile result = files_[file].original;
  for (const Change& change : files_[file].changes) {
    if (!ancestry_.up_to(commit).contains(change.commit)) continue;
    result.bytes = change.edit == 0 ? change.text : edited(result, change.edit);
  }
  return result;
}

}  // namespace kbisect
