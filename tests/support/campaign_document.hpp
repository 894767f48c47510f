// A campaign that has every key, and a check that the schema and the parser agree.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "base/files.hpp"
#include "model/campaign.hpp"
#include "support/catch.hpp"
#include "support/json_schema.hpp"

inline const std::filesystem::path configs = std::filesystem::path(KBISECT_SOURCE_DIR) / "configs";

inline nlohmann::json json_file(const std::filesystem::path& path) {
  return nlohmann::json::parse(kbisect::or_infrastructure_error(kbisect::read_file(path)));
}

inline const nlohmann::json& schema() {
  static const nlohmann::json document = json_file(configs / "schema/campaign.schema.json");
  return document;
}

// Whether the parser accepts `document`; checks that the schema decides the same.
inline bool both_accept(const nlohmann::json& document) {
  const bool parsed = kbisect::parse_campaign(document, "x").has_value();
  INFO(document.dump());
  CHECK(schema_accepts(schema(), document) == parsed);
  return parsed;
}

inline nlohmann::json whole() {
  return nlohmann::json::parse(R"({
    "name": "loop", "description": "a mount fails", "linux": "~/linux", "good": "v6.7", "bad": "v6.8",
    "arch": "x86_64", "profile": "kata-3.13.0", "search_profile": "slim", "whitelist": ["CONFIG_A", "CONFIG_9P_FS"],
    "test": "loop-mount", "symptom": {"step": "mount-writer-held/mount", "errno": "EBUSY"},
    "on_other_failure": "skip", "expected_culprit": "6f861765464f", "hunt": "fix", "compiler": "gcc-11",
    "confidence": 0.99, "pick": "git", "discard": "nothing", "fixups": [{"commit": "v6.7.1", "from": "v6.7"}, {"patch": "a.patch"}],
    "workarounds": ["userland"],
    "limits": {"build_seconds": 100, "boot_seconds": 7, "memory_mib": 256, "jobs": 3}})");
}

inline std::string message_of(const nlohmann::json& document) {
  const auto campaign = kbisect::parse_campaign(document, "file.json");
  REQUIRE_FALSE(campaign.has_value());
  return campaign.error().message;
}
