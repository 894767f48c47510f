// kbisect verify SERIES...
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "base/files.hpp"
#include "cli/commands.hpp"
#include "cli/progress.hpp"
#include "cli/run_options.hpp"
#include "cli/trials_folder.hpp"
#include "engine/verification.hpp"
#include "model/proof_boots.hpp"
#include "report/series_reply.hpp"
#include "report/verification_report.hpp"
#include "tools/git_user.hpp"

namespace kbisect {
namespace {

struct VerifyOptions {
  CommonOptions common;
  CampaignOptions campaign;
  SeriesRequest series;
  std::vector<std::string> tests;
  int boots = least_proof_boots;
  bool no_sandbox = false;
};

VerificationRequest request_of(const VerifyOptions& options) {
  return {.series = options.series, .tests = lasting_tests(options.tests), .boots = options.boots};
}

void write_reports(const RunFolder& folder, const Verification& verification) {
  write_atomically(
      folder.result(),
      to_json(verification).dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
  write_atomically(folder.report(), verification_markdown(verification));
}

// The note says what the user should know of it before it is sent.
void write_reply(const RunFolder& folder, const Verification& verification, Watch& watch) {
  const auto user = git_user(verification.base.repository);
  const auto reply = series_reply(verification, user);
  if (!reply) return;
  write_atomically(folder.reply(), *reply);
  const bool lacks_trailer = std::holds_alternative<Fixes>(*verification.outcome) && !user;
  watch.note(
      fmt::format("an answer to the list, to read and send: {}{}", folder.reply().string(),
                  lacks_trailer ? "; it has no Tested-by, for git knows no user.name and user.email" : ""));
}

ExitCode verify_series(const VerifyOptions& options) {
  const Places places = options.common.places();
  const Campaign campaign = options.campaign.load(places);
  const auto progress = options.common.json ? json_trial_progress() : line_trial_progress();
  const VerificationPlan plan =
      plan_verification(campaign, request_of(options), places,
                        options.no_sandbox ? SandboxUse::never : SandboxUse::where_possible, *progress);
  const RunFolder folder = begin_trials(plan.trials, places, campaign.name + "-verify");
  try {
    const Verification found =
        verify(plan, folder, *progress, [&](const Verification& so_far) { write_reports(folder, so_far); });
    write_reply(folder, found, *progress);
    progress->verification_ended(found);
    return exit_code(*found.outcome);
  } catch (const std::exception&) {
    say_what_is_left(plan.trials, folder);
    throw;
  }
}

}  // namespace

void add_verify_command(CLI::App& app, Action& action) {
  const auto options = std::make_shared<VerifyOptions>();
  CLI::App* command = app.add_subcommand("verify", "Test whether patches fix what they should, one by one");
  command->footer(
      "Each patch must apply and build; the symptom must be there before the first and gone after the last, "
      "and\nthe other tests must not get worse. An answer to the list is written to reply.txt.");
  command->add_option("series", options->series.files,
                      "Patches as git format-patch, git diff or b4 write them: files, mboxes, or a folder");
  command->add_option("--branch", options->series.branch,
                      "Instead of files: a revision of the tree, whose commits since --base are the patches");
  command->add_option(
      "--base", options->series.base,
      "What they are made on: a revision, a folder or a tarball (default: the base-commit: of "
      "the series)");
  command
      ->add_option("--test", options->tests,
                   "Another guest test that must not get worse; repeatable (default: those that every guest "
                   "can run)")
      ->allow_extra_args(false);
  command
      ->add_option("--boots", options->boots,
                   fmt::format("Boots of the base and of the whole series at the least (default: {})",
                               least_proof_boots))
      ->check(CLI::Range(1, most_proof_boots));
  options->campaign.add_to_test(*command);
  options->common.add_to(*command);
  command->add_flag("--no-sandbox", options->no_sandbox,
                    "Build outside the sandbox, where the patches' own code may do what you may");
  command->callback([options, &action] { action = [options] { return verify_series(*options); }; });
}

}  // namespace kbisect
