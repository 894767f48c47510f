// kbisect verify SERIES...
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/progress.hpp"
#include "cli/trial_options.hpp"
#include "cli/trials_folder.hpp"
#include "engine/trials/verification.hpp"
#include "report/series_reply.hpp"
#include "report/verification_report.hpp"
#include "tools/git_user.hpp"

namespace kbisect {
namespace {

struct VerifyOptions {
  TrialOptions trials;
  SeriesRequest series;
  std::vector<std::string> other_tests;
};

VerificationRequest request_of(const VerifyOptions& options) {
  return {
      .series = options.series, .tests = absolute_tests(options.other_tests), .boots = options.trials.boots};
}

void write_reports(const RunFolder& folder, const Verification& verification) {
  write_trial_reports(folder, to_json(verification), verification_markdown(verification));
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
  const Places places = options.trials.common.places();
  const Campaign campaign = options.trials.campaign.load(places);
  const auto progress = options.trials.common.json ? json_trial_progress() : line_trial_progress();
  const VerificationPlan plan =
      plan_verification(campaign, request_of(options), places, options.trials.sandbox(), *progress);
  const RunFolder folder = begin_trials(plan.trials, places, campaign.name + "-verify");
  return with_rest_told(plan.trials, folder, [&] {
    const Verification found =
        verify(plan, folder, *progress, [&](const Verification& so_far) { write_reports(folder, so_far); });
    write_reply(folder, found, *progress);
    progress->verification_ended(found);
    return exit_code(*found.outcome);
  });
}

}  // namespace

void add_verify_command(CLI::App& app, Action& action) {
  const auto options = std::make_shared<VerifyOptions>();
  CLI::App* command = app.add_subcommand("verify", "Test whether a patch series fixes a bug, patch by patch");
  command->footer(
      "Each patch must apply and build; the symptom must be there before the first patch and gone after the\n"
      "last, and the other tests must not get worse. A reply for the mailing list is written to reply.txt.");
  command->add_option(
      "series", options->series.files,
      "Patches as git format-patch, git diff or b4 write them: files, mboxes, or folders of them");
  command->add_option("--branch", options->series.branch,
                      "Revision of the tree (--linux) whose commits since --base are the patches,\n"
                      "instead of files");
  command->add_option(
      "--base", options->series.base,
      "What the patches apply to: a revision, a folder or a tarball; required with --branch,\n"
      "as a revision (default: the base-commit that the series names)");
  command
      ->add_option("--other-test", options->other_tests,
                   "Guest test that must not get worse; repeatable\n"
                   "(default: the built-in tests that need no programs of this machine)")
      ->allow_extra_args(false);
  options->trials.add_to(*command, "the base and of the whole series", CampaignKeys::of_question,
                         "the patches'");
  command->callback([options, &action] { action = [options] { return verify_series(*options); }; });
}

}  // namespace kbisect
