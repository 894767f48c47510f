// kbisect doctor
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <thread>

#include "base/error.hpp"
#include "base/subprocess.hpp"
#include "cli/commands.hpp"
#include "engine/requirements.hpp"
#include "model/compiler.hpp"
#include "tools/kvm_probe.hpp"
#include "tools/sandbox.hpp"

namespace kbisect {
namespace {

ExitCode doctor(const std::string& arch_name) {
  const Arch* arch = find_arch(arch_name);
  if (arch == nullptr)
    throw UsageError(fmt::format("arch '{}' is not known; use one of {}", arch_name, arch_names()));
  std::vector<Requirement> absent;
  for (const Requirement& requirement : requirements(*arch)) {
    const bool present = is_present(requirement);
    if (!present) absent.push_back(requirement);
    fmt::print("{:<8} {:<22} {}\n",
               present                ? "ok"
               : requirement.optional ? "optional"
                                      : "MISSING",
               requirement.what, requirement.why);
  }
  const auto missing = missing_requirements(*arch);
  const auto kvm = find_program(std::string(arch->qemu)) ? probe_kvm(*arch) : fail("QEMU is missing");
  fmt::print("{:<8} {:<22} {}\n", kvm ? "ok" : "slow", "KVM",
             kvm ? "a first probe ran; only the first kernel that boots proves it"
                 : kvm.error().message + ": software emulation will be used");
  const auto sandbox =
      missing.empty() ? probe_sandbox(build_limits(static_cast<int>(std::thread::hardware_concurrency())),
                                      build_programs(*arch, usual_compiler))
                      : fail("what builds need is missing");
  fmt::print("{:<8} {:<22} {}\n", sandbox ? "ok" : "open", "sandbox",
             sandbox ? "builds run in " + sandbox->text()
                     : sandbox.error().message + ": builds will run without one");
  if (!absent.empty()) fmt::print("\ninstall with: {}\n", install_command(absent));
  return missing.empty() ? ExitCode::found : ExitCode::infrastructure;
}

}  // namespace

void add_doctor_command(CLI::App& app, Action& action) {
  const auto arch = std::make_shared<std::string>("x86_64");
  CLI::App* command =
      app.add_subcommand("doctor", "Check what this machine lacks, and print the command that installs it");
  command->add_option("--arch", *arch, "Architecture of the guests: " + arch_names())->capture_default_str();
  command->callback([arch, &action] { action = [arch] { return doctor(*arch); }; });
}

}  // namespace kbisect
