// What a Kconfig file declares (kernel: Documentation/kbuild/kconfig-language.rst), read off its lines
// without evaluating anything: for telling people why a symbol is not what they asked for.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kbisect {

enum class SymbolType {
  boolean,
  tristate,
  other,    // a number or text
  unknown,  // what it says is not its type here
};

struct SymbolDeclaration {
  std::string where;  // "block/Kconfig:77"
  std::vector<std::string>
      conditions;  // its own "depends on", that of its prompt, and the "if" blocks around it
  SymbolType type = SymbolType::unknown;
  bool has_prompt = false;  // without one nobody is asked, and what others say of it holds
  bool is_choice = false;   // one of several, of which one is on
};

// Each declaration of `symbol` ("CONFIG_X") in the file at `path` of the tree.
std::vector<SymbolDeclaration> declarations_of(std::string_view symbol, const std::string& path,
                                               std::string_view text);

// CONFIG_X
bool is_config_symbol(std::string_view text);

// CONFIG_X of each entry of the file, in their order.
std::vector<std::string> declared_symbols(std::string_view text);

// "it depends on A, B (block/Kconfig:77)", of several declarations the first ones; "this kernel has no such
// symbol" for none.
std::string explained(const std::vector<SymbolDeclaration>& declarations);

}  // namespace kbisect
