// What tests with real kernels share: Debian's sources, the symbol that gates the bug, and programs whose
// output is shown as it comes, because they take minutes.
#pragma once

#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.hpp"
#include "base/subprocess.hpp"
#include "support/catch.hpp"
#include "support/leave_out.hpp"

// Of the packages linux-source-6.12 and linux-source-6.1; Debian 13 has only the first.
inline constexpr const char* debian_6_12 = "/usr/src/linux-source-6.12.tar.xz";
inline constexpr const char* debian_6_1 = "/usr/src/linux-source-6.1.tar.xz";

// With y, which is Kconfig's default, a kernel of 6.12 mounts images through loop devices.
inline constexpr const char* toggle = "CONFIG_BLK_DEV_WRITE_MOUNTED";

// A part of Kata's config that shows the bug.
inline constexpr const char* small_profile = "kata-3.13.0-loop-mount";

inline kbisect::Finished run_shown(std::vector<std::string> argv,
                                   const std::filesystem::path& directory = {}) {
  return kbisect::run(
      {.argv = std::move(argv), .directory = directory, .on_output = [](std::string_view piece) {
         std::fwrite(piece.data(), 1, piece.size(), stdout);
       }});
}

inline kbisect::Finished run_kbisect(std::vector<std::string> arguments,
                                     const std::filesystem::path& directory = {}) {
  arguments.insert(arguments.begin(), KBISECT_BINARY);
  return run_shown(std::move(arguments), directory);
}

// What git prints, without the end of its last line. Commits are those of a made-up author.
inline std::string git_in(const std::filesystem::path& repository, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"git", "-C", repository.string(), "-c", "user.name=A U Thor", "-c",
                                       "user.email=author@example.com"});
  std::string out = kbisect::run_or_throw({.argv = arguments});
  while (!out.empty() && out.back() == '\n') out.pop_back();
  return out;
}

// The folder of the only run below `results`.
inline std::filesystem::path only_entry(const std::filesystem::path& results) {
  const std::vector<std::filesystem::path> entries(std::filesystem::directory_iterator(results),
                                                   std::filesystem::directory_iterator{});
  REQUIRE(entries.size() == 1);
  return entries[0];
}

inline nlohmann::json result_in(const std::filesystem::path& run_folder) {
  return nlohmann::json::parse(
      kbisect::or_infrastructure_error(kbisect::read_file(run_folder / "result.json")));
}
