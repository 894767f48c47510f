// Rows of cells as text.
#pragma once

#include <string>
#include <vector>

namespace kbisect {

struct Table {
  std::vector<std::string> head;
  std::vector<std::vector<std::string>> rows;  // as many cells each
};

// Columns below each other for a terminal, the last one as long as it gets.
std::string aligned(const Table& table);
// As Markdown's tables are written; cells may hold anything.
std::string markdown(const Table& table);

}  // namespace kbisect
