#include "cli/app.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <locale>
#include <stdexcept>

#include "base/error.hpp"
#include "base/interrupt.hpp"
#include "base/misspelling.hpp"
#include "cli/commands.hpp"

namespace kbisect {
namespace {

// Every command, in the order of --help. To add one, write its file and add it here.
constexpr std::array commands{add_run_command,     add_resume_command,        add_certify_command,
                              add_explain_command, add_slim_command,          add_test_command,
                              add_verify_command,  add_config_bisect_command, add_releases_command,
                              add_replica_command, add_doctor_command};

constexpr const char* help_footer =
    "Example:\n"
    "  kbisect run --linux ~/linux --good v6.7 --bad v6.8 --test ./repro.sh\n"
    "\n"
    "Exit codes:\n"
    "  0    what was looked for was found, or what was checked holds\n"
    "  1    the machine failed\n"
    "  2    bad input; nothing was started\n"
    "  3    only skipped commits are left, something could not be judged, or nothing was found\n"
    "  4    the ends contradict: the good one is not good, or the bad one is not bad (of run and slim,\n"
    "       also: an end cannot be tested)\n"
    "  5    a claim does not hold: the proof, a certification, a series that does not fix the bug\n"
    "  130  interrupted\n"
    "\n"
    "`kbisect COMMAND --help` lists the options of a command.";

std::string did_you_mean(const std::string& word) {
  return word.empty() ? "" : fmt::format("; did you mean {}?", word);
}

// "; did you mean --good?" for the first option that the command does not know; empty if no option is
// similar.
std::string likely_option(const CLI::App& command) {
  std::vector<std::string> options;
  for (const CLI::Option* option : command.get_options()) {
    options.insert(options.end(), option->get_lnames().begin(), option->get_lnames().end());
  }
  constexpr std::string_view dashes = "--";
  for (const std::string& unknown : command.remaining()) {
    if (!unknown.starts_with(dashes)) continue;
    const std::string wrong = unknown.substr(dashes.size(), unknown.find('=') - dashes.size());
    const std::string meant = likely_meant(wrong, options);
    return did_you_mean(meant.empty() ? "" : std::string(dashes) + meant);
  }
  return {};
}

std::string usage_message(const CLI::App* app, const CLI::Error& error) {
  const auto chosen = app->get_subcommands();
  if (!chosen.empty()) {
    const CLI::App& command = *chosen.front();
    return fmt::format("kbisect: {}{}; see kbisect {} --help\n", error.what(), likely_option(command),
                       command.get_name());
  }
  const auto unknown = app->remaining();
  if (unknown.empty()) return fmt::format("kbisect: {}; see kbisect --help\n", error.what());
  std::vector<std::string> names;
  for (const CLI::App* command : app->get_subcommands({})) names.push_back(command->get_name());
  return fmt::format("kbisect: '{}' is no command{}; see kbisect --help\n", unknown.front(),
                     did_you_mean(likely_meant(unknown.front(), names)));
}

// An empty value comes from a shell variable that is not set, and does not stand for the default.
void refuse_empty_values(const CLI::App& app) {
  for (const CLI::App* command : app.get_subcommands()) {
    for (const CLI::Option* option : command->get_options()) {
      const auto& given = option->results();
      if (option->nonpositional() && std::find(given.begin(), given.end(), "") != given.end()) {
        throw UsageError(
            fmt::format("{}: it is empty; give a value, or leave the option out", option->get_name()));
      }
    }
  }
}

int complain(ExitCode code, const char* what) {
  std::fputs(fmt::format("kbisect: {}\n", what).c_str(), stderr);
  return static_cast<int>(code);
}

// If a standard stream is closed, the next file opened gets its number and would receive what is written to
// it.
void open_standard_streams() {
  for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; ++stream) {
    // open() returns the lowest free number, which is `stream`.
    if (::fcntl(stream, F_GETFD) < 0 && ::open("/dev/null", O_RDWR) < 0) return;
  }
}

// Boost.Process asks for the locale of the environment, and fails where this machine does not have it, as
// with one that ssh has forwarded.
void take_a_locale_that_is_here() {
  try {
    const std::locale of_environment("");
  } catch (const std::runtime_error&) {
    ::setenv("LC_ALL", "C", 1);
  }
}

}  // namespace

int run_app(int argc, char** argv) {
  open_standard_streams();
  take_a_locale_that_is_here();
  interrupt::install();
  CLI::App app{"kbisect finds the kernel commit that broke something, by building and booting kernels."};
  app.name("kbisect");
  app.set_version_flag("--version", KBISECT_VERSION);
  app.require_subcommand(1);
  app.failure_message(usage_message);
  Action action;
  for (const auto add : commands) add(app, action);
  // Commands would inherit a footer that is set before they are added.
  app.footer(help_footer);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    app.exit(error);
    return static_cast<int>(ExitCode::usage);
  }
  try {
    refuse_empty_values(app);
    return static_cast<int>(action());
  } catch (const UsageError& error) {
    return complain(ExitCode::usage, error.what());
  } catch (const Interrupted& error) {
    return complain(ExitCode::interrupted, error.what());
  } catch (const std::exception& error) {
    return complain(ExitCode::infrastructure, error.what());
  }
}

}  // namespace kbisect
