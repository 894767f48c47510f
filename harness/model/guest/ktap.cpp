#include "model/guest/ktap.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "base/text.hpp"

namespace kbisect {
namespace {

// Far deeper than anybody nests results, and shallow enough to walk the tree by recursion.
constexpr size_t deepest_subtest = 16;
constexpr size_t most_quoted = 120;

bool is_skip(std::string_view directive) {
  constexpr std::string_view word = "SKIP";
  return directive.size() >= word.size() &&
         std::equal(word.begin(), word.end(), directive.begin(),
                    [](char upper, char c) { return c == upper || c == upper - 'A' + 'a'; });
}

// Parses "ok 3 - name # SKIP reason"; nothing if the line is not a result.
std::optional<KtapResult> result_of(std::string_view line) {
  KtapResult result;
  if (take_start(line, "not ok")) {
    result.outcome = KtapOutcome::not_ok;
  } else if (take_start(line, "ok")) {
    result.outcome = KtapOutcome::ok;
  } else {
    return std::nullopt;
  }
  if (!line.empty() && line[0] != ' ') return std::nullopt;
  line = trimmed(line);
  if (!line.empty() && is_digit(line[0])) {
    const auto number = take_number(line);
    if (!number) return std::nullopt;
    result.number = *number;
  }
  const size_t hash = line.find('#');
  std::string_view name = trimmed(line.substr(0, hash));
  take_start(name, "- ");
  result.name = trimmed(name);
  if (hash != std::string_view::npos) result.directive = trimmed(line.substr(hash + 1));
  if (is_skip(result.directive)) result.outcome = KtapOutcome::skip;
  return result;
}

class Parser {
 public:
  void line(std::string_view text) {
    const size_t indent = std::min(text.find_first_not_of(' '), text.size());
    const std::string_view content = trimmed(text);
    if (content.empty()) return;
    if (std::string_view reason = content; take_start(reason, "Bail out!")) {
      report_.bail_out = trimmed(reason).empty() ? "no reason given" : trimmed(reason);
    } else if (content.starts_with("KTAP version ") || content.starts_with("TAP version ")) {
      level_at(indent);
    } else if (content[0] == '#') {
      diagnostic(indent, trimmed(content.substr(1)));
    } else if (content.starts_with("1..")) {
      plan(indent, content);
    } else if (auto result = result_of(content)) {
      add(indent, std::move(*result));
    } else {
      problem("not KTAP", text);
    }
  }

  KtapReport finish() {
    while (levels_.size() > 1) fold();
    Level root = std::move(levels_.front());
    check_children(root);
    report_.planned = root.plan.value_or(0);
    report_.results = std::move(root.results);
    return std::move(report_);
  }

 private:
  struct Level {
    size_t indent = 0;
    std::optional<int> plan;
    std::vector<std::string> diagnostics;  // for the next result
    std::vector<KtapResult> children;      // for the next result
    std::optional<int> children_plan;
    size_t children_height = 0;  // how many levels `children` has
    std::vector<KtapResult> results;
    size_t results_height = 0;
  };

  void problem(std::string_view what, std::string_view text) {
    report_.problems.push_back(fmt::format("{}: {}", what, text.substr(0, most_quoted)));
  }

  void lost(std::string_view why, std::string_view name) {
    report_.lost_results = true;
    problem(why, name);
  }

  void check_plan(const Level& level) {
    if (level.plan && static_cast<size_t>(*level.plan) != level.results.size()) {
      report_.problems.push_back(
          fmt::format("{} results for a plan of {}", level.results.size(), *level.plan));
    }
  }

  void check_children(const Level& level) {
    if (!level.children.empty())
      lost("a subtest without its own result ends with", level.children.back().name);
  }

  // Ends the deepest level; its results belong to the next result of the level above.
  void fold() {
    Level done = std::move(levels_.back());
    levels_.pop_back();
    check_plan(done);
    check_children(done);
    levels_.back().children_height = std::max(levels_.back().children_height, done.results_height);
    levels_.back().children_plan = done.plan;
    std::move(done.results.begin(), done.results.end(), std::back_inserter(levels_.back().children));
  }

  // Ends deeper levels and begins this one if necessary. Returns nullptr if it would be too deep.
  Level* level_at(size_t indent) {
    bool folded = false;
    for (; levels_.back().indent > indent; folded = true) fold();
    if (levels_.back().indent == indent) return &levels_.back();
    if (levels_.size() == deepest_subtest) return nullptr;
    Level level{.indent = indent};
    if (folded) {
      level.children = std::exchange(levels_.back().children, {});
      level.children_plan = std::exchange(levels_.back().children_plan, {});
      level.children_height = std::exchange(levels_.back().children_height, 0);
    }
    levels_.push_back(std::move(level));
    return &levels_.back();
  }

  void diagnostic(size_t indent, std::string_view text) {
    if (text.starts_with("Subtest:")) return;
    // A stray diagnostic of an outer level does not end a subtest.
    if (indent > levels_.back().indent) level_at(indent);
    const auto level = std::find_if(levels_.rbegin(), levels_.rend(),
                                    [&](const Level& one) { return one.indent <= indent; });
    level->diagnostics.emplace_back(text);
  }

  void plan(size_t indent, std::string_view content) {
    std::string_view count = content;
    take_start(count, "1..");
    const auto number = take_number(count);
    Level* level = level_at(indent);
    if (!number || level == nullptr || level->plan || (!count.empty() && count[0] != ' ')) {
      problem("a plan that cannot be", content);
      return;
    }
    level->plan = *number;
  }

  void add(size_t indent, KtapResult result) {
    Level* level = level_at(indent);
    if (level == nullptr) {
      lost("nested too deeply", result.name);
      return;
    }
    const size_t height = std::exchange(level->children_height, 0) + 1;
    // A level that begins above one that has ended adopts what that one held, so the tree can become higher
    // than the levels ever were.
    if (height > deepest_subtest) {
      lost("nested too deeply", result.name);
      level->children.clear();
      return;
    }
    level->results_height = std::max(level->results_height, height);
    if (result.number != static_cast<int>(level->results.size()) + 1) problem("out of order", result.name);
    result.diagnostics = std::exchange(level->diagnostics, {});
    result.children = std::exchange(level->children, {});
    result.planned_children = std::exchange(level->children_plan, {});
    level->results.push_back(std::move(result));
  }

  KtapReport report_;
  std::vector<Level> levels_{Level{}};
};

}  // namespace

KtapReport parse_ktap(const std::vector<std::string>& lines) {
  Parser parser;
  for (const std::string& line : lines) parser.line(line);
  return parser.finish();
}

const KtapResult* find_result(const std::vector<KtapResult>& results, std::string_view path) {
  for (const KtapResult& result : results) {
    if (result.name == path) return &result;
    if (path.starts_with(result.name) && path.substr(result.name.size()).starts_with('/')) {
      const KtapResult* found = find_result(result.children, path.substr(result.name.size() + 1));
      if (found != nullptr) return found;
    }
  }
  return nullptr;
}

std::vector<std::string> diagnostics_after(const std::vector<std::string>& lines, std::string_view prefix) {
  std::vector<std::string> found;
  for (const std::string& line : lines) {
    std::string_view text = trimmed(line);
    if (!take_start(text, "# ") || !take_start(text, prefix)) continue;
    found.emplace_back(text);
  }
  return found;
}

std::string diagnostic_value(const KtapResult& result, std::string_view prefix) {
  for (const std::string& line : result.diagnostics) {
    std::string_view value = line;
    if (take_start(value, prefix)) return std::string(value.substr(0, value.find(' ')));
  }
  return {};
}

}  // namespace kbisect
