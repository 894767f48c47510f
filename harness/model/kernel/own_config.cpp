#include "model/kernel/own_config.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "base/text.hpp"

namespace kbisect {
namespace {

// The same for every file, so that what is kept for a config is found again under another name.
constexpr const char* name_of_own_config = "own.config";

// Those of an architecture are in its row (Arch::guest_needs).
constexpr std::array<std::string_view, 16> every_guest_needs{
    "CONFIG_PRINTK",  "CONFIG_FUTEX",       "CONFIG_POSIX_TIMERS", "CONFIG_BLK_DEV_INITRD",
    "CONFIG_RD_GZIP", "CONFIG_TTY",         "CONFIG_BINFMT_ELF",   "CONFIG_DEVTMPFS",
    "CONFIG_PROC_FS", "CONFIG_SYSFS",       "CONFIG_SHMEM",        "CONFIG_TMPFS",
    "CONFIG_PCI",     "CONFIG_VIRTIO_MENU", "CONFIG_VIRTIO_PCI",   "CONFIG_VIRTIO_CONSOLE"};

// Some of these are younger than kernels that are still bisected, whose guests do without.
constexpr std::array<std::string_view, 3> younger{"CONFIG_POSIX_TIMERS", "CONFIG_PVH", "CONFIG_VIRTIO_MENU"};

// What a distribution's config asks of its own build machine: files that lie only there, and a signing key
// that is drawn anew in each build directory, so that no two kernels are the same. (Lockdown selects the
// signing.)
constexpr std::array<std::pair<const char*, const char*>, 6> never_wanted{
    {{"CONFIG_SYSTEM_TRUSTED_KEYS", "\"\""},
     {"CONFIG_SYSTEM_REVOCATION_KEYS", "\"\""},
     {"CONFIG_INITRAMFS_SOURCE", "\"\""},
     {"CONFIG_EXTRA_FIRMWARE", "\"\""},
     {"CONFIG_SECURITY_LOCKDOWN_LSM", "n"},
     {"CONFIG_MODULE_SIG", "n"}}};

void request(Fragment& fragment, const std::string& symbol, const std::string& value) {
  fragment.text += setting_line(symbol, value) + "\n";
  fragment.values[symbol] = value;
}

// "arm64" from "# Linux/arm64 6.12.0 Kernel Configuration"; empty for any other line.
std::string_view arch_in(std::string_view line) {
  constexpr std::string_view before = "# Linux/";
  if (!line.starts_with(before) || !line.ends_with(" Kernel Configuration")) return {};
  line.remove_prefix(before.size());
  return line.substr(0, line.find(' '));
}

}  // namespace

std::set<std::string> guest_needs(const Arch& arch) {
  std::set<std::string> needs(every_guest_needs.begin(), every_guest_needs.end());
  needs.insert(arch.guest_needs.begin(), arch.guest_needs.end());
  return needs;
}

Expected<Fragment> parse_own_config(const std::string& path, std::string_view text) {
  auto config = parse_fragment(path, text);
  if (!config) return config;
  if (config->values.empty())
    return fail(fmt::format("{} is not a kernel config: it has no line CONFIG_X=...", path));
  config->path = name_of_own_config;
  return config;
}

Expected<void> check_config_arch(const std::string& path, std::string_view text, const Arch& arch) {
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    if (!line.starts_with('#')) return {};
    const std::string_view made_for = arch_in(line);
    if (made_for.empty()) continue;
    // Without ARCH=, make uses the name of the source folder.
    if (made_for == arch.make_arch || made_for == arch.source_arch) return {};
    return fail(
        fmt::format("{} was made for {}, and this asks for {}: give the config of that architecture, "
                    "or another --arch ({})",
                    path, made_for, arch.name, arch_names()));
  }
  return {};
}

Profile without_machine_settings(Profile profile) {
  Fragment unwanted{.path = "not-of-another-machine"};
  for (const auto& [symbol, value] : never_wanted) {
    request(unwanted, symbol, value);
    profile.whitelist.insert(symbol);
  }
  profile.fragments.push_back(std::move(unwanted));
  profile.digest = digest_of(profile);
  return profile;
}

Profile profile_of_own_config(Fragment config, const Arch& arch) {
  Profile profile{.name = name_of_own_config, .unnamed = Unnamed::by_default};
  Fragment needs{.path = "every-guest-needs"};
  for (const std::string& symbol : guest_needs(arch)) request(needs, symbol, "y");
  for (const auto& [symbol, value] : config.values) {
    if (needs.values.count(symbol) == 0) profile.whitelist.insert(symbol);
  }
  profile.whitelist.insert(younger.begin(), younger.end());
  profile.fragments = {std::move(config), std::move(needs)};
  return without_machine_settings(std::move(profile));
}

}  // namespace kbisect
