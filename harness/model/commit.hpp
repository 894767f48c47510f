// A commit as all records and reports show it.
#pragma once

#include <nlohmann/json.hpp>
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

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Commit, id, subject, author, date, parents)

}  // namespace kbisect
