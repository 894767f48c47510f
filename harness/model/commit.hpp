// A commit as all records and reports show it.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace kbisect {

struct Commit {
  std::string id;       // 40 lower-case hexadecimal characters
  std::string subject;  // the first line of the message
  std::string author;   // Name <address>
  std::string date;     // when it was authored, UTC: 2024-01-09T15:04:05Z
  std::vector<std::string> parents;

  std::string short_id() const { return id.substr(0, 12); }
  bool operator==(const Commit&) const = default;
};

// For the library's conversions of whole containers. from_json() throws nlohmann::json::exception if
// `document` is not a commit.
void to_json(nlohmann::json& document, const Commit& commit);
void from_json(const nlohmann::json& document, Commit& commit);

}  // namespace kbisect
