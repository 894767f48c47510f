#include "model/commit.hpp"

#include <nlohmann/json.hpp>

namespace kbisect {

void to_json(nlohmann::json& document, const Commit& commit) {
  document = {{"id", commit.id},
              {"subject", commit.subject},
              {"author", commit.author},
              {"date", commit.date},
              {"parents", commit.parents}};
}

void from_json(const nlohmann::json& document, Commit& commit) {
  commit = {.id = document.at("id"),
            .subject = document.at("subject"),
            .author = document.at("author"),
            .date = document.at("date"),
            .parents = document.at("parents")};
}

}  // namespace kbisect
