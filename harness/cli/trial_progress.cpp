#include <fmt/format.h>

#include "cli/own_program.hpp"
#include "cli/progress.hpp"
#include "cli/status_line.hpp"
#include "report/config_bisect_report.hpp"
#include "report/explain_report.hpp"
#include "report/releases_report.hpp"
#include "report/trial_cells.hpp"
#include "report/trials_report.hpp"
#include "report/verification_report.hpp"

namespace kbisect {
namespace {

class LineTrialProgress : public TrialObserver {
 public:
  void trials_began(const TrialsResult& nothing_yet) override {
    const TrialsHeader& header = nothing_yet.header;
    status_.print(fmt::format("{}\nrun folder: {}", header.campaign.name, nothing_yet.folder));
    for (const std::string& line : cautions(header.machine.sandbox)) status_.print(line);
  }

  void trial_began(const Trial& trial, int row, size_t rows) override {
    const std::string of = rows == 0 ? "" : fmt::format(" of {}", rows);
    status_.begin(
        fmt::format("[row {}{}] {}: {} ({})", row, of, trial.source.name, text(trial.variant), trial.test));
  }

  void phase_began(Phase phase) override { status_.phase_began(phase); }
  void tick() override { status_.tick(); }
  void build_progressed(const BuildProgress& progress) override { status_.build_progressed(progress); }
  void note(const std::string& line) override { status_.print(line); }
  void trial_ended(const TrialResult& result) override { status_.end(trial_line(result)); }
  void trials_ended(const TrialsResult& result) override { status_.print(trials_summary(result)); }
  void verification_ended(const Verification& result) override {
    status_.print(verification_summary(result));
  }
  void config_bisection_ended(const ConfigBisectResult& result) override {
    trials_ended(result.trials);
    status_.print(config_bisect_finding(result));
  }
  void release_hunt_ended(const ReleaseHunt& result) override {
    trials_ended(result.trials);
    status_.print(releases_finding(result, own_program()));
  }
  void explanation_ended(const Explanation& result) override { status_.print(explain_summary(result)); }

 private:
  StatusLine status_;
};

}  // namespace

std::unique_ptr<TrialObserver> line_trial_progress() {
  return std::make_unique<LineTrialProgress>();
}

}  // namespace kbisect
