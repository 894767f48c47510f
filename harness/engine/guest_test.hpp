// The guest test of a campaign: one that the agent holds, or a program or script of the user's own; and what
// the guest image must hold for it.
#pragma once

#include <string>
#include <vector>

#include "model/arch.hpp"
#include "tools/initramfs.hpp"

namespace kbisect {

struct GuestTest {
  std::vector<std::string> programs;  // of this machine; their libraries come along
  std::vector<InitramfsFile> files;   // others
  std::string digest;                 // SHA-256 of the user's own; empty for one of the agent's
};

// By the campaign's word for it (is_own_test()). The user's own is an ELF program for `arch`, whose libraries
// are brought along, or a script for /bin/sh, which is busybox's in the guest, or for /bin/bash. What runs
// programs of this machine runs on its architecture alone. Throws UsageError saying what is wrong with it,
// InfrastructureError naming what this machine lacks.
GuestTest find_guest_test(const std::string& test, const Arch& arch);

// The agent's own tests that need no program of this machine, by name: those that every guest can run.
std::vector<std::string> self_contained_tests();

}  // namespace kbisect
