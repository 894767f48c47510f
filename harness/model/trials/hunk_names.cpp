#include "model/trials/hunk_names.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include "base/text.hpp"
#include "model/kernel/c_tokens.hpp"

namespace kbisect {
namespace {

constexpr std::string_view symbol_start = "CONFIG_";

// "kernel/fork.c" from "b/kernel/fork.c"; empty for /dev/null.
std::string path_after(std::string_view line) {
  // diff(1) appends a tab and a time.
  line = line.substr(0, line.find('\t'));
  const size_t slash = line.find('/');
  return slash == std::string_view::npos || line == "/dev/null" ? "" : std::string(line.substr(slash + 1));
}

std::string_view base_name(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

bool is_c(std::string_view path) {
  return path.ends_with(".c") || path.ends_with(".h") || path.ends_with(".S");
}

// How much more often one side has each word than the other; words stay in the order they were met.
class Balance {
 public:
  void count(std::string_view word, int change) {
    const auto [known, is_new] = counts_.try_emplace(std::string(word), 0);
    if (is_new) order_.push_back(known->first);
    known->second += change;
  }

  std::vector<std::string> uneven() const {
    std::vector<std::string> words;
    for (const bool comes : {true, false}) {
      std::copy_if(order_.begin(), order_.end(), std::back_inserter(words), [&](const std::string& word) {
        const int count = counts_.at(word);
        return comes ? count > 0 : count < 0;
      });
    }
    return words;
  }

 private:
  std::map<std::string, int> counts_;
  std::vector<std::string> order_;
};

class Hunks {
 public:
  // Takes one side of a whole hunk, so that comments that begin in its context end there too.
  void add(const std::string& path, const std::string& text, int change) {
    const bool is_kconfig = base_name(path).starts_with("Kconfig");
    const auto tokens = c_tokens(text);
    for (size_t i = 0; i < tokens.size(); ++i) {
      if (tokens[i].kind != CToken::Kind::word) continue;
      const std::string_view word = tokens[i].text;
      if (word.starts_with(symbol_start)) {
        symbols_.count(word, change);
      } else if (is_kconfig && i > 0 &&
                 (tokens[i - 1].is_word("config") || tokens[i - 1].is_word("menuconfig"))) {
        symbols_.count(std::string(symbol_start) + std::string(word), change);
      } else if (is_c(path) && word.size() > 2 && !is_c_keyword(word)) {
        identifiers_.count(word, change);
      }
    }
  }

  std::vector<std::string> identifiers() const { return identifiers_.uneven(); }
  std::vector<std::string> symbols() const { return symbols_.uneven(); }

 private:
  Balance identifiers_;
  Balance symbols_;
};

// Whether a line is in the middle of a comment that began before the hunk.
bool is_in_comment(std::string_view line) {
  const size_t begin = line.find_first_not_of(" \t");
  if (begin == std::string_view::npos || line[begin] != '*') return false;
  return begin + 1 == line.size() || line[begin + 1] == ' ' || line[begin + 1] == '/';
}

// 7 from "@@ -10,7 +10,8 @@" for '-'; 1 where there is no comma.
long lines_of_side(std::string_view head, char sign) {
  const size_t at = head.find(std::string(" ") + sign);
  if (at == std::string_view::npos) return 0;
  std::string_view range = head.substr(at + 2);
  range = range.substr(0, range.find(' '));
  const size_t comma = range.find(',');
  if (comma == std::string_view::npos) return 1;
  long count = 0;
  const std::string_view digits = range.substr(comma + 1);
  std::from_chars(digits.data(), digits.data() + digits.size(), count);
  return count;
}

struct Sides {
  std::string before;
  std::string after;
};

// Takes the hunk that begins with `head` off `patch`. Goes by the counts, because its lines may look like
// anything.
Sides take_hunk(std::string_view head, std::string_view& patch) {
  Sides sides;
  long before = lines_of_side(head, '-');
  long after = lines_of_side(head, '+');
  while (!patch.empty() && (before > 0 || after > 0)) {
    // A backslash introduces "No newline at end of file".
    if (std::string_view(" +-\\\n").find(patch.front()) == std::string_view::npos) break;
    const std::string_view line = take_line(patch);
    const char sign = line.empty() ? ' ' : line.front();
    if (sign == '\\') continue;
    const std::string_view text = line.substr(std::min<size_t>(1, line.size()));
    if (sign != '+') before -= 1;
    if (sign != '-') after -= 1;
    if (is_in_comment(text)) continue;
    if (sign != '+') sides.before.append(text).append("\n");
    if (sign != '-') sides.after.append(text).append("\n");
  }
  return sides;
}

}  // namespace

HunkNames names_in_hunks(std::string_view patch) {
  HunkNames names;
  Hunks hunks;
  std::string old_path;
  std::string path;
  while (!patch.empty()) {
    const std::string_view line = take_line(patch);
    if (line.starts_with("--- ")) {
      old_path = path_after(line.substr(4));
    } else if (line.starts_with("+++ ")) {
      path = path_after(line.substr(4));
      if (!path.empty()) names.files.push_back(path);
      if (path.empty()) path = old_path;
    } else if (line.starts_with("@@ ")) {
      const Sides sides = take_hunk(line, patch);
      hunks.add(path, sides.before, -1);
      hunks.add(path, sides.after, 1);
    }
  }
  names.identifiers = hunks.identifiers();
  names.symbols = hunks.symbols();
  return names;
}

}  // namespace kbisect
