#include "model/kernel/elf_notes.hpp"

#include <elf.h>

#include <cstring>

namespace kbisect {
namespace {

constexpr unsigned xen_phys32_entry = 18;
constexpr std::string_view xen_owner("Xen\0", 4);

template <class T>
bool read_at(std::string_view bytes, size_t offset, T& value) {
  if (offset > bytes.size() || bytes.size() - offset < sizeof(T)) return false;
  std::memcpy(&value, bytes.data() + offset, sizeof(T));
  return true;
}

size_t padded(size_t size) {
  return (size + 3) & ~size_t{3};
}

bool note_segment_has_pvh_entry(std::string_view notes) {
  Elf64_Nhdr note;
  while (read_at(notes, 0, note)) {
    const size_t name_at = sizeof note;
    const size_t next = name_at + padded(note.n_namesz) + padded(note.n_descsz);
    if (next > notes.size()) return false;
    if (note.n_type == xen_phys32_entry && notes.substr(name_at, note.n_namesz) == xen_owner) return true;
    notes.remove_prefix(next);
  }
  return false;
}

}  // namespace

bool has_pvh_entry(std::string_view image) {
  Elf64_Ehdr header;
  if (!read_at(image, 0, header) || std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0) return false;
  if (header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_ident[EI_DATA] != ELFDATA2LSB) return false;
  for (size_t i = 0; i < header.e_phnum; ++i) {
    Elf64_Phdr segment;
    if (!read_at(image, header.e_phoff + i * header.e_phentsize, segment)) return false;
    if (segment.p_type != PT_NOTE || segment.p_offset > image.size()) continue;
    if (note_segment_has_pvh_entry(image.substr(segment.p_offset, segment.p_filesz))) return true;
  }
  return false;
}

}  // namespace kbisect
