// A kernel config profile: a folder of fragments, merged the way Kata does it.
//
//   common/*.conf    for every architecture but those that the file's first line excludes by tags, as in
//                    "# !s390x !powerpc"
//   ARCH/*.conf      for that architecture
//   whitelist.conf   symbols whose absence from the final .config is no error, one a line, # for comments
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace kbisect {

struct Fragment {
  std::string path;                           // as given, for messages
  std::string text;                           // the whole file, for merge_config.sh
  std::set<std::string> not_for;              // architectures by their tags
  std::map<std::string, std::string> values;  // CONFIG_X -> "y", "n", "240", "\"text\""

  // "common/fs.conf", the last two parts of its path: where a profile lies must not change what it is.
  std::string name_in_profile() const;
};

// A profile read once and checked, ready for any commit.
struct Profile {
  std::string name;
  std::vector<Fragment> fragments;  // those for the architecture, in merge order
  std::set<std::string> whitelist;  // the profile's and the campaign's
  std::string digest;               // over all of the above
};

// SHA-256 over everything but the digest itself.
std::string digest_of(const Profile& profile);

// A profile as a run keeps it: all that load_profile read, without the folders it read it from.
nlohmann::json to_json(const Profile& profile);
// Fails on what to_json would not write, and where the digest is another.
Expected<Profile> profile_from_json(const nlohmann::json& document);

// Every line must be a request ("CONFIG_X=value", "# CONFIG_X is not set"), a comment or blank. Of two
// requests for one symbol the last one wins, as it does in Kconfig.
Expected<Fragment> parse_fragment(std::string path, std::string_view text);

Expected<std::set<std::string>> parse_whitelist(const std::string& path, std::string_view text);

// CONFIG_X -> value of a final .config; "# CONFIG_X is not set" is "n".
std::map<std::string, std::string> parse_dot_config(std::string_view text);

// What the fragments ask for, by symbol; the last request wins.
std::map<std::string, std::string> requests_of(const Profile& profile);

// Symbols whose request the config does not meet; one asked to be n may be absent.
std::set<std::string> unmet_symbols(const Profile& profile, const std::map<std::string, std::string>& config);

// One line each for what the fragments ask (the last one wins) and the config does not have, whitelisted
// symbols apart: "CONFIG_X=y (common/fs.conf), but it is absent". A symbol asked to be n may be absent.
std::vector<std::string> unmet_requests(const std::vector<Fragment>& fragments,
                                        const std::set<std::string>& whitelist,
                                        const std::map<std::string, std::string>& config);

}  // namespace kbisect
