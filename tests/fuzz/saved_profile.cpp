// The profile that a run keeps, possibly in a folder that came from elsewhere.
#include "model/json_text.hpp"
#include "model/kernel/profile.hpp"
#include "support/fuzz.hpp"

using namespace kbisect;

void fuzz_one(std::string_view input) {
  const auto document = parse_json(std::string(input));
  if (!document) return;
  const auto profile = profile_from_json(*document);
  if (!profile) return must(!profile.error().message.empty(), "a refusal says why");
  must(digest_of(*profile) == profile->digest, "what is read is what was kept");
  const auto again = profile_from_json(to_json(*profile));
  must(again && again->digest == profile->digest, "it can be kept again");
  for (const Fragment& fragment : profile->fragments) {
    const auto parsed = parse_fragment(fragment.path, fragment.text);
    must(parsed && parsed->values == fragment.values, "a fragment asks for what its text does");
  }
}
