// One function per command, each defined in its own file. It adds the subcommand to `app` and, when the user
// chose that subcommand, sets `action`, which must outlive parsing.
#pragma once

#include <functional>

#include "model/exit_code.hpp"

namespace CLI {
class App;
}

namespace kbisect {

using Action = std::function<ExitCode()>;

void add_run_command(CLI::App& app, Action& action);
void add_resume_command(CLI::App& app, Action& action);
void add_certify_command(CLI::App& app, Action& action);
void add_slim_command(CLI::App& app, Action& action);
void add_test_command(CLI::App& app, Action& action);
void add_config_bisect_command(CLI::App& app, Action& action);
void add_releases_command(CLI::App& app, Action& action);
void add_verify_command(CLI::App& app, Action& action);
void add_explain_command(CLI::App& app, Action& action);
void add_replica_command(CLI::App& app, Action& action);
void add_doctor_command(CLI::App& app, Action& action);

}  // namespace kbisect
