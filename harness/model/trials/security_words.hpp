// What a text of the kernel's says about security, as the words that it says it with. That is no judgement:
// it tells people what to read before they switch something.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kbisect {

// In lower case, each once, in the order of the text; the first few if there are many.
std::vector<std::string> security_words(std::string_view text);

}  // namespace kbisect
