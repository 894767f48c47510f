#include "tools/qemu.hpp"

#include <fmt/ranges.h>

#include <algorithm>

#include "support/catch.hpp"

using namespace kbisect;

TEST_CASE("parameters come after our own words, as one argument", "[qemu]") {
  const auto arguments = qemu_arguments(
      {.arch = find_arch("x86_64"), .test = "t", .parameters = "a=1 b=\"2 3\""}, "nonce", "/s");
  const auto line = *(std::find(arguments.begin(), arguments.end(), "-append") + 1);
  CHECK_THAT(line, contains("kbisect.nonce=nonce kbisect.test=t a=1 b=\"2 3\""));
}

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

TEST_CASE("the kernel's command line is the architecture's", "[qemu]") {
  const auto arguments_for = [](const char* arch) {
    return fmt::format(
        "{}",
        fmt::join(
            qemu_arguments(
                {.arch = find_arch(arch), .image = "/k", .initramfs = "/i", .test = "t", .memory_mib = 256},
                "nonce", "/s"),
            " "));
  };
  const std::string on_x86_64 = arguments_for("x86_64");
  CHECK_THAT(on_x86_64, contains("qemu-system-x86_64 -machine q35 ") &&
                            contains("console=ttyS0 reboot=t ignore_loglevel panic=-1 kbisect.nonce=nonce"));
  const std::string on_arm64 = arguments_for("arm64");
  CHECK_THAT(on_arm64, contains("qemu-system-aarch64 -machine virt ") &&
                           contains("console=ttyAMA0 ignore_loglevel panic=-1 kbisect.nonce=nonce"));
}
