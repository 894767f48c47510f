// A kernel config profile: fragments that are merged the way Kata does it. In its folder:
//
//   common/*.conf    for every architecture except those that tags in the file's first line exclude, as in
//                    "# !s390x !powerpc"
//   ARCH/*.conf      for that architecture
//   whitelist.conf   symbols that may be absent from the final .config, one per line, # for comments
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace kbisect {

struct Fragment {
  std::string path;                           // as given, for messages
  std::string text;                           // the whole file
  std::set<std::string> not_for;              // architectures that its tags exclude
  std::map<std::string, std::string> values;  // CONFIG_X -> "y", "n", "240", "\"text\""

  // The last two parts of its path, "common/fs.conf": where a profile is stored must not change what it is.
  std::string name_in_profile() const;
};

// What becomes of a symbol that no fragment names.
enum class Unnamed { off, by_default };

// A profile that was read once and checked, ready for any commit.
struct Profile {
  std::string name;
  std::vector<Fragment> fragments;  // those for the architecture, in merge order
  std::set<std::string> whitelist;  // the profile's and the campaign's
  Unnamed unnamed = Unnamed::off;
  std::string digest;  // see digest_of()
};

// SHA-256 over all that is above it in the struct.
std::string digest_of(const Profile& profile);

// A profile as a run stores it: all that load_profile() read, without the folders that it came from.
nlohmann::json to_json(const Profile& profile);
// Fails if `document` is not a profile, or if its digest does not match.
Expected<Profile> profile_from_json(const nlohmann::json& document);

// Fails naming path and line unless every line is a request ("CONFIG_X=value", "# CONFIG_X is not set"), a
// comment or blank. Of two requests for one symbol the last one wins, as it does in Kconfig.
Expected<Fragment> parse_fragment(std::string path, std::string_view text);

Expected<std::set<std::string>> parse_whitelist(const std::string& path, std::string_view text);

// As .config has it: "CONFIG_X=value", or "# CONFIG_X is not set" for n.
std::string setting_line(const std::string& symbol, const std::string& value);

// CONFIG_X -> value of a final .config; "# CONFIG_X is not set" gives "n".
std::map<std::string, std::string> parse_dot_config(std::string_view text);

// What the fragments request, by symbol; the last request wins.
std::map<std::string, std::string> requests_of(const Profile& profile);

// Symbols whose request the config does not meet, whitelisted or not. One that is requested as n may be
// absent.
std::set<std::string> unmet_symbols(const Profile& profile, const std::map<std::string, std::string>& config);

// One line for each request (the last one of its symbol) that the config does not meet, except for
// whitelisted symbols: "CONFIG_X=y (common/fs.conf), but it is absent". A symbol requested as n may be
// absent.
std::vector<std::string> unmet_requests(const std::vector<Fragment>& fragments,
                                        const std::set<std::string>& whitelist,
                                        const std::map<std::string, std::string>& config);

}  // namespace kbisect
