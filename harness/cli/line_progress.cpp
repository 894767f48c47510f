#include <fmt/format.h>

#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "cli/progress.hpp"
#include "cli/status_line.hpp"
#include "report/summary.hpp"

namespace kbisect {
namespace {

class LineProgress : public Observer {
 public:
  void run_began(const RunHeader& header, const std::string& folder, int steps_left) override {
    const Campaign& asked = header.campaign;
    const bool is_regression = asked.hunt == Hunt::regression;
    print(fmt::format("{}: {} commits between {} and {}, about {} to test\nrun folder: {}", asked.name,
                      header.candidates, is_regression ? asked.good : asked.bad,
                      is_regression ? asked.bad : asked.good, steps_left, folder));
    print(header.expected_seconds
              ? fmt::format("expected to take about {}, judging by earlier builds on this machine",
                            duration_text(*header.expected_seconds))
              : "how long it will take is unknown: no such kernel had been built here before this run");
    has_search_profile_ = !header.search_profile_digest.empty();
    if (has_search_profile_) print("the search uses a smaller config, the proof the whole one");
    for (const std::string& line : cautions(header.machine.sandbox)) print(line);
  }

  void step_began(const Step& step, int steps_left) override {
    std::string title = fmt::format("[{}, about {} left] {} {}", step.number, steps_left,
                                    step.commit.short_id(), step.commit.subject);
    if (step.role == StepRole::revert) title += ", reverting the commit that was found";
    if (has_search_profile_ && step.config == ConfigKind::full) title += ", with the whole config";
    status_.begin(std::move(title));
  }

  void phase_began(Phase phase) override { status_.phase_began(phase); }
  void tick() override { status_.tick(); }
  void build_progressed(const BuildProgress& progress) override { status_.build_progressed(progress); }
  void note(const std::string& line) override { print(line); }

  void step_ended(const Step& step) override { status_.end(described(step.verdict)); }

  void run_ended(const Result& result) override { print(summary_text(result)); }

 private:
  void print(const std::string& line) const { status_.print(line); }

  StatusLine status_;
  bool has_search_profile_ = false;
};

}  // namespace

std::vector<std::string> cautions(const SandboxRecord& sandbox) {
  std::vector<std::string> lines;
  if (!sandbox.on) {
    lines.push_back(
        fmt::format("builds run without a sandbox ({}), so code from the history runs with all your rights",
                    sandbox.text));
  }
  return lines;
}

std::unique_ptr<Observer> line_progress() {
  return std::make_unique<LineProgress>();
}

}  // namespace kbisect
