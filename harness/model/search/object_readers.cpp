#include "model/search/object_readers.hpp"

#include "model/kernel/command_file.hpp"

namespace kbisect {

void ObjectReaders::add_command_file(const std::string& path, std::string_view text,
                                     std::string_view source) {
  const auto name = compiled_object(path, text);
  if (!name) return;
  const int object = objects_.emplace(*name, object_count()).first->second;
  for (std::string& file : files_named_in(text, source)) {
    std::vector<int>& readers = readers_[std::move(file)];
    if (readers.empty() || readers.back() != object) readers.push_back(object);
  }
}

IndexSet ObjectReaders::readers_of(const std::vector<std::string>& files) const {
  IndexSet objects(object_count());
  for (const std::string& file : files) {
    const auto found = readers_.find(file);
    if (found == readers_.end()) continue;
    for (const int object : found->second) objects.insert(object);
  }
  return objects;
}

}  // namespace kbisect
