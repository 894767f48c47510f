// Checks the sources against the design: which files may include which, and which may do what.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>
#include <regex>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "support/catch.hpp"

namespace fs = std::filesystem;

namespace {

// A file: its path relative to the project, and its text.
struct Source {
  std::string path;
  std::string text;
};

const std::map<std::string, int> floors{{"base", 0},   {"model", 1},  {"tools", 2}, {"stages", 3},
                                        {"engine", 4}, {"report", 4}, {"cli", 5}};
constexpr int longest_file = 400;

bool is_below(const Source& source, const std::string& folder) {
  return source.path.rfind(folder, 0) == 0;
}

// "tools" for "harness/tools/qemu.cpp" or "tools/qemu.hpp"; empty for a file on no floor.
std::string floor_of(const std::string& path) {
  const std::string below = path.rfind("harness/", 0) == 0 ? path.substr(8) : path;
  const std::string folder = below.substr(0, below.find('/'));
  return below.find('/') != std::string::npos && floors.count(folder) != 0 ? folder : "";
}

// The first group of every match.
std::vector<std::string> matches(const std::string& text, const std::string& pattern) {
  const std::regex expression(pattern);
  std::vector<std::string> found;
  for (std::sregex_iterator match(text.begin(), text.end(), expression), end; match != end; ++match) {
    found.push_back((*match)[1]);
  }
  return found;
}

// Comments may name what code must not do, and a word in a string literal is not a call.
std::string without_comments(const std::string& text) {
  return std::regex_replace(text, std::regex("//[^\n]*"), "");
}
std::string without_comments_and_strings(const std::string& text) {
  return std::regex_replace(without_comments(text), std::regex(R"("(\\.|[^"\\\n])*")"), "\"\"");
}

std::vector<std::string> own_includes(const Source& source) {
  return matches(source.text, R"re((?:^|\n)\s*#include "([^"\n]+)")re");
}

// --- the rules: each returns what is wrong with a file, or nothing ---

using Breaches = std::vector<std::string>;

Breaches upward_includes(const Source& source) {
  const std::string own = floor_of(source.path);
  Breaches breaches;
  if (own.empty()) return breaches;
  for (const std::string& include : own_includes(source)) {
    const std::string other = floor_of(include);
    if (other.empty() && include.rfind("guest-image/protocol.hpp", 0) != 0) {
      breaches.push_back(fmt::format("includes {}, which is on no floor", include));
    } else if (!other.empty() && other != own && floors.at(other) >= floors.at(own)) {
      breaches.push_back(fmt::format("includes {}, which is not below {}", include, own));
    }
  }
  return breaches;
}

Breaches guest_includes_host(const Source& source) {
  Breaches breaches;
  if (!is_below(source, "guest-image/")) return breaches;
  for (const std::string& include : own_includes(source)) {
    if (!floor_of(include).empty() || include.find("harness") != std::string::npos) {
      breaches.push_back("includes " + include + " of the host");
    }
  }
  return breaches;
}

Breaches stage_includes_stage(const Source& source) {
  Breaches breaches;
  if (!is_below(source, "harness/stages/")) return breaches;
  const fs::path own = fs::path(source.path).replace_extension(".hpp");
  for (const std::string& include : own_includes(source)) {
    if (floor_of(include) != "stages" || include == "stages/watch.hpp" || "harness/" + include == own)
      continue;
    breaches.push_back("includes the stage " + include);
  }
  return breaches;
}

// `what`, if `pattern` occurs in `code` of a harness file outside of `places`.
Breaches only_in(const Source& source, const std::vector<std::string>& places, const std::string& code,
                 const std::string& pattern, const std::string& what) {
  if (!is_below(source, "harness/")) return {};
  for (const std::string& place : places) {
    if (is_below(source, place)) return {};
  }
  return matches(code, pattern).empty() ? Breaches{} : Breaches{what};
}

Breaches starts_processes(const Source& source) {
  return only_in(
      source, {"harness/base/subprocess.cpp"}, without_comments_and_strings(source.text),
      R"((#include <boost/process|\b(?:v?fork|posix_spawnp?|exec[lv]p?e?|popen|std::system)\s*\())",
      "starts processes");
}

// Printing to stderr is recognized by the first argument of print().
Breaches prints_or_exits(const Source& source) {
  return only_in(source, {"harness/cli/"}, without_comments_and_strings(source.text),
                 R"((\bprint\((?!\s*stderr)|\bstd::cout\b|\bputs\(|\bputchar\(|\bprintf\(|\b_?exit\())",
                 "prints to stdout, or ends the process");
}

// Finds "git" as the first word of an argv, or put in front of one, and what makes such a command.
Breaches runs_git(const Source& source) {
  return only_in(
      source, {"harness/tools/git_"}, without_comments(source.text),
      R"re((tools/git_command\.hpp|argv\s*=?\s*\{\s*"git"|\{\s*"git",\s*"-|vector<std::string>[^;(]*\{\s*"git"))re",
      "runs git");
}

Breaches reads_git(const Source& source) {
  return only_in(source, {"harness/tools/git_"}, source.text, R"((#include <git2))", "uses libgit2");
}

Breaches is_long(const Source& source) {
  const auto lines = std::count(source.text.begin(), source.text.end(), '\n');
  return lines > longest_file ? Breaches{"has " + std::to_string(lines) + " lines"} : Breaches{};
}

// std::filesystem::path is text; what asks or changes the disk is in these.
Breaches does_io(const Source& source) {
  if (!is_below(source, "harness/model/")) return {};
  const auto headers = matches(
      source.text,
      R"re(#include [<"]((?:fstream|iostream|cstdio|unistd\.h|fcntl\.h|sys/\w+\.h|base/(?:files|subprocess|log|clock)\.hpp)[>"]))re");
  return headers.empty() ? Breaches{} : Breaches{"does I/O by " + headers.front()};
}

struct Rule {
  const char* name;
  Breaches (*check)(const Source&);
};
constexpr Rule rules[] = {{"a file includes its own floor or lower ones", upward_includes},
                          {"the guest image knows nothing of the host program", guest_includes_host},
                          {"a stage does not call a stage", stage_includes_stage},
                          {"the model does no I/O", does_io},
                          {"only base/subprocess starts processes", starts_processes},
                          {"only cli prints to stdout or exits", prints_or_exits},
                          {"git is run by tools/git_* alone", runs_git},
                          {"git is read by tools/git_* alone", reads_git},
                          {"files are short enough to read", is_long}};

std::vector<Source> sources() {
  const fs::path root = KBISECT_SOURCE_DIR;
  std::vector<Source> found;
  for (const char* folder : {"harness", "guest-image", "tests"}) {
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      const std::string extension = entry.path().extension();
      if (extension != ".cpp" && extension != ".hpp") continue;
      found.push_back({fs::relative(entry.path(), root),
                       kbisect::or_infrastructure_error(kbisect::read_file(entry.path()))});
    }
  }
  return found;
}

}  // namespace

TEST_CASE("the sources keep to the design", "[floors]") {
  const auto all = sources();
  CHECK(all.size() > 60);
  for (const Source& source : all) {
    for (const Rule& rule : rules) {
      for (const std::string& breach : rule.check(source)) {
        INFO(rule.name);
        FAIL_CHECK(source.path + " " + breach);
      }
    }
  }
}

// Where several files are compiled at once (KBISECT_UNITY), these names meet.
TEST_CASE("no two files of the host program give one name to things of their own", "[floors]") {
  // Constants and types by their names, functions with their parameters.
  constexpr const char* patterns[] = {R"((?:^|\n)constexpr [^=;(){}\n]*?(\w+) *[={\[])",
                                      R"((?:^|\n)(?:struct|class|enum class) (\w+))",
                                      R"((?:^|\n)\w[\w:<>&*, ]*? [*&]?(\w+\([^(){};=]*\)) \{)"};
  std::map<std::string, std::string> places;
  for (const Source& source : sources()) {
    const size_t begin = source.text.find("namespace {\n");
    if (!is_below(source, "harness/") || begin == std::string::npos) continue;
    const std::string own = source.text.substr(begin, source.text.find("\n}  // namespace\n", begin) - begin);
    std::vector<std::string> names;
    for (const char* pattern : patterns) {
      for (std::string& name : matches(own, pattern)) names.push_back(std::move(name));
    }
    for (const std::string& name : names) {
      const auto [other, is_new] = places.emplace(name, source.path);
      if (!is_new && other->second != source.path)
        FAIL_CHECK(source.path + " and " + other->second + " both have " + name);
    }
  }
  CHECK(places.size() > 100);
}

TEST_CASE("every folder of the host program is a floor", "[floors]") {
  for (const auto& entry : fs::directory_iterator(fs::path(KBISECT_SOURCE_DIR) / "harness")) {
    if (entry.is_directory()) CHECK(floors.count(entry.path().filename()) == 1);
  }
}

TEST_CASE("a planted breach is caught", "[floors]") {
  struct Row {
    Breaches (*check)(const Source&);
    Source source;
    size_t breaches;
  };
  const std::string include = "#include ";
  const Row rows[] = {
      {upward_includes,
       {"harness/model/search/a.cpp", include + "\"base/text.hpp\"\n" + include + "\"model/b.hpp\"\n"},
       0},
      {upward_includes, {"harness/model/a.cpp", "\n" + include + "\"tools/qemu.hpp\"\n"}, 1},
      {upward_includes, {"harness/engine/a.cpp", include + "\"report/summary.hpp\"\n"}, 1},
      {upward_includes, {"harness/report/a.cpp", include + "\"engine/run/plan.hpp\"\n"}, 1},
      {upward_includes,
       {"harness/cli/a.cpp", include + "\"report/x.hpp\"\n" + include + "\"engine/x.hpp\"\n"},
       0},
      {upward_includes, {"harness/tools/a.cpp", include + "\"guest-image/protocol.hpp\"\n"}, 0},
      {upward_includes, {"harness/tools/a.cpp", include + "\"guest-image/agent/test.hpp\"\n"}, 1},
      {guest_includes_host, {"guest-image/agent/a.cpp", include + "\"agent/test.hpp\"\n"}, 0},
      {guest_includes_host, {"guest-image/agent/a.cpp", include + "\"base/files.hpp\"\n"}, 1},
      {guest_includes_host, {"guest-image/agent/a.cpp", include + "\"../harness/base/files.hpp\"\n"}, 1},
      {stage_includes_stage, {"harness/stages/run.cpp", include + "\"stages/run.hpp\"\n"}, 0},
      {stage_includes_stage, {"harness/stages/run.hpp", include + "\"stages/watch.hpp\"\n"}, 0},
      {stage_includes_stage, {"harness/stages/run.cpp", include + "\"stages/build.hpp\"\n"}, 1},
      {does_io, {"harness/model/search/a.cpp", include + "\"base/files.hpp\"\n"}, 1},
      {does_io, {"harness/model/a.cpp", include + "<fstream>\n"}, 1},
      {does_io, {"harness/model/a.cpp", include + "<sstream>\n" + include + "\"base/error.hpp\"\n"}, 0},
      {does_io, {"harness/tools/a.cpp", include + "\"base/files.hpp\"\n"}, 0},
      {starts_processes, {"harness/tools/a.cpp", include + "<boost/process.hpp>\n"}, 1},
      {starts_processes, {"harness/tools/a.cpp", "if (fork() == 0) return;\n"}, 1},
      {starts_processes, {"harness/tools/a.cpp", "// not by fork()\n"}, 0},
      {starts_processes, {"harness/base/subprocess.cpp", include + "<boost/process.hpp>\n"}, 0},
      {prints_or_exits, {"harness/engine/a.cpp", "fmt::print(\"{}\", x);\n"}, 1},
      {prints_or_exits, {"harness/engine/a.cpp", "fmt::print(stderr, \"{}\", x);\n"}, 0},
      {prints_or_exits, {"harness/base/a.cpp", "std::cout << 1;\n"}, 1},
      {prints_or_exits, {"harness/base/a.cpp", "std::exit(1);\n"}, 1},
      {prints_or_exits, {"harness/base/a.cpp", "on_exit();\n"}, 0},
      {prints_or_exits, {"harness/cli/a.cpp", "fmt::print(\"{}\", x);\n"}, 0},
      {runs_git, {"harness/engine/a.cpp", "run({.argv = {\"git\", \"log\"}});\n"}, 1},
      {runs_git, {"harness/engine/a.cpp", "std::vector<std::string> argv = {\"git\"};\n"}, 1},
      {runs_git, {"harness/tools/git_bisect.cpp", "run({.argv = {\"git\", \"log\"}});\n"}, 0},
      {reads_git, {"harness/engine/a.cpp", include + "<git2.h>\n"}, 1},
      {is_long, {"harness/engine/a.cpp", std::string(401, '\n')}, 1},
      {is_long, {"harness/engine/a.cpp", std::string(400, '\n')}, 0}};
  for (const Row& row : rows) {
    INFO(row.source.path << ": " << row.source.text.substr(0, 200));
    CHECK(row.check(row.source).size() == row.breaches);
  }
}
