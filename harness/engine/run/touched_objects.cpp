#include "engine/run/touched_objects.hpp"

#include <utility>

namespace kbisect {

std::map<int, IndexSet> TouchedObjects::of(const std::vector<int>& commits, const ObjectReaders& readers) {
  std::map<int, IndexSet> touched;
  for (const int commit : commits) {
    IndexSet objects = readers.readers_of(changed_by(commit));
    if (!objects.empty()) touched.emplace(commit, std::move(objects));
  }
  return touched;
}

const std::vector<std::string>& TouchedObjects::changed_by(int commit) {
  const auto [entry, is_new] = changed_.try_emplace(commit);
  std::vector<std::string>& files = entry->second;
  const std::string& id = graph_.ids[static_cast<size_t>(commit)];
  if (is_new && git_.commit(id).parents.size() == 1) {
    git_.changes_any(id, 0, [&](const FileChange& change) {
      files.push_back(change.path);
      return false;
    });
  }
  return files;
}

}  // namespace kbisect
