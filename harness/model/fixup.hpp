// Repairs that a campaign carries for commits that do not build, or do not boot, by themselves. They are
// applied before building, within a range of commits, and are never what is searched for.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "model/json_reader.hpp"

namespace kbisect {

// A repair as the campaign asks for it: "commit" or "patch", and the range.
struct FixupRequest {
  std::string commit;  // a revision whose change is applied; empty if `patch` is given
  std::string patch;   // the path of a patch file for git apply
  std::string from;    // a revision: applied to commits that contain it; empty: from the beginning
  std::string until;   // a revision: not applied to commits that contain it; empty: to the end
  bool operator==(const FixupRequest&) const = default;
};

// A repair as it is applied and recorded.
struct Fixup {
  std::string name;   // "9c1f2d3e4a5b (subject)", "fix.patch"
  std::string patch;  // the whole text of the patch
  std::string from;   // commit ids, or empty
  std::string until;
  bool operator==(const Fixup&) const = default;
};

// --- the key "fixups" of a campaign ---
const JsonKeys& fixup_keys();
// Reports mistakes to `campaign`.
std::vector<FixupRequest> read_fixups(JsonReader& campaign);
nlohmann::json to_json(const FixupRequest& fixup);

nlohmann::json to_json(const Fixup& fixup);
// Throws nlohmann::json::exception if `document` is not a fix-up.
Fixup fixup_from_json(const nlohmann::json& document);

}  // namespace kbisect
