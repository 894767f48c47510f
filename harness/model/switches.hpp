// Switches that may turn a culprit's bug: boot parameters and Kconfig symbols in files that use what the
// culprit has changed, the nearest first. Pure.
#pragma once

#include <string>
#include <tuple>
#include <vector>

#include "model/boot_parameters.hpp"

namespace kbisect {

// A file that uses what the culprit has changed, or that it changes itself.
struct RelatedFile {
  std::string path;  // from the top of the tree
  std::string text;
  std::string module;      // KBUILD_MODNAME, "loop"
  std::vector<int> lines;  // that hold identifiers of the culprit's
  std::string identifier;  // the rarest of these; empty where it uses none
  int users = 0;           // files that use that one
};

// How a symbol came to be looked at, the likeliest first.
enum class Relation {
  named,         // in the culprit's own hunks
  tested,        // in a C file that uses what it has changed
  new_in_range,  // declared after the good end, near such a file
  in_header,     // tested in a header that uses it
  owns,          // such a file is built only with it
};

// Less is nearer. By lines from what the culprit has changed to the switch, or to a variable that the switch
// sets.
struct Nearness {
  Relation relation = Relation::tested;
  int users = 0;
  int lines = 0;
  bool operator<(const Nearness& other) const {
    return std::tie(relation, users, lines) < std::tie(other.relation, other.users, other.lines);
  }
};

struct Origin {
  std::string where;       // "block/bdev.c:35", "the culprit"
  std::string identifier;  // that its file uses, or empty
  Nearness nearness;
};

struct ParameterSwitch {
  BootParameter parameter;
  Origin origin;
};

struct SymbolSwitch {
  std::string symbol;  // "CONFIG_X"
  Origin origin;
};

struct Switches {
  std::vector<ParameterSwitch> parameters;
  std::vector<SymbolSwitch> symbols;
};

// Each once, by its nearest place, in order.
Switches switches_in(const std::vector<RelatedFile>& files);

// Adds those that were found otherwise; what is there already stays, at the nearer of its places.
void add_symbols(std::vector<SymbolSwitch>& symbols, const std::vector<SymbolSwitch>& more);

}  // namespace kbisect
