#include "model/replica/replica_edit.hpp"

#include <fmt/format.h>

namespace kbisect {
namespace {

constexpr std::string_view macro_start = "#define sb_open_mode(";
constexpr std::string_view culprits_flag = "BLK_OPEN_RESTRICT_WRITES | ";

// The offsets of lines that begin with '#': the first two, or fewer if there are fewer, and the last one.
struct Directives {
  std::vector<size_t> first;
  size_t last = 0;
};

Directives directives_of(std::string_view text) {
  Directives found;
  for (size_t line = 0; line < text.size();) {
    if (text[line] == '#') {
      if (found.first.size() < 2) found.first.push_back(line);
      found.last = line;
    }
    const size_t end = text.find('\n', line);
    line = end == std::string_view::npos ? text.size() : end + 1;
  }
  return found;
}

// The build compares these headers with the checksum at their end and refuses any other text (kernel: Kbuild,
// scripts/atomic/check-atomics.sh).
constexpr std::string_view checked_headers = "include/linux/atomic/";

// Whether an include guard covers the header up to its last directive.
bool is_guarded_header(std::string_view text) {
  const Directives found = directives_of(text);
  return found.first.size() == 2 && text.substr(found.first[0]).starts_with("#ifndef ") &&
         text.substr(found.first[1]).starts_with("#define ") && text.substr(found.last).starts_with("#endif");
}

std::string with_line(std::string text, const std::string& line) {
  if (!text.empty() && text.back() != '\n') text += '\n';
  return text + line + "\n";
}

}  // namespace

const PlantedCulprit& planted_culprit() {
  static const PlantedCulprit culprit{.path = "include/linux/blkdev.h",
                                      .subject = "fs: Block writes to mounted block devices",
                                      .upstream = "6f861765464f43a71462d52026fbddfc858239a5"};
  return culprit;
}

Expected<std::string> without_culprit(const std::string& text) {
  const size_t macro = text.find(macro_start);
  const size_t flag = macro == std::string::npos ? macro : text.find(culprits_flag, macro);
  // The macro ends with its first line that does not end in a backslash.
  size_t end = macro;
  while (end != std::string::npos) {
    end = text.find('\n', end + 1);
    if (end != std::string::npos && text[end - 1] != '\\') break;
  }
  if (flag == std::string::npos || flag > end) {
    return fail(fmt::format(
        "{} has no sb_open_mode() with BLK_OPEN_RESTRICT_WRITES, which is what a replica's culprit "
        "puts there; give the source of a kernel from 6.8 on",
        planted_culprit().path));
  }
  std::string without = text;
  without.erase(flag, culprits_flag.size());
  return without;
}

const char* breakable_path() {
  return "init/version.c";
}

std::string broken(const std::string& text) {
  return with_line(text, "#error \"planted: this commit does not build\"");
}

const std::vector<EditKind>& edit_kinds() {
  static const std::vector<EditKind> kinds{{"Documentation/", ".rst", 10},
                                           {"Documentation/", ".yaml", 5},
                                           {"arch/", ".c", 10},
                                           {"drivers/", ".c", 38},
                                           {"drivers/", ".h", 6},
                                           {"fs/", ".c", 8},
                                           {"include/linux/", ".h", 3},
                                           {"kernel/", ".c", 3},
                                           {"lib/", ".c", 2},
                                           {"mm/", ".c", 2},
                                           {"net/", ".c", 8},
                                           {"sound/", ".c", 5}};
  return kinds;
}

std::optional<size_t> edit_kind_of(const SourceFile& file) {
  if (file.mode != FileMode::regular || file.path == planted_culprit().path ||
      file.path.starts_with(checked_headers))
    return std::nullopt;
  const std::vector<EditKind>& kinds = edit_kinds();
  for (size_t kind = 0; kind < kinds.size(); ++kind) {
    if (!file.path.starts_with(kinds[kind].folder) || !file.path.ends_with(kinds[kind].suffix)) continue;
    if (kinds[kind].suffix == ".h" && !is_guarded_header(file.bytes)) return std::nullopt;
    return kind;
  }
  return std::nullopt;
}

std::string edited(const SourceFile& file, int number) {
  if (file.path.ends_with(".rst")) return with_line(file.bytes, fmt::format("\n.. replica edit {}", number));
  if (file.path.ends_with(".yaml")) return with_line(file.bytes, fmt::format("# replica edit {}", number));
  if (file.path.ends_with(".c")) {
    return with_line(
        file.bytes,
        fmt::format("\nstatic const unsigned int replica_edit_{0} __attribute__((__unused__)) = {0};",
                    number));
  }
  // Assembly can include a header too.
  std::string text = file.bytes;
  text.insert(directives_of(text).last,
              fmt::format("#ifndef __ASSEMBLY__\nstruct replica_edit_{};\n#endif\n\n", number));
  return text;
}

}  // namespace kbisect
