// Fragments and whitelists written by a user, and a .config produced by a tree's own Kconfig.
#include "model/kernel/profile.hpp"

#include "support/fuzz.hpp"

using namespace kbisect;

void fuzz_one(std::string_view input) {
  const auto config = parse_dot_config(input);
  const auto fragment = parse_fragment("common/fs.conf", input);
  if (fragment) {
    must(fragment->text == input, "a fragment keeps its text");
    must(fragment->values == config, "a fragment that is taken for a config asks for what it is");
    must(unmet_requests({*fragment}, {}, config).empty(), "a config meets the requests that it is made of");
    const auto unmet = unmet_requests({*fragment}, {}, {});
    must(unmet.size() <= fragment->values.size(), "a request is unmet once");
    std::set<std::string> symbols;
    for (const auto& [symbol, value] : fragment->values) symbols.insert(symbol);
    must(unmet_requests({*fragment}, symbols, {}).empty(), "what is whitelisted is not missed");
  } else {
    must(fragment.error().message.starts_with("common/fs.conf:"), "an error names the file");
  }
  const auto whitelist = parse_whitelist("whitelist.conf", input);
  if (!whitelist) return must(whitelist.error().message.starts_with("whitelist.conf:"), "as does this one");
  for (const std::string& symbol : *whitelist) must(symbol.starts_with("CONFIG_"), "only symbols are listed");
}
