#include "model/kernel/elf_notes.hpp"

#include <elf.h>

#include <cstring>
#include <string>

#include "support/catch.hpp"

using namespace kbisect;

namespace {

std::string image_with_note(unsigned type, const std::string& owner) {
  Elf64_Ehdr header{};
  std::memcpy(header.e_ident, ELFMAG, SELFMAG);
  header.e_ident[EI_CLASS] = ELFCLASS64;
  header.e_ident[EI_DATA] = ELFDATA2LSB;
  header.e_phoff = sizeof header;
  header.e_phentsize = sizeof(Elf64_Phdr);
  header.e_phnum = 1;
  Elf64_Phdr segment{};
  segment.p_type = PT_NOTE;
  segment.p_offset = sizeof header + sizeof segment;
  segment.p_filesz = sizeof(Elf64_Nhdr) + 4 + 8;
  const Elf64_Nhdr note{4, 8, type};
  std::string image(reinterpret_cast<const char*>(&header), sizeof header);
  image.append(reinterpret_cast<const char*>(&segment), sizeof segment);
  image.append(reinterpret_cast<const char*>(&note), sizeof note);
  image += owner;
  image.append(8, '\1');
  return image;
}

}  // namespace

TEST_CASE("a PVH entry is known by its note alone", "[elf_notes]") {
  CHECK(has_pvh_entry(image_with_note(18, std::string("Xen\0", 4))));
  CHECK_FALSE(has_pvh_entry(image_with_note(17, std::string("Xen\0", 4))));
  CHECK_FALSE(has_pvh_entry(image_with_note(18, std::string("GNU\0", 4))));
}

TEST_CASE("no cut of an image is read beyond its end", "[elf_notes]") {
  const std::string whole = image_with_note(18, std::string("Xen\0", 4));
  for (size_t size = 0; size + 1 < whole.size(); ++size) CHECK_FALSE(has_pvh_entry(whole.substr(0, size)));
  CHECK_FALSE(has_pvh_entry("not an ELF file at all, but long enough to hold a header of sixty-four bytes"));
}
