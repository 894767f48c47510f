// What a Kconfig file declares (kernel: Documentation/kbuild/kconfig-language.rst). Reads the lines without
// evaluating anything, which is enough to tell people why a symbol is not what they asked for.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kbisect {

enum class SymbolType {
  boolean,
  tristate,
  other,    // a number or a string
  unknown,  // the declaration does not give its type
};

struct SymbolDeclaration {
  std::string where;  // "block/Kconfig:77"
  // Its "depends on", its prompt's "if", and those of the blocks around it: "if", menu and choice.
  std::vector<std::string> conditions;
  std::vector<std::string> defaults;  // "y", "y if SYSFS"
  std::string help;
  SymbolType type = SymbolType::unknown;
  bool has_prompt = false;  // without a prompt, only defaults and other symbols set it
  bool is_choice = false;   // one of several symbols, of which one is on
};

// Each declaration of `symbol` ("CONFIG_X") in the file at `path` of the tree.
std::vector<SymbolDeclaration> declarations_of(std::string_view symbol, const std::string& path,
                                               std::string_view text);

// Whether the text has the form CONFIG_X.
bool is_config_symbol(std::string_view text);

// CONFIG_X of each entry of the file, in order.
std::vector<std::string> declared_symbols(std::string_view text);

// Whether a symbol that is declared so, maybe in several places, has the value unless somebody asks for
// another one or another symbol selects or implies it. False where the declarations give the default a
// condition.
bool is_default(const std::vector<SymbolDeclaration>& declarations, std::string_view value);

// "it depends on A, B (block/Kconfig:77)" for the first three declarations; "this kernel has no such symbol"
// if there is none.
std::string explained(const std::vector<SymbolDeclaration>& declarations);

}  // namespace kbisect
