// A console filled by a guest.
#include "model/guest/kernel_log.hpp"

#include <algorithm>

#include "model/printable.hpp"
#include "support/fuzz.hpp"

using namespace kbisect;

void fuzz_one(std::string_view input) {
  const auto console = lines_of(input);
  const auto splats = scan_kernel_log(console);
  must(splats.size() <= console.size(), "a line begins one splat at the most");
  size_t next = 0;
  for (const Splat& splat : splats) {
    must(splat.line >= next && splat.line < console.size(), "splats are in the order of the console");
    next = splat.line + 1;
    must(!splat.title.empty() && splat.title.size() <= 200, "a title is there, and short");
    must(printable(splat.title) == splat.title, "a title is printable");
    must(printable(splat.function) == splat.function, "so is a function");
    must(signature(splat).find(splat.function) != std::string::npos, "a signature names the function");
  }
  for (const std::string& line : console) {
    const std::string_view message = message_of(line);
    must(line.find(message) != std::string::npos, "a message is a part of its line");
    must(message_of(message) == message, "a message has no prefix left");
  }
  // A truncated console has the same splats up to the cut, except for functions named only after it.
  const size_t cut = console.empty() ? 0 : number_of(input) % console.size();
  const auto fewer = scan_kernel_log({console.begin(), console.begin() + static_cast<std::ptrdiff_t>(cut)});
  const auto same = [](const Splat& a, const Splat& b) {
    return a.kind == b.kind && a.title == b.title && a.line == b.line;
  };
  must(fewer.size() <= splats.size() && std::equal(fewer.begin(), fewer.end(), splats.begin(), same),
       "what comes later begins no splat before it");
}
