// Which objects of a build have read which files of the tree, and hence what Kbuild compiles again after a
// change.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/search/index_set.hpp"

namespace kbisect {

class ObjectReaders {
 public:
  // Adds one of Kbuild's records; parameters as for BuildInputs. A record that is not of a compiled object is
  // ignored.
  void add_command_file(const std::string& path, std::string_view text, std::string_view source);

  // Objects are numbered from 0 in the order in which they were added.
  int object_count() const { return static_cast<int>(objects_.size()); }
  // The objects that have read any of these files.
  IndexSet readers_of(const std::vector<std::string>& files) const;

 private:
  std::unordered_map<std::string, int> objects_;
  std::unordered_map<std::string, std::vector<int>> readers_;  // by file; each list in ascending order
};

}  // namespace kbisect
