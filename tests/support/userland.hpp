// Which of the campaigns on userland is about this machine's.
#pragma once

#include <cstdio>
#include <string>

#include "base/subprocess.hpp"
#include "support/catch.hpp"

// "debian-12" if mount(8) holds the writer of a loop device, as util-linux does before 2.40; else
// "debian-13".
inline std::string debian_here() {
  const std::string version = kbisect::run_or_throw({.argv = {"/bin/mount", "--version"}});
  int major = 0;
  int minor = 0;
  REQUIRE(std::sscanf(version.c_str(), "mount from util-linux %d.%d", &major, &minor) == 2);
  return major == 2 && minor < 40 ? "debian-12" : "debian-13";
}
