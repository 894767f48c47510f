// Whether an ELF kernel can be started directly at its PVH entry. Pure.
#pragma once

#include <string_view>

namespace kbisect {

// True if the 64-bit little-endian ELF file `image` carries the note XEN_ELFNOTE_PHYS32_ENTRY (Xen's
// public/elfnote.h: name "Xen", type 18), which QEMU's -kernel looks for in a vmlinux. False for anything
// malformed.
bool has_pvh_entry(std::string_view image);

}  // namespace kbisect
