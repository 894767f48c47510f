// Formats rows of cells as text.
#pragma once

#include <string>
#include <vector>

namespace kbisect {

struct Table {
  std::vector<std::string> head;
  std::vector<std::vector<std::string>> rows;  // each with as many cells as `head`
};

// For a terminal: columns are padded to their widest cell, except the last.
std::string aligned(const Table& table);
// A Markdown table. Bars in cells are escaped, line breaks become spaces.
std::string markdown(const Table& table);

}  // namespace kbisect
