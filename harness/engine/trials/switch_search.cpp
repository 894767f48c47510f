#include "engine/trials/switch_search.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "model/kernel/kconfig_text.hpp"
#include "tools/git_grep.hpp"

namespace kbisect {
namespace fs = std::filesystem;
namespace {

// A bound, because each identifier is looked for in the whole tree.
constexpr size_t most_identifiers = 64;
// An identifier that more files use does not relate them to the culprit.
constexpr size_t most_users = 40;

bool is_source(const std::string& path) {
  return path.ends_with(".c") || path.ends_with(".h") || path.ends_with(".S");
}

bool is_other_arch(const std::string& path, const Arch& arch) {
  return path.starts_with("arch/") && !path.starts_with(fmt::format("arch/{}/", arch.source_arch));
}

std::string object_of(const std::string& path) {
  return path.substr(0, path.rfind('.')) + ".o";
}

class SwitchFinder {
 public:
  explicit SwitchFinder(const SwitchSearch& asked) : asked_(asked) {}

  FoundSwitches found() {
    found_.names = names_in_hunks(asked_.git.patch_of(asked_.culprit));
    find_uses();
    add_own_files();
    drop_unread();
    found_.files = files_.size();
    read_files();
    std::vector<RelatedFile> files;
    files.reserve(files_.size());
    for (auto& [path, file] : files_) files.push_back(std::move(file));
    found_.switches = switches_in(files);
    add_named();
    add_new(files);
    add_owners(files);
    return std::move(found_);
  }

 private:
  void find_uses() {
    std::vector<std::string> words = found_.names.identifiers;
    if (words.size() > most_identifiers) words.resize(most_identifiers);
    std::map<std::string, std::map<std::string, std::vector<int>>> by_word;
    for (WordUse& use : find_words(asked_.git.common_directory(), asked_.bad, words,
                                   {"*.c", "*.h", "*.S", ":(exclude)Documentation", ":(exclude)samples",
                                    ":(exclude)scripts", ":(exclude)tools"})) {
      if (!is_other_arch(use.path, *asked_.kbuild.arch))
        by_word[use.word][std::move(use.path)].push_back(use.line);
    }
    for (const std::string& word : words) {
      const auto& users = by_word[word];
      if (users.empty() || users.size() > most_users) continue;
      found_.identifiers.push_back(word);
      for (const auto& [path, lines] : users) add_use(path, lines, word, static_cast<int>(users.size()));
    }
  }

  void add_use(const std::string& path, const std::vector<int>& lines, const std::string& word, int users) {
    RelatedFile& file = files_[path];
    file.lines.insert(file.lines.end(), lines.begin(), lines.end());
    if (!file.identifier.empty() && file.users <= users) return;
    file.identifier = word;
    file.users = users;
  }

  // If the hunks name nothing rare, the culprit's own files are the only lead.
  void add_own_files() {
    for (const std::string& path : found_.names.files) {
      if (!is_source(path) || files_.count(path) != 0) continue;
      files_[path].users = static_cast<int>(most_users);
    }
  }

  // A file that this kernel's build does not read cannot have an effect on it.
  void drop_unread() {
    if (asked_.inputs.empty()) return;
    std::erase_if(files_, [&](const auto& file) { return !asked_.inputs.counts({.path = file.first}); });
  }

  void read_files() {
    std::vector<std::string> objects;
    for (const auto& [path, file] : files_) objects.push_back(object_of(path));
    owners_ = read_owners(asked_.kbuild, objects);
    for (auto entry = files_.begin(); entry != files_.end();) {
      auto text = asked_.git.file(asked_.bad, entry->first);
      if (!text) {
        // A file of the culprit's that has been removed since.
        entry = files_.erase(entry);
        continue;
      }
      RelatedFile& file = entry->second;
      file.path = entry->first;
      file.text = std::move(*text);
      file.module = owners_.module_of(object_of(file.path));
      ++entry;
    }
  }

  void add_named() {
    std::vector<SymbolSwitch> named;
    for (const std::string& symbol : found_.names.symbols) {
      named.push_back(
          {symbol, {.where = "the culprit", .identifier = "", .nearness = {.relation = Relation::named}}});
    }
    add_symbols(found_.switches.symbols, named);
  }

  // Adds symbols declared since the good end in the Kconfig files next to the related files.
  void add_new(const std::vector<RelatedFile>& files) {
    std::vector<SymbolSwitch> added;
    std::set<std::string> seen;
    for (const RelatedFile& file : files) {
      const std::string kconfig = fs::path(file.path).parent_path() / "Kconfig";
      if (file.path.ends_with(".h") || !seen.insert(kconfig).second) continue;
      const auto now = asked_.git.file(asked_.bad, kconfig);
      if (!now) continue;
      const auto before = declared_symbols(asked_.git.file(asked_.good, kconfig).value_or(""));
      for (const std::string& symbol : declared_symbols(*now)) {
        if (std::find(before.begin(), before.end(), symbol) != before.end()) continue;
        added.push_back({symbol,
                         {.where = kconfig,
                          .identifier = file.identifier,
                          .nearness = {.relation = Relation::new_in_range, .users = file.users}}});
      }
    }
    add_symbols(found_.switches.symbols, added);
  }

  // Leaves out the symbols that the profile asks for: the test may need them.
  void add_owners(const std::vector<RelatedFile>& files) {
    std::vector<SymbolSwitch> owners;
    for (const RelatedFile& file : files) {
      if (file.path.ends_with(".h")) continue;
      for (const std::string& symbol : owners_.owners(object_of(file.path))) {
        if (asked_.asked_for.count(symbol) != 0) continue;
        owners.push_back({symbol,
                          {.where = file.path,
                           .identifier = file.identifier,
                           .nearness = {.relation = Relation::owns, .users = file.users}}});
      }
    }
    add_symbols(found_.switches.symbols, owners);
  }

  const SwitchSearch& asked_;
  FoundSwitches found_;
  std::map<std::string, RelatedFile> files_;
  ConfigOwners owners_;
};

}  // namespace

FoundSwitches find_switches(const SwitchSearch& search) {
  return SwitchFinder(search).found();
}

}  // namespace kbisect
