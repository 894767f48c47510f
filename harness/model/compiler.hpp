// Names of kernel compilers, and which compiler suits a kernel of a given age. An old kernel does not build
// with a much younger compiler, whose warnings and defaults it does not know.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kbisect {

// The machine's default compiler.
inline constexpr const char* usual_compiler = "gcc";

// Whether `name` is "gcc" or one version such as "gcc-11", without the cross prefix: the values CC= may take.
bool is_compiler_name(std::string_view name);

std::string name_of_compiler(int major);
// The major version in a name such as "gcc-11"; nothing for any other name.
std::optional<int> major_of(std::string_view name);

// The newest of the installed major versions of GCC that was released by `date` (UTC, 2024-01-09T15:04:05Z),
// so that a kernel of that date can know it. The oldest one if none was; nothing if none is installed. For
// GCC's releases see https://gcc.gnu.org/releases.html.
std::optional<int> suitable_compiler(const std::vector<int>& installed, std::string_view date);

}  // namespace kbisect
