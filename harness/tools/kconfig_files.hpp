// Looks through the Kconfig files of a kernel tree.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "model/arch.hpp"
#include "model/kconfig_text.hpp"

namespace kbisect {

// Where the tree declares each of these symbols ("CONFIG_X") for the architecture; nothing for those that it
// does not know.
std::map<std::string, std::vector<SymbolDeclaration>> find_declarations(const std::filesystem::path& source,
                                                                        const Arch& arch,
                                                                        const std::set<std::string>& symbols);

}  // namespace kbisect
