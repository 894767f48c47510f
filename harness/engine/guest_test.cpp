#include "engine/guest_test.hpp"

#include <fmt/format.h>

#include <sstream>

#include "base/digest.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/subprocess.hpp"
#include "base/text.hpp"
#include "engine/built_in_tests.hpp"
#include "guest-image/protocol.hpp"
#include "model/campaign.hpp"
#include "model/printable.hpp"
#include "tools/elf_program.hpp"

namespace kbisect {
namespace fs = std::filesystem;
namespace {

constexpr const char* busybox = "/bin/busybox";
constexpr const char* bash = "/bin/bash";

[[noreturn]] void refuse(const fs::path& test, const std::string& what) {
  throw UsageError(fmt::format("test '{}' {}", test.string(), what));
}

std::vector<std::string> words_of(const std::string& line) {
  std::istringstream stream(line);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

void require_native(const std::string& test, const Arch& arch) {
  if (is_native(arch)) return;
  throw UsageError(fmt::format(
      "test '{}' runs programs of this machine, and {} is another architecture; give another test, such as "
      "loop-mount or a static program of your own",
      test, arch.name));
}

GuestTest find_built_in(const std::string& name, const Arch& arch) {
  const BuiltInTest& test = find_built_in_test(name);
  if (!test.programs.empty()) require_native(name, arch);
  return {.programs = test.programs};
}

// --- a script ---

// "sh" for "#!/bin/sh -e", "bash" for "#!/usr/bin/env bash"; empty for an interpreter that no guest has.
std::string shell_of(const std::string& first_line) {
  const auto words = words_of(first_line.substr(2));
  if (words.empty()) return {};
  const fs::path program = words[0];
  if (program.parent_path() != "/bin" && program.parent_path() != "/usr/bin") return {};
  std::string name = program.filename();
  if (name == "env") name = words.size() > 1 ? words[1] : "";
  return name == "sh" || name == "bash" ? name : "";
}

// Adds busybox, a link to it for each of its commands, and bash if that is the shell.
void add_shell(const std::string& shell, GuestTest& test) {
  if (!fs::is_regular_file(busybox)) {
    throw InfrastructureError(fmt::format(
        "this machine lacks {}, which runs scripts in the guest; install with: apt-get install busybox",
        busybox));
  }
  test.programs.emplace_back(busybox);
  for (const std::string& name : lines_of(run_or_throw({.argv = {busybox, "--list"}}))) {
    const bool is_there = name.empty() || "/bin/" + name == busybox || (shell == "bash" && name == shell);
    if (!is_there) test.files.push_back({.path = "bin/" + name, .link_to = busybox});
  }
  for (const char* name : {"usr/bin/env", "usr/bin/sh"})
    test.files.push_back({.path = name, .link_to = busybox});
  if (shell != "bash") return;
  test.programs.emplace_back(bash);
  test.files.push_back({.path = "usr/bin/bash", .link_to = bash});
}

// --- a program ---

// Whether a dynamic linker without a cache searches this folder (ld.so(8)).
bool is_looked_for_in(const fs::path& folder) {
  return folder == "/lib" || folder == "/usr/lib" || folder.filename().string().ends_with("-linux-gnu");
}

void add_libraries(const fs::path& program, const Arch& arch, GuestTest& test) {
  const ElfProgram elf = or_usage_error(read_elf_program(program));
  if (elf.machine != arch.elf_machine)
    refuse(program, fmt::format("is not a program for {}; compile it for that", arch.name));
  auto libraries = libraries_of(program);
  if (!libraries) refuse(program, "cannot be copied into the guest: " + libraries.error().message);
  for (const fs::path library : *libraries) {
    const bool stays = library == elf.interpreter || is_looked_for_in(library.parent_path());
    const fs::path there = stays ? library : protocol::own_libraries / library.filename();
    test.files.push_back({.path = in_guest(there), .source = library});
  }
}

// --- the user's own test ---

GuestTest find_own(const fs::path& path, const Arch& arch) {
  std::error_code error;
  const auto status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found)
    refuse(path, "does not exist; give the path of a program or script");
  if (status.type() != fs::file_type::regular)
    refuse(path, "is not a file; give the path of a program or script");
  constexpr auto may_run = fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec;
  if ((status.permissions() & may_run) == fs::perms::none)
    refuse(path, fmt::format("is not executable; run chmod +x {}", path.string()));
  const std::string bytes = or_usage_error(read_file(path));
  GuestTest test{.digest = sha256(bytes)};
  test.files.push_back({.path = in_guest(protocol::own_test_path), .source = path});
  if (bytes.starts_with("#!")) {
    const std::string line = first_line(bytes);
    if (line.ends_with('\r'))
      refuse(path, "has lines that end with a carriage return; remove the carriage returns");
    const std::string shell = shell_of(line);
    if (shell.empty()) {
      refuse(path, fmt::format("begins with {}; a guest has only #!/bin/sh and #!/bin/bash",
                               printable(line.substr(0, 100))));
    }
    require_native(path.string(), arch);
    add_shell(shell, test);
  } else if (bytes.starts_with("\x7f"
                               "ELF")) {
    add_libraries(path, arch, test);
  } else {
    refuse(path, "is neither an ELF program nor a script that begins with #!/bin/sh");
  }
  return test;
}

}  // namespace

std::vector<std::string> self_contained_tests() {
  std::vector<std::string> names;
  for (const BuiltInTest& test : built_in_tests()) {
    if (test.programs.empty()) names.push_back(test.name);
  }
  return names;
}

GuestTest find_guest_test(const std::string& test, const Arch& arch) {
  return is_own_test(test) ? find_own(test, arch) : find_built_in(test, arch);
}

}  // namespace kbisect
