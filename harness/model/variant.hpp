// What is changed about a kernel before it is tested: patches, config symbols, compiler, boot parameters.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "model/kernel/profile.hpp"
#include "model/patches/named_patch.hpp"

namespace kbisect {

// What happens if a config change does not come out as requested.
enum class Unmet {
  refused,   // no kernel is built
  accepted,  // the config that comes out is tested: Kconfig knows what goes with what
};

struct Variant {
  std::string label;                          // its name, if its changes are too many to list
  std::vector<NamedPatch> patches;            // applied in this order
  std::map<std::string, std::string> config;  // CONFIG_X -> "y", "n", "240", "\"text\"", over the profile's
  Unmet unmet = Unmet::refused;
  std::string compiler;  // replaces the campaign's (model/compiler.hpp)
  std::string append;    // goes on the kernel's command line after kbisect's own parameters
  bool is_unchanged() const {
    return patches.empty() && config.empty() && compiler.empty() && append.empty();
  }
  bool operator==(const Variant&) const = default;
};

// Its label, "as it is", or its changes: "fix.patch, CONFIG_X=y, quiet".
std::string text(const Variant& variant);
nlohmann::json to_json(const Variant& variant);

// Parses "CONFIG_X=value", with the value as in a .config.
Expected<std::pair<std::string, std::string>> parse_config_change(std::string_view text);

// Fails with the reason why these parameters cannot be appended: they would speak for kbisect itself, or no
// kernel could be started with such a line (kernel: Documentation/admin-guide/kernel-parameters.rst).
Expected<void> check_boot_parameters(std::string_view parameters);

// The profile with the variant's config changes on top. The changes must be met, even if the profile
// whitelists them, unless the variant accepts whatever comes out. The profile's own requests may then go
// unmet, since they may depend on what was changed.
Profile with_changes(const Profile& profile, const Variant& variant);

// The requests of the profile that a config made by with_changes() does not meet, without the changes
// themselves; each in the form of unmet_requests().
std::vector<std::string> side_effects(const Profile& profile, const Variant& variant,
                                      const std::map<std::string, std::string>& config);

}  // namespace kbisect
