#include "model/fixup.hpp"

#include <nlohmann/json.hpp>

namespace kbisect {
namespace {

constexpr const char* write_instead =
    R"(a list of objects such as [{"commit": "9c1f2d3e4a5b", "from": "0123456789ab"}] or [{"patch": "fix.patch"}])";

TextKey revision(const char* key, std::string what) {
  return {key, is_revision, std::move(what)};
}

}  // namespace

const JsonKeys& fixup_keys() {
  static const JsonKeys keys{"commit", "patch", "from", "until"};
  return keys;
}

std::vector<FixupRequest> read_fixups(JsonReader& campaign) {
  std::vector<FixupRequest> fixups;
  for (JsonReader& reader : campaign.objects("fixups", write_instead)) {
    reader.refuse_unknown();
    if (reader.has("commit") == reader.has("patch"))
      reader.complain_of_object(R"(names no repair, or two; write one of "commit" and "patch")");
    fixups.push_back(
        {.commit = reader.optional_text(revision("commit", "the revision whose change repairs the build"))
                       .value_or(""),
         .patch = reader.optional_text({"patch", holds_something, "the path of a patch file"}).value_or(""),
         .from = reader.optional_text(revision("from", "the first revision that needs it, or leave it out"))
                     .value_or(""),
         .until = reader
                      .optional_text(
                          revision("until", "the first revision that needs it no more, or leave it out"))
                      .value_or("")});
    campaign.take_problem(reader);
  }
  return fixups;
}

nlohmann::json to_json(const FixupRequest& fixup) {
  nlohmann::json document;
  for (const auto& [key, value] : {std::pair("commit", fixup.commit), std::pair("patch", fixup.patch),
                                   std::pair("from", fixup.from), std::pair("until", fixup.until)}) {
    if (!value.empty()) document[key] = value;
  }
  return document;
}

nlohmann::json to_json(const Fixup& fixup) {
  return {{"name", fixup.name}, {"patch", fixup.patch}, {"from", fixup.from}, {"until", fixup.until}};
}

Fixup fixup_from_json(const nlohmann::json& document) {
  return {.name = document.at("name"),
          .patch = document.at("patch"),
          .from = document.at("from"),
          .until = document.at("until")};
}

}  // namespace kbisect
