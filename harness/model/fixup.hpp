// Repairs that a campaign carries for commits that do not build, or do not boot, by themselves: applied
// within a range, while building, and never what is looked for.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "model/json_reader.hpp"

namespace kbisect {

// As a campaign asks for it: "commit" or "patch", and the range.
struct FixupRequest {
  std::string commit;  // a revision whose change is applied; empty where `patch` is given
  std::string patch;   // a patch file, as git apply takes it
  std::string from;    // a revision: applied where it is contained; empty: from the beginning
  std::string until;   // a revision: not applied where it is contained; empty: to the end
  bool operator==(const FixupRequest&) const = default;
};

// What is really applied, for the records.
struct Fixup {
  std::string name;   // "9c1f2d3e4a5b (subject)", "fix.patch"
  std::string patch;  // the whole text
  std::string from;   // commit ids, or empty
  std::string until;
  bool operator==(const Fixup&) const = default;
};

// --- the key "fixups" of a campaign ---
const JsonKeys& fixup_keys();
// Problems are left with `campaign`.
std::vector<FixupRequest> read_fixups(JsonReader& campaign);
nlohmann::json to_json(const FixupRequest& fixup);

nlohmann::json to_json(const Fixup& fixup);
Fixup fixup_from_json(const nlohmann::json& document);

}  // namespace kbisect
