#include <nlohmann/json.hpp>

#include <cstdio>

#include "base/clock.hpp"
#include "cli/progress.hpp"
#include "model/json_text.hpp"
#include "report/result_json.hpp"

namespace kbisect {

using nlohmann::json;

void emit(const char* event, json line) {
  line["event"] = event;
  line["time"] = utc_now();
  // Write errors are ignored: a reader that has gone away is no reason to stop the run.
  std::fputs(json_line(line).c_str(), stdout);
  std::fflush(stdout);
}

namespace {

class JsonProgress : public Observer {
 public:
  void run_began(const RunHeader& header, const std::string& folder, int steps_left) override {
    emit("run-began", {{"run", to_json(header)}, {"folder", folder}, {"steps_left", steps_left}});
  }
  void step_began(const Step& step, int steps_left) override {
    emit("step-began", {{"number", step.number},
                        {"role", text(step.role)},
                        {"config", text(step.config)},
                        {"commit", step.commit},
                        {"candidates", step.candidates},
                        {"steps_left", steps_left}});
  }
  void phase_began(Phase phase) override { emit("phase-began", {{"phase", text(phase)}}); }
  // Programs are told what begins and ends; progress within a build is for people.
  void tick() override {}
  void build_progressed(const BuildProgress&) override {}
  void note(const std::string& line) override { emit("note", {{"text", line}}); }
  void step_ended(const Step& step) override { emit("step-ended", {{"step", to_json(step)}}); }
  void run_ended(const Result& result) override { emit("run-ended", {{"result", result_json(result)}}); }
};

class JsonTrialProgress : public TrialObserver {
 public:
  void trials_began(const TrialsResult& nothing_yet) override {
    emit("test-began", {{"run", to_json(nothing_yet.header)},
                        {"folder", nothing_yet.folder},
                        {"rows", nothing_yet.planned}});
  }
  void trial_began(const Trial& trial, int row, size_t) override {
    emit("trial-began", {{"row", row}, {"trial", to_json(trial)}});
  }
  void phase_began(Phase phase) override { emit("phase-began", {{"phase", text(phase)}}); }
  void tick() override {}
  void build_progressed(const BuildProgress&) override {}
  void note(const std::string& line) override { emit("note", {{"text", line}}); }
  void trial_ended(const TrialResult& result) override { emit("trial-ended", {{"result", to_json(result)}}); }
  void trials_ended(const TrialsResult& result) override {
    emit("test-ended", {{"result", to_json(result)}});
  }
  void verification_ended(const Verification& result) override {
    emit("verify-ended", {{"result", to_json(result)}});
  }
  void config_bisection_ended(const ConfigBisectResult& result) override {
    emit("config-bisect-ended", {{"result", to_json(result)}});
  }
  void release_hunt_ended(const ReleaseHunt& result) override {
    emit("releases-ended", {{"result", to_json(result)}});
  }
  void explanation_ended(const Explanation& result) override {
    emit("explain-ended", {{"result", to_json(result)}});
  }
};

}  // namespace

std::unique_ptr<TrialObserver> json_trial_progress() {
  return std::make_unique<JsonTrialProgress>();
}

std::unique_ptr<Observer> json_progress() {
  return std::make_unique<JsonProgress>();
}

}  // namespace kbisect
