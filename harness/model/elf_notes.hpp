// Whether an ELF kernel can be started directly at its PVH entry. Pure.
#pragma once

#include <string_view>

namespace kbisect {

// True when the 64-bit little-endian ELF file `image` carries the note XEN_ELFNOTE_PHYS32_ENTRY (Xen's
// public/elfnote.h: name "Xen", type 18), which is what QEMU's -kernel looks for in a vmlinux. Anything
// malformed is false.
bool has_pvh_entry(std::string_view image);

}  // namespace kbisect
