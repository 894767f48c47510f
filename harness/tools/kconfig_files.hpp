// Searches the Kconfig files of a kernel tree.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "model/arch.hpp"
#include "model/kernel/kconfig_text.hpp"

namespace kbisect {

// All declarations of each of these symbols ("CONFIG_X") that apply to the architecture, ordered by file. A
// symbol that the tree does not declare is missing from the result. Throws InfrastructureError when a file
// cannot be read.
std::map<std::string, std::vector<SymbolDeclaration>> find_declarations(const std::filesystem::path& source,
                                                                        const Arch& arch,
                                                                        const std::set<std::string>& symbols);

}  // namespace kbisect
