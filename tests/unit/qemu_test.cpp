#include "tools/qemu.hpp"

#include <algorithm>

#include "support/catch.hpp"

using namespace kbisect;

TEST_CASE("a guest has no network, and its QEMU may start no process", "[qemu]") {
  const auto arguments = qemu_arguments(
      {.arch = find_arch("x86_64"), .image = "/k", .initramfs = "/i", .test = "t", .memory_mib = 256},
      "nonce", "/s");
  const auto value_of = [&](const char* option) {
    const auto at = std::find(arguments.begin(), arguments.end(), option);
    return at == arguments.end() ? "absent" : at[1];
  };
  CHECK(value_of("-nic") == "none");
  CHECK(value_of("-sandbox") == "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny");
  CHECK(std::count(arguments.begin(), arguments.end(), "-nodefaults") == 1);
  CHECK(std::count(arguments.begin(), arguments.end(), "-netdev") == 0);
}
