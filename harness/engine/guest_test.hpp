// The guest test of a campaign, which is built into the agent or the user's own program or script, and what
// the guest image must contain for it.
#pragma once

#include <string>
#include <vector>

#include "model/arch.hpp"
#include "tools/initramfs.hpp"

namespace kbisect {

struct GuestTest {
  std::vector<std::string> programs;  // paths on this machine; the image gets their libraries, too
  std::vector<InitramfsFile> files;   // further files
  std::string digest;                 // SHA-256 of the user's own test; empty for a built-in one
};

// Finds a test by the campaign's name for it; is_own_test() tells the two kinds apart. The user's own test is
// an ELF program for `arch`, whose libraries are added, or a script for /bin/sh (busybox in the guest) or
// /bin/bash. A test that runs programs of this machine needs `arch` to be this machine's. Throws UsageError
// saying what is wrong with the test, InfrastructureError naming what this machine lacks.
GuestTest find_guest_test(const std::string& test, const Arch& arch);

// Names of the built-in tests that need no program of this machine, so that every guest can run them.
std::vector<std::string> self_contained_tests();

}  // namespace kbisect
