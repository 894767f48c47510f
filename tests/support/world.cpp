#include "support/world.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>
#include <stdexcept>

#include "base/subprocess.hpp"

namespace fs = std::filesystem;
using kbisect::read_file;

namespace {

std::set<int> culprit_and_descendants(const History& history) {
  std::set<int> found{history.culprit};
  for (size_t i = 0; i < history.parents.size(); ++i) {
    for (const int parent : history.parents[i]) {
      if (found.count(parent) != 0) found.insert(static_cast<int>(i));
    }
  }
  return found;
}

void write(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

std::string data(const std::string& text) {
  return "data " + std::to_string(text.size()) + "\n" + text + "\n";
}

std::string file(const std::string& mode, const std::string& path, const std::string& text) {
  return "M " + mode + " inline " + path + "\n" + data(text);
}

std::vector<std::string> lines_of(const fs::path& path) {
  std::vector<std::string> lines;
  std::istringstream stream(read_file(path).value_or(""));
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

}  // namespace

History gated_history() {
  return {
      .culprit = 5,
      .bad = "bad~good",
      .files = {{"include/linux/gate.h",
                 "#define GATE_READ 1\n#define GATE_SHUT 2\n#define gate_mode(flags) (GATE_READ)\n"},
                {"block/gate.c", R"(#include <linux/gate.h>

static bool is_open = IS_ENABLED(CONFIG_SLIM);

static int __init set_open(char *str)
{
	if (!strcmp(str, "good"))
		is_open = true;
	return 1;
}
__setup("stand-in=", set_open);

static bool may_pass(int mode)
{
	if (is_open)
		return true;
	return !(mode & GATE_SHUT);
}

#ifdef CONFIG_GATE_DEPTH
core_param(gate_depth, depth, int, 0444);
#endif
#if IS_ENABLED(CONFIG_GATE_HIDDEN)
#endif
)"},
                {"init/Kconfig", R"(config SLIM
	bool "Slim"
	default y
	help
	  More passes, which protects less.

config GATE_DEPTH
	int "Depth"

config GATE_HIDDEN
	bool
)"},
                {"Documentation/admin-guide/kernel-parameters.txt",
                 "\tgate_depth=\t[KNL] Depth, see stand-in=\n\t\t\tstand-in=good\n\n\tstand-in=\t[KNL] What "
                 "passes.\n\t\t\tUnsafe.\n\n\tother=\tA crash.\n"}},
      .culprit_files = {
          {"include/linux/gate.h",
           "#define GATE_READ 1\n#define GATE_SHUT 2\n#define gate_mode(flags) (GATE_READ | GATE_SHUT)\n"}}};
}

World::World(const History& history) {
  write(configs() / "small/common/fs.conf", "CONFIG_BLK_DEV_LOOP=y\nCONFIG_EXT4_FS=y\n");
  write(configs() / "small/x86_64/base.conf", "CONFIG_64BIT=y\n");
  write(configs() / "small/whitelist.conf", "CONFIG_ABSENT\n");
  write(configs() / "slim/x86_64/base.conf", "CONFIG_SLIM=y\n");
  const nlohmann::json campaign{{"name", "small"},
                                {"description", "a mount fails"},
                                {"linux", tree()},
                                {"good", "start"},
                                {"bad", "end"},
                                {"arch", "x86_64"},
                                {"profile", "small"},
                                {"test", "loop-mount"},
                                {"symptom", {{"step", "mount-writer-held/mount"}, {"errno", "EBUSY"}}},
                                {"limits", {{"jobs", 2}}}};
  write(configs() / "campaigns/small.json", campaign.dump(2));
  fs::create_directories(path() / "home");
  fs::create_directories(temporary());
  fs::create_directories(bin());
  fs::create_symlink(KBISECT_SOURCE_DIR "/tests/support/stand_ins/make", bin() / "make");
  fs::create_symlink(KBISECT_STAND_IN_QEMU, bin() / "qemu-system-x86_64");
  environment = {{"PATH", bin().string() + ":" + std::getenv("PATH")},
                 {"HOME", path() / "home"},
                 {"XDG_CACHE_HOME", path() / "home/cache"},
                 {"TMPDIR", temporary()},
                 {"STAND_IN_FOLDER", path()},
                 {"STAND_IN_KVM", "none"},
                 {"GIT_CONFIG_GLOBAL", "/dev/null"},
                 {"GIT_CONFIG_SYSTEM", "/dev/null"}};
  plant(history);
}

void World::hide_programs(const std::string& start) {
  const fs::path others = path() / ("without-" + start);
  fs::create_directories(others);
  for (const fs::path& folder :
       {bin(), fs::path("/usr/bin"), fs::path("/bin"), fs::path("/usr/sbin"), fs::path("/sbin")}) {
    for (const auto& entry : fs::directory_iterator(folder)) {
      const fs::path link = others / entry.path().filename();
      if (!link.filename().string().starts_with(start) && !fs::exists(fs::symlink_status(link)))
        fs::create_symlink(entry.path(), link);
    }
  }
  for (auto& [name, value] : environment) {
    if (name == "PATH") value = others;
  }
}

// One stream for git fast-import, which sets each commit's tree exactly; real merges would compute theirs.
void World::plant(const History& history) {
  const auto kconfig =
      kbisect::or_infrastructure_error(read_file(KBISECT_SOURCE_DIR "/tests/support/stand_ins/kconfig"));
  const std::set<int> bad = culprit_and_descendants(history);
  std::string stream;
  const int size = static_cast<int>(history.parents.size());
  for (int i = 0; i < size; ++i) {
    const auto subject = history.subjects.find(i);
    const std::string when = fmt::format("A U Thor <author@example.com> {} +0000\n", 1700000000 + i * 60);
    stream += fmt::format("commit refs/heads/main\nmark :{}\nauthor {}committer {}", i + 1, when, when);
    stream +=
        data(subject != history.subjects.end() ? subject->second + "\n" : fmt::format("commit {}\n", i));
    const auto& before = history.parents[static_cast<size_t>(i)];
    for (size_t p = 0; p < before.size(); ++p) {
      stream += (p == 0 ? "from :" : "merge :") + std::to_string(before[p] + 1) + "\n";
    }
    if (before.empty()) {
      if (history.files.count("scripts/kconfig/conf.c") == 0)
        stream += file("100755", "scripts/kconfig/conf.c", kconfig);
      for (const auto& [name, text] : history.files) stream += file("100755", name, text);
      stream += file("100644", "README", "not Linux\n");
      stream += file("100644", "fs/super.c", "");
    }
    if (bad.count(i) != 0) {
      for (const auto& [name, text] : history.culprit_files) stream += file("100755", name, text);
    }
    const auto otherwise = history.otherwise.find(i);
    const std::string behaviour =
        otherwise != history.otherwise.end() ? otherwise->second : (bad.count(i) != 0 ? history.bad : "good");
    stream += file("100644", "behaviour", behaviour + "\n") +
              file("100644", fmt::format("numbers/{}.txt", i), std::to_string(i) + "\n");
  }
  fs::create_directories(tree());
  git({"init", "--quiet", "--initial-branch=main", "."});
  write(path() / "stream", stream);
  kbisect::run_or_throw({.argv = {"sh", "-c", "git fast-import --quiet --export-marks=marks < ../stream"},
                         .directory = tree(),
                         .environment = {{"GIT_CONFIG_GLOBAL", "/dev/null"}}});
  for (const std::string& line : lines_of(tree() / "marks")) ids_.push_back(line.substr(line.find(' ') + 1));
  // The marks file has no guaranteed order.
  for (const std::string& line : lines_of(tree() / "marks")) {
    ids_.at(std::stoul(line.substr(1)) - 1) = line.substr(line.find(' ') + 1);
  }
  fs::remove(tree() / "marks");
  git({"tag", "start", id(good_end)});
  git({"tag", "end", id(size - 1)});
  git({"pack-refs", "--all"});  // as a clone has them
  git({"reset", "--quiet", "--hard", "main"});
}

fs::path World::run_folder() const {
  std::vector<fs::path> folders;
  if (fs::exists(results())) {
    for (const auto& entry : fs::directory_iterator(results())) folders.push_back(entry.path());
  }
  if (folders.size() != 1) throw std::runtime_error(std::to_string(folders.size()) + " run folders");
  return folders[0];
}

int World::number(const std::string& id) const {
  const auto at = std::find(ids_.begin(), ids_.end(), id);
  if (at == ids_.end()) throw std::runtime_error("a commit that is not ours: " + id);
  return static_cast<int>(at - ids_.begin());
}

std::string World::git(const std::vector<std::string>& arguments) const {
  kbisect::Command command{
      .argv = {"git", "-c", "user.name=A U Thor", "-c", "user.email=author@example.com"},
      .directory = tree(),
      .environment = {{"GIT_CONFIG_GLOBAL", "/dev/null"}, {"GIT_CONFIG_SYSTEM", "/dev/null"}}};
  command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
  std::string out = kbisect::run_or_throw(command);
  while (!out.empty() && out.back() == '\n') out.pop_back();
  return out;
}

std::string World::user_state() const {
  std::string state;
  for (const std::vector<std::string>& question :
       {std::vector<std::string>{"rev-parse", "--symbolic-full-name", "HEAD"},
        {"rev-parse", "HEAD"},
        {"for-each-ref"},
        {"reflog", "--all"},
        {"status", "--porcelain", "--ignored"},
        {"diff"},
        {"diff", "--cached"},
        {"ls-files", "--stage"},
        {"stash", "list"},
        {"worktree", "list", "--porcelain"},
        {"config", "--local", "--list"}}) {
    std::istringstream answer(git(question));
    for (std::string line; std::getline(answer, line);) {
      if (line.find(" worktrees/kbisect-worktree/HEAD@") == std::string::npos) state += line + "\n";
    }
  }
  std::set<fs::path> files;
  for (const auto& entry : fs::directory_iterator(tree() / ".git")) files.insert(entry.path());
  for (const fs::path& file : files) {
    state += file.filename().string() + "\n";
    if (file.filename().string().rfind("BISECT", 0) == 0) state += read_file(file).value_or("") + "\n";
  }
  return state;
}

std::string World::change_since(const std::string& before) const {
  const auto lines = [](const std::string& text) {
    std::multiset<std::string> result;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) result.insert(line);
    return result;
  };
  const auto then = lines(before);
  const auto now = lines(user_state());
  std::string changes;
  std::vector<std::string> only;
  std::set_difference(then.begin(), then.end(), now.begin(), now.end(), std::back_inserter(only));
  for (const std::string& line : only) changes += "-" + line + "\n";
  only.clear();
  std::set_difference(now.begin(), now.end(), then.begin(), then.end(), std::back_inserter(only));
  for (const std::string& line : only) changes += "+" + line + "\n";
  return changes;
}

Child World::start(std::vector<std::string> arguments) const {
  static int count = 0;
  arguments.insert(arguments.begin(), KBISECT_BINARY);
  return {arguments, path(), environment, path() / "output" / std::to_string(++count)};
}

std::vector<std::string> World::run_arguments(const std::vector<std::string>& more) const {
  std::vector<std::string> arguments{"run",     "small", "--configs", configs(),
                                     "--cache", cache(), "--results", results()};
  if (!sandbox) arguments.emplace_back("--no-sandbox");
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

std::vector<std::string> World::trial_arguments(const std::string& command,
                                                const std::vector<std::string>& more) const {
  std::vector<std::string> arguments{command,   "--campaign", "small",     "--configs", configs(),
                                     "--cache", cache(),      "--results", results()};
  if (!sandbox) arguments.emplace_back("--no-sandbox");
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

std::vector<std::string> World::resume_arguments(const std::vector<std::string>& more) const {
  std::vector<std::string> arguments{"resume",  run_folder(), "--configs", configs(),
                                     "--cache", cache(),      "--results", results()};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

void World::trouble(const std::string& word, int from) const {
  kbisect::write_atomically(path() / "trouble", word + " " + std::to_string(from) + "\n");
}

void World::filter_checkouts() {
  const std::string script = KBISECT_SOURCE_DIR "/tests/support/stand_ins/smudge";
  write(path() / "attributes", "behaviour filter=stand-in\n");
  write(path() / "gitconfig", "[core]\n\tattributesFile = " + (path() / "attributes").string() +
                                  "\n[filter \"stand-in\"]\n\tsmudge = " + script + "\n");
  for (auto& [name, value] : environment) {
    if (name == "GIT_CONFIG_GLOBAL") value = path() / "gitconfig";
  }
}

void World::no_trouble() const {
  fs::remove(path() / "trouble");
  fs::remove(path() / "reached");
}

bool World::reached() const {
  return eventually([&] { return fs::exists(path() / "reached"); });
}

std::vector<int> World::numbers_in(const std::string& log, const std::string& having) const {
  std::vector<int> numbers;
  for (const std::string& line : lines_of(path() / log)) {
    const std::string id = line.substr(0, 40);
    // Skips the commit that reverts the culprit, which is not part of the history.
    const bool is_ours = std::find(ids_.begin(), ids_.end(), id) != ids_.end();
    if (is_ours && line.find(having) != std::string::npos) numbers.push_back(number(id));
  }
  return numbers;
}

std::vector<int> World::configured() const {
  return numbers_in("configure-calls", "");
}

std::vector<int> World::made() const {
  return numbers_in("make-calls", " vmlinux ");
}

std::vector<nlohmann::json> World::journal() const {
  std::vector<nlohmann::json> lines;
  for (const std::string& line : lines_of(run_folder() / "journal.jsonl")) {
    // The last line may be torn by the test's own kill.
    auto parsed = nlohmann::json::parse(line, nullptr, false);
    if (!parsed.is_discarded()) lines.push_back(std::move(parsed));
  }
  return lines;
}

std::vector<int> World::recorded() const {
  std::vector<int> numbers;
  for (const auto& line : journal()) {
    if (line["type"] == "step" && line["role"] != "revert" && !line["build"]["reused"])
      numbers.push_back(number(line["commit"]["id"]));
  }
  return numbers;
}

nlohmann::json World::result() const {
  return nlohmann::json::parse(kbisect::or_infrastructure_error(read_file(run_folder() / "result.json")));
}

std::string World::verdict(int commit) const {
  for (const auto& line : journal()) {
    if (line["type"] != "step" || line["commit"]["id"] != id(commit)) continue;
    const auto& verdict = line["verdict"];
    return verdict["term"] == "skip" ? verdict["reason"] : verdict["term"];
  }
  return {};
}

std::string World::report() const {
  return kbisect::or_infrastructure_error(read_file(run_folder() / "report.md"));
}

std::vector<pid_t> World::alive() const {
  return processes_with("STAND_IN_FOLDER=" + path().string());
}
