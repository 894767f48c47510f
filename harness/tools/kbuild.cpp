#include "tools/kbuild.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <set>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/subprocess.hpp"
#include "model/kernel/command_file.hpp"

namespace kbisect {
namespace {

// A file that exists while make is running in the build directory. It remains if make is cut off.
std::filesystem::path making_mark(const Kbuild& kbuild) {
  return kbuild.build / ".kbisect-making";
}

// Like run_for_tree(), with the mark set until make has ended by itself or cleaned up after SIGTERM.
SandboxFinished run_marked(const Kbuild& kbuild, const Command& command) {
  const auto mark = making_mark(kbuild);
  write_atomically(mark, "");
  try {
    SandboxFinished result = run_for_tree(kbuild, command);
    const Ending& ending = result.finished.ending;
    const auto* timed_out = std::get_if<TimedOut>(&ending);
    const bool in_order =
        std::holds_alternative<Exited>(ending) || (timed_out != nullptr && !timed_out->killed);
    if (in_order) std::filesystem::remove(mark);
    return result;
  } catch (const Interrupted& interrupted) {
    if (!interrupted.killed()) std::filesystem::remove(mark);
    throw;
  }
}

// Calls `visit` with the path and the text of each of Kbuild's records.
void each_record(const Kbuild& kbuild,
                 const std::function<void(const std::string& path, const std::string& text)>& visit) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(kbuild.build)) {
    const std::string name = entry.path().filename();
    if (!name.starts_with('.') || !name.ends_with(".cmd") || !entry.is_regular_file()) continue;
    visit(entry.path().lexically_relative(kbuild.build), or_infrastructure_error(read_file(entry.path())));
  }
}

}  // namespace

std::vector<std::pair<std::string, std::string>> Kbuild::environment() const {
  std::vector<std::pair<std::string, std::string>> result{
      {"LC_ALL", "C"},
      {"ARCH", std::string(arch->make_arch)},
      {"KBUILD_BUILD_TIMESTAMP", "Thu Jan  1 00:00:00 UTC 1970"},
      {"KBUILD_BUILD_USER", "kbisect"},
      {"KBUILD_BUILD_HOST", "kbisect"},
      {"KBUILD_BUILD_VERSION", "1"},
      // Set but empty: otherwise the release would contain "+" or the commit id, and objects that the commit
      // did not touch would change.
      {"LOCALVERSION", ""}};
  if (!is_native(*arch)) result.emplace_back("CROSS_COMPILE", cross_prefix(*arch));
  // In MAKEFLAGS, so that Kconfig, which asks the compiler for its features, is told the same. HOSTCC, too:
  // the tree's own tools are as old as the tree.
  if (compiler != usual_compiler) {
    std::string flags = fmt::format(" -- CC={}{}", cross_prefix(*arch), compiler);
    if (is_native(*arch)) flags += fmt::format(" HOSTCC={}", compiler);
    result.emplace_back("MAKEFLAGS", std::move(flags));
  }
  if (!ccache.empty()) result.emplace_back("CCACHE_DIR", ccache.string());
  return result;
}

const std::vector<std::string>& foreign_variables() {
  static const std::vector<std::string> names{
      "MAKEFLAGS",         "MFLAGS",         "MAKELEVEL",     "MAKEFILES",     "GNUMAKEFLAGS",
      "KBUILD_OUTPUT",     "LLVM",           "CROSS_COMPILE", "LLVM_IAS",      "KCFLAGS",
      "KAFLAGS",           "KCPPFLAGS",      "HOSTCFLAGS",    "HOSTLDFLAGS",   "KCONFIG_CONFIG",
      "KCONFIG_ALLCONFIG", "KCONFIG_WERROR", "CONFIG_",       "KBUILD_VERBOSE"};
  return names;
}

SandboxFinished run_for_tree(const Kbuild& kbuild, const Command& command) {
  if (!kbuild.sandbox) return {.finished = run(command)};
  return run_in_sandbox(
      *kbuild.sandbox,
      {.source = kbuild.source, .build = kbuild.build, .ccache = kbuild.ccache, .directory = kbuild.source},
      command);
}

Confinement confinement_of(const Kbuild& kbuild) {
  // If the build directory cannot be written to from outside either, the sandbox is not the reason.
  return {.read_only = kbuild.sandbox && ::access(kbuild.build.c_str(), W_OK) == 0,
          .limited = kbuild.sandbox && kbuild.sandbox->group_version == 0};
}

std::variant<MakeDone, MakeFailed> make(const Kbuild& kbuild, const MakeRequest& request) {
  std::error_code absent;
  const auto before = std::filesystem::file_size(request.log, absent);
  std::ofstream log(request.log, std::ios::binary | std::ios::app);
  BuildProgress progress;
  Command command{.argv = {"make", "-C", kbuild.source.string(), "O=" + kbuild.build.string(),
                           fmt::format("-j{}", kbuild.jobs)},
                  .environment = kbuild.environment(),
                  .unset = foreign_variables(),
                  .on_output =
                      [&](std::string_view piece) {
                        log << piece << std::flush;
                        progress.feed(piece);
                      },
                  .on_tick =
                      [&] {
                        if (request.on_progress) request.on_progress(progress);
                      },
                  .deadline = request.deadline};
  if (!kbuild.ccache.empty()) {
    const std::string host = is_native(*kbuild.arch) ? kbuild.compiler : usual_compiler;
    command.argv.insert(command.argv.end(),
                        {fmt::format("CC=ccache {}{}", cross_prefix(*kbuild.arch), kbuild.compiler),
                         fmt::format("HOSTCC=ccache {}", host)});
  }
  command.argv.push_back(request.target);
  const auto [finished, limit] = run_marked(kbuild, command);
  log.close();
  if (!log)
    throw InfrastructureError(fmt::format("cannot write {}: is the disk full?", request.log.string()));
  if (finished.ok()) return MakeDone{progress.objects()};
  if (std::holds_alternative<TimedOut>(finished.ending)) {
    return MakeFailed{fmt::format("make {} ran past its deadline of {}", request.target,
                                  duration_text(static_cast<double>(request.deadline.count()))),
                      progress.objects(), "", true};
  }
  // What an earlier make has left there is not its doing.
  const std::string text = or_infrastructure_error(read_file(request.log)).substr(absent ? 0 : before);
  Confinement confinement = confinement_of(kbuild);
  confinement.at_limit = limit.has_value();
  if (const auto trouble = infrastructure_trouble(text, confinement)) {
    throw InfrastructureError(fmt::format("the build was stopped by this machine: {}", *trouble));
  }
  if (limit) {
    return MakeFailed{
        fmt::format("make {} ran against {}: {}", request.target, *limit, first_build_error(text)),
        progress.objects()};
  }
  if (const auto* killed = std::get_if<Killed>(&finished.ending)) {
    throw InfrastructureError(fmt::format("make was killed by signal {}", killed->signal));
  }
  return MakeFailed{first_build_error(text), progress.objects(), failed_object(text)};
}

bool has_source(const Kbuild& kbuild, const std::string& object) {
  const std::filesystem::path path = kbuild.source / object;
  return std::filesystem::exists(std::filesystem::path(path).replace_extension(".c")) ||
         std::filesystem::exists(std::filesystem::path(path).replace_extension(".S"));
}

BuildRecords read_records(const Kbuild& kbuild) {
  namespace fs = std::filesystem;
  BuildRecords records{.inputs = BuildInputs(std::string(kbuild.arch->source_arch)), .readers = {}};
  if (!fs::exists(kbuild.build)) return records;
  const std::string to_source = fs::relative(kbuild.source, kbuild.build);
  each_record(kbuild, [&](const std::string& path, const std::string& text) {
    // Kbuild names the source by its relative path, the host tools below tools/ by its absolute one.
    for (const std::string& source : {to_source, kbuild.source.string()}) {
      records.inputs.add_command_file(path, text, source);
      records.readers.add_command_file(path, text, source);
    }
  });
  return records;
}

SymbolReaders read_symbol_readers(const Kbuild& kbuild, const std::set<std::string>& symbols) {
  SymbolReaders readers;
  each_record(kbuild, [&](const std::string& path, const std::string& text) {
    if (!compiled_object(path, text)) return;
    readers.all += 1;
    std::set<std::string> own;
    for (std::string& symbol : symbols_named_in(text)) {
      if (symbols.count(symbol) != 0) own.insert(std::move(symbol));
    }
    for (const std::string& symbol : own) readers.objects[symbol] += 1;
  });
  return readers;
}

std::vector<std::string> compiled_objects(const Kbuild& kbuild) {
  namespace fs = std::filesystem;
  std::vector<std::string> objects;
  for (const auto& entry : fs::recursive_directory_iterator(kbuild.build)) {
    if (entry.path().extension() != ".o" || !entry.is_regular_file()) continue;
    const std::string object = entry.path().lexically_relative(kbuild.build);
    const bool is_host_tool = object.starts_with("scripts/") || object.starts_with("tools/");
    if (!is_host_tool && has_source(kbuild, object)) objects.push_back(object);
  }
  std::sort(objects.begin(), objects.end());
  return objects;
}

ConfigOwners read_owners(const Kbuild& kbuild, const std::vector<std::string>& objects) {
  namespace fs = std::filesystem;
  std::set<fs::path> directories{""};
  for (const std::string& object : objects) {
    for (fs::path at = fs::path(object).parent_path(); directories.insert(at).second;) at = at.parent_path();
  }
  ConfigOwners owners;
  for (const fs::path& directory : directories) {
    for (const char* name : {"Makefile", "Kbuild"}) {
      const fs::path path = kbuild.source / directory / name;
      // Regular files only: a symlink could lead anywhere, and a FIFO would block.
      std::error_code absent;
      if (!fs::is_regular_file(fs::symlink_status(path, absent))) continue;
      const auto text = read_file(path);
      if (text) owners.add_makefile(directory, *text);
    }
  }
  return owners;
}

bool was_cut_off(const Kbuild& kbuild) {
  return std::filesystem::exists(making_mark(kbuild));
}

}  // namespace kbisect
