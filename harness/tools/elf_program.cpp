#include "tools/elf_program.hpp"

#include <elf.h>
#include <fmt/format.h>

#include <cstring>
#include <optional>

#include "base/files.hpp"
#include "base/subprocess.hpp"
#include "base/text.hpp"

namespace kbisect {
namespace {

template <class T>
std::optional<T> read_at(const std::string& bytes, size_t offset) {
  if (offset > bytes.size() || bytes.size() - offset < sizeof(T)) return std::nullopt;
  T value;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

std::string interpreter_of(const std::string& bytes, const Elf64_Ehdr& header) {
  for (size_t i = 0; i < header.e_phnum; ++i) {
    const auto segment = read_at<Elf64_Phdr>(bytes, header.e_phoff + i * sizeof(Elf64_Phdr));
    if (!segment) break;
    if (segment->p_type != PT_INTERP) continue;
    if (segment->p_offset > bytes.size()) break;
    const std::string name = bytes.substr(segment->p_offset, segment->p_filesz);
    return name.substr(0, name.find('\0'));
  }
  return {};
}

// The absolute path in a line "name => /path (address)" or "/path (address)"; empty for the vDSO, which has
// no file.
std::string path_in(const std::string& line) {
  const size_t start = line.find('/');
  const size_t end = line.rfind(" (");
  if (start == std::string::npos || end == std::string::npos || start >= end) return {};
  return line.substr(start, end - start);
}

}  // namespace

Expected<ElfProgram> read_elf_program(const std::filesystem::path& program) {
  auto bytes = read_file(program);
  if (!bytes) return fail(bytes.error().message);
  const auto header = read_at<Elf64_Ehdr>(*bytes, 0);
  const bool is_program = header && std::memcmp(header->e_ident, ELFMAG, SELFMAG) == 0 &&
                          header->e_ident[EI_CLASS] == ELFCLASS64 &&
                          (header->e_type == ET_EXEC || header->e_type == ET_DYN);
  if (!is_program) return fail(fmt::format("{} is not a 64-bit ELF program", program.string()));
  return ElfProgram{.machine = header->e_machine, .interpreter = interpreter_of(*bytes, *header)};
}

Expected<std::vector<std::string>> libraries_of(const std::filesystem::path& program) {
  const auto elf = read_elf_program(program);
  if (!elf) return fail(elf.error().message);
  if (elf->interpreter.empty()) return {};
  if (!std::filesystem::is_regular_file(elf->interpreter)) {
    return fail(
        fmt::format("{} needs the dynamic linker {}, which is not here", program.string(), elf->interpreter));
  }
  const Finished listing = run({.argv = {elf->interpreter, "--list", program.string()}});
  if (!listing.ok()) {
    return fail(fmt::format("{} cannot be linked: {}", program.string(), first_line(listing.err)));
  }
  std::vector<std::string> paths{elf->interpreter};
  for (const std::string& line : lines_of(listing.out)) {
    if (line.ends_with("=> not found")) {
      const size_t name = line.find_first_not_of(" \t");
      return fail(fmt::format("{} needs the shared library {}, which is not here", program.string(),
                              line.substr(name, line.find(" =>") - name)));
    }
    if (std::string path = path_in(line); !path.empty()) paths.push_back(std::move(path));
  }
  return paths;
}

}  // namespace kbisect
