#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "cli/progress.hpp"
#include "report/summary.hpp"

namespace kbisect {
namespace {

constexpr double heartbeat_seconds = 60;
constexpr size_t default_width = 80;

size_t terminal_width() {
  winsize size{};
  return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : default_width;
}

class LineProgress : public Observer {
 public:
  void run_began(const RunHeader& header, const std::string& folder, int steps_left) override {
    print(fmt::format("{}: {} commits between {} and {}, about {} to test\nrun folder: {}",
                      header.campaign.name, header.candidates, header.campaign.good, header.campaign.bad,
                      steps_left, folder));
    print(header.expected_seconds
              ? fmt::format("expected to take about {}, by what such builds have taken here",
                            duration_text(*header.expected_seconds))
              : "how long it takes is not known: such kernels were not built here before");
    has_search_profile_ = !header.search_profile_digest.empty();
    if (has_search_profile_) print("the search is made with a smaller config, the proof with the whole one");
    for (const std::string& line : cautions(header)) print(line);
  }

  void step_began(const Step& step, int steps_left) override {
    step_ = fmt::format("[{}, about {} left] {} {}{}", step.number, steps_left, step.commit.short_id(),
                        step.commit.subject,
                        step.role == StepRole::revert ? ", with the culprit taken back" : "");
    if (has_search_profile_ && step.config == ConfigKind::full) step_ += ", with the whole config";
    phases_.clear();
    phase_name_.clear();
    if (!live_) print(step_);
  }

  void phase_began(Phase phase) override {
    end_phase();
    phase_name_ = text(phase);
    detail_.clear();
    phase_watch_ = Stopwatch();
    heartbeats_ = 0;
    show();
  }

  void tick() override { show(); }

  void build_progressed(const BuildProgress& progress) override {
    detail_ = fmt::format("{} objects, {}", progress.objects(), progress.current());
    show();
  }

  void note(const std::string& line) override { print(line); }

  void step_ended(const Step& step) override {
    end_phase();
    const std::string why = detail(step.verdict);
    const std::string verdict =
        why.empty() ? term(step.verdict) : fmt::format("{} ({})", term(step.verdict), why);
    const std::string line = fmt::format("{}: {}", fmt::join(phases_, ", "), verdict);
    print(live_ ? fmt::format("{}\n    {}", step_, line) : "    " + line);
  }

  void run_ended(const Result& result) override { print(summary_text(result)); }

 private:
  void end_phase() {
    if (phase_name_.empty()) return;
    phases_.push_back(fmt::format("{} {}", phase_name_, duration_text(phase_watch_.seconds())));
    phase_name_.clear();
  }

  std::string status() const {
    return fmt::format("{} {}{}{}", phase_name_, duration_text(phase_watch_.seconds()),
                       detail_.empty() ? "" : ", ", detail_);
  }

  void show() {
    if (live_) {
      put("\r\x1b[K" + fmt::format("{} | {}", status(), step_).substr(0, terminal_width() - 1));
    } else if (phase_watch_.seconds() > heartbeat_seconds * (heartbeats_ + 1)) {
      heartbeats_ += 1;
      print("    " + status());
    }
  }

  void print(const std::string& line) const { put(fmt::format("{}{}\n", live_ ? "\r\x1b[K" : "", line)); }

  // Whoever reads may be gone; that is no reason for a run to stop.
  static void put(const std::string& text) {
    std::fputs(text.c_str(), stdout);
    std::fflush(stdout);
  }

  const bool live_ = isatty(STDOUT_FILENO) != 0;
  bool has_search_profile_ = false;
  std::string step_;
  std::string phase_name_;
  std::string detail_;
  std::vector<std::string> phases_;
  Stopwatch phase_watch_;
  int heartbeats_ = 0;
};

}  // namespace

std::vector<std::string> cautions(const RunHeader& header) {
  std::vector<std::string> lines;
  if (!header.sandbox.on) {
    lines.push_back(
        fmt::format("builds run without a sandbox ({}), so the history's own code may do what you may",
                    header.sandbox.text));
  }
  return lines;
}

std::unique_ptr<Observer> line_progress() {
  return std::make_unique<LineProgress>();
}

}  // namespace kbisect
