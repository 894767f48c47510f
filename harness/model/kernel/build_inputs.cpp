#include "model/kernel/build_inputs.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "model/kernel/command_file.hpp"

namespace kbisect {
namespace {

using Texts = std::initializer_list<std::string_view>;

bool starts_with_any(std::string_view path, Texts starts) {
  return std::any_of(starts.begin(), starts.end(),
                     [&](std::string_view start) { return path.starts_with(start); });
}

bool ends_with_any(std::string_view path, Texts ends) {
  return std::any_of(ends.begin(), ends.end(), [&](std::string_view end) { return path.ends_with(end); });
}

std::string_view directory_of(std::string_view path) {
  const size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

std::string_view name_of(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

// Files that no build of a kernel image reads.
bool is_never_read(std::string_view path) {
  return starts_with_any(
             path, {"Documentation/", "LICENSES/", "tools/testing/", "samples/", "MAINTAINERS", "CREDITS"}) ||
         ends_with_any(path, {".rst", ".md", ".yaml", "_defconfig"}) || name_of(path).starts_with('.');
}

// Files that are read only by name: by a compiler, which records them, or by a rule, whose makefile counts
// itself.
bool is_source(std::string_view path) {
  return ends_with_any(path, {".c", ".S", ".h", ".rs", ".dts", ".dtsi", ".dtso", ".txt", ".json", ".py"});
}

// Host tools that take part in a build. Users build the rest of tools/ for themselves.
bool is_build_tool(std::string_view path) {
  return starts_with_any(path, {"tools/objtool/", "tools/include/", "tools/lib/", "tools/build/",
                                "tools/scripts/", "tools/arch/", "tools/bpf/resolve_btfids/"});
}

}  // namespace

void BuildInputs::add_command_file(const std::string& path, std::string_view text, std::string_view source) {
  add_directory(directory_of(path));
  for (std::string& file : files_named_in(text, source)) add_file(std::move(file));
}

bool BuildInputs::add(const BuildInputs& other) {
  const size_t before = files_.size() + directories_.size();
  files_.insert(other.files_.begin(), other.files_.end());
  directories_.insert(other.directories_.begin(), other.directories_.end());
  return files_.size() + directories_.size() > before;
}

bool BuildInputs::counts(const FileChange& change) const {
  const std::string_view path = change.path;
  if (files_.count(path) != 0) return true;
  if (is_never_read(path)) return false;
  if (path.starts_with("scripts/") || is_build_tool(path)) return true;
  if (path.starts_with("tools/")) return false;
  if (path.starts_with("arch/") && !path.starts_with("arch/" + source_arch_ + "/") &&
      path.find('/', std::string_view("arch/").size()) != std::string_view::npos)
    return false;
  const std::string_view name = name_of(path);
  if (name.starts_with("Kconfig")) return true;
  if (name == "Makefile" || name.starts_with("Makefile.") || name == "Kbuild" || name.starts_with("Kbuild."))
    return makefile_counts(directory_of(path));
  // A header that is added or deleted can shadow or uncover another one.
  if (path.ends_with(".h") && change.kind != FileChange::Kind::modified) return header_counts(path);
  return !is_source(path);
}

// Makefiles on the way down to what is built count. The architecture's own may hold anything, so they all
// count, except that below its device trees the rule is the same as elsewhere.
bool BuildInputs::makefile_counts(std::string_view directory) const {
  const std::string own = "arch/" + source_arch_;
  return directory.empty() || directory == "arch" || directories_.count(directory) != 0 ||
         (directory.starts_with(own) && !directory.starts_with(own + "/boot/dts"));
}

bool BuildInputs::header_counts(std::string_view path) const {
  return path.starts_with("include/") || path.starts_with("arch/" + source_arch_ + "/") ||
         directories_.count(directory_of(path)) != 0;
}

std::string BuildInputs::to_text() const {
  std::string text;
  for (const std::string& directory : directories_) text += directory + "/\n";
  for (const std::string& file : files_) text += file + "\n";
  return text;
}

BuildInputs BuildInputs::from_text(std::string source_arch, std::string_view text) {
  BuildInputs inputs(std::move(source_arch));
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    if (line.ends_with('/')) {
      inputs.add_directory(line.substr(0, line.size() - 1));
    } else if (!line.empty()) {
      inputs.add_file(std::string(line));
    }
  }
  return inputs;
}

void BuildInputs::add_file(std::string path) {
  if (path.empty()) return;
  add_directory(directory_of(path));
  files_.insert(std::move(path));
}

void BuildInputs::add_directory(std::string_view path) {
  while (!path.empty() && directories_.count(path) == 0) {
    directories_.emplace(path);
    path = directory_of(path);
  }
}

}  // namespace kbisect
