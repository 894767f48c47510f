#include "tools/kconfig_files.hpp"

#include <algorithm>

#include "base/files.hpp"

namespace kbisect {
namespace fs = std::filesystem;
namespace {

// Folders without Kconfig files of this kernel: hidden ones belong to git or to us, Documentation and tools
// contain only examples, and of arch/ only one folder is read.
bool is_left_out(const fs::path& folder, const fs::path& source, const Arch& arch) {
  const std::string name = folder.filename();
  const fs::path above = folder.parent_path();
  if (name.starts_with('.')) return true;
  if (above == source) return name == "Documentation" || name == "tools";
  return above == source / "arch" && name != arch.source_arch;
}

std::vector<fs::path> kconfig_files(const fs::path& source, const Arch& arch) {
  std::vector<fs::path> files;
  for (auto entry = fs::recursive_directory_iterator(source); entry != fs::recursive_directory_iterator();
       ++entry) {
    // No symlinks, which could lead anywhere, and no FIFOs, which would block.
    const fs::file_status status = entry->symlink_status();
    if (fs::is_directory(status) && is_left_out(entry->path(), source, arch)) {
      entry.disable_recursion_pending();
    } else if (fs::is_regular_file(status) && entry->path().filename().string().starts_with("Kconfig")) {
      files.push_back(entry->path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

std::map<std::string, std::vector<SymbolDeclaration>> find_declarations(
    const fs::path& source, const Arch& arch, const std::set<std::string>& symbols) {
  std::map<std::string, std::vector<SymbolDeclaration>> found;
  for (const fs::path& path : kconfig_files(source, arch)) {
    const std::string text = or_infrastructure_error(read_file(path));
    for (const std::string& symbol : symbols) {
      for (SymbolDeclaration& one : declarations_of(symbol, path.lexically_relative(source), text))
        found[symbol].push_back(std::move(one));
    }
  }
  return found;
}

}  // namespace kbisect
