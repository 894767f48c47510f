// What a text of the kernel's says about security, as the words that it says it with. That is no judgement:
// it tells people what to read before they switch something.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kbisect {

// In lower case, each once, in the order of the text; the first few if there are many.
std::vector<std::string> security_words(std::string_view text);

// Those of a commit's message without its trailers (git-interpret-trailers(1)): "Cc: security@kernel.org"
// names people and places, not what the commit does.
std::vector<std::string> security_words_of_message(std::string_view message);

}  // namespace kbisect
