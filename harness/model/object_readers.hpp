// Which objects of a build have read which files of the tree: what a change makes Kbuild compile again.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/index_set.hpp"

namespace kbisect {

class ObjectReaders {
 public:
  // A record of Kbuild's, as for BuildInputs; one that is of no compiled object is passed over.
  void add_command_file(const std::string& path, std::string_view text, std::string_view source);

  // Objects are numbered from 0 in the order they came.
  int object_count() const { return static_cast<int>(objects_.size()); }
  // Those that have read any of these files.
  IndexSet readers_of(const std::vector<std::string>& files) const;

 private:
  std::unordered_map<std::string, int> objects_;
  std::unordered_map<std::string, std::vector<int>> readers_;  // by file; each in ascending order
};

}  // namespace kbisect
