// Finds switches that may turn a culprit's bug on or off: boot parameters and Kconfig symbols in files that
// use what the culprit changed, the nearest first. Pure.
#pragma once

#include <string>
#include <tuple>
#include <vector>

#include "model/kernel/boot_parameters.hpp"

namespace kbisect {

// A file that uses what the culprit changed, or that the culprit itself changes.
struct RelatedFile {
  std::string path;  // relative to the top of the tree
  std::string text;
  std::string module;      // KBUILD_MODNAME, "loop"
  std::vector<int> lines;  // those with identifiers of the culprit
  std::string identifier;  // the rarest of these identifiers; empty if there are none
  int users = 0;           // how many files use that identifier
};

// How a switch was found, the likeliest way first.
enum class Relation {
  named,         // in the culprit's own hunks
  tested,        // in a source file that uses what the culprit changed
  new_in_range,  // declared after the good end, beside such a file
  in_header,     // in a header that uses it
  owns,          // such a file is built only with it
};

// Less is nearer. `lines` is the distance from a use of what the culprit changed to the switch, or to a
// variable that the switch sets.
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
  std::string identifier;  // the one that its file uses, or empty
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

// Both lists are sorted by nearness. Each symbol and each parameter with the same settings is listed once, at
// its nearest place.
Switches switches_in(const std::vector<RelatedFile>& files);

// Adds symbols that were found in another way, and sorts. A symbol that is already there keeps the nearer
// place.
void add_symbols(std::vector<SymbolSwitch>& symbols, const std::vector<SymbolSwitch>& more);

}  // namespace kbisect
