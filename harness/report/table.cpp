#include "report/table.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kbisect {
namespace {

std::string aligned_row(const std::vector<std::string>& cells, const std::vector<size_t>& widths) {
  std::string line;
  for (size_t i = 0; i < cells.size(); ++i)
    line += i + 1 == cells.size() ? cells[i] : fmt::format("{:{}}  ", cells[i], widths[i]);
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

// An unescaped bar would end the cell, a backslash would take a bar's escape away, and a line break would end
// the table.
std::string markdown_row(const std::vector<std::string>& cells) {
  std::string line = "|";
  for (const std::string& cell : cells) {
    line += ' ';
    for (const char c : cell) {
      if (c == '|' || c == '\\') line += '\\';
      line += c == '\n' || c == '\r' ? ' ' : c;
    }
    line += " |";
  }
  return line + "\n";
}

}  // namespace

std::string aligned(const Table& table) {
  std::vector<size_t> widths(table.head.size(), 0);
  const auto widen = [&](const std::vector<std::string>& cells) {
    for (size_t i = 0; i < cells.size(); ++i) widths[i] = std::max(widths[i], cells[i].size());
  };
  widen(table.head);
  for (const auto& row : table.rows) widen(row);
  std::string text = aligned_row(table.head, widths);
  for (const auto& row : table.rows) text += aligned_row(row, widths);
  return text;
}

std::string markdown(const Table& table) {
  std::string text = markdown_row(table.head);
  text += "|";
  for (size_t i = 0; i < table.head.size(); ++i) text += "---|";
  text += "\n";
  for (const auto& row : table.rows) text += markdown_row(row);
  return text;
}

}  // namespace kbisect
