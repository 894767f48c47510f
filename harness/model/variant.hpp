// What is changed of a kernel before it is tested: patches, config symbols, compiler, boot parameters.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "model/profile.hpp"

namespace kbisect {

struct NamedPatch {
  std::string name;  // "fix.patch"
  std::string text;  // as git apply takes it
  bool operator==(const NamedPatch&) const = default;
};

// What becomes of a change of the config that does not come out as it was asked.
enum class Unmet {
  refused,   // no kernel is built
  accepted,  // whatever comes out is tested: Kconfig knows what goes with what
};

struct Variant {
  std::string label;                          // what it is called, where its changes are too many to tell
  std::vector<NamedPatch> patches;            // applied in this order
  std::map<std::string, std::string> config;  // CONFIG_X -> "y", "n", "240", "\"text\"", over the profile's
  Unmet unmet = Unmet::refused;
  std::string compiler;  // in place of the campaign's (model/compiler.hpp)
  std::string append;  // to the kernel's command line, after our own words; one blank between two parameters
  bool is_unchanged() const {
    return patches.empty() && config.empty() && compiler.empty() && append.empty();
  }
  bool operator==(const Variant&) const = default;
};

// Its label, "as it is", or what differs: "fix.patch, CONFIG_X=y, quiet"
std::string text(const Variant& variant);
nlohmann::json to_json(const Variant& variant);

// "CONFIG_X=value", value as in a .config.
Expected<std::pair<std::string, std::string>> parse_config_change(std::string_view text);

// Why these parameters cannot be appended: they would speak for kbisect itself, or are no line that a kernel
// is started with (kernel: Documentation/admin-guide/kernel-parameters.rst).
Expected<void> check_boot_parameters(std::string_view parameters);

// `profile` with the variant's changes over it. They have to be met, even where the profile's whitelist has
// them, unless the variant accepts what comes out; what the profile asks itself may then go unmet, since it
// may depend on what was changed.
Profile with_changes(const Profile& profile, const Variant& variant);

// What the profile asks and a config made by with_changes does not have, the changes themselves apart, each
// as unmet_requests says it.
std::vector<std::string> side_effects(const Profile& profile, const Variant& variant,
                                      const std::map<std::string, std::string>& config);

}  // namespace kbisect
