// Compilers of kernels by their names, and which one suits a kernel of some age: an old kernel does not build
// with a compiler of much later, whose warnings and defaults it does not know.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kbisect {

// The machine's usual one.
inline constexpr const char* usual_compiler = "gcc";

// "gcc" or "gcc-11", without the cross prefix: what CC= may be set to.
bool is_compiler_name(std::string_view name);

std::string name_of_compiler(int major);
// The major version in "gcc-11"; nothing for any other name.
std::optional<int> major_of(std::string_view name);

// Of the installed major versions of GCC the newest that was out by `date` (UTC, 2024-01-09T15:04:05Z), so
// that a kernel of then can know it; the oldest where none was; nothing where none is installed. GCC's
// releases: https://gcc.gnu.org/releases.html.
std::optional<int> suitable_compiler(const std::vector<int>& installed, std::string_view date);

}  // namespace kbisect
