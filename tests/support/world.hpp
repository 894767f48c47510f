// Everything that a run of the kbisect program sees, in one temporary folder: a small git history in place of
// a kernel tree, a config profile, a campaign, a home, and stand-ins for make and QEMU in PATH.
//
// The word in a commit's file `behaviour` decides what its kernel does; World::trouble decides what the
// machine does wrong.
#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "support/child.hpp"

// Commit 1 is tagged `start`, the last one `end`. By default there are sixteen commits with two merges:
//
//   0 - 1 - 2 - 3 ------- 7 - 8 ----- 11 - 12 - 13 - 14 - 15
//            \- 4 - 5 - 6 -/ \- 9 - 10 -/
struct History {
  std::vector<std::vector<int>> parents{{},  {0}, {1}, {2},     {2},  {4},  {5},  {3, 6},
                                        {7}, {7}, {9}, {8, 10}, {11}, {12}, {13}, {14}};
  int culprit = 5;                       // it and its descendants are bad, the others good,
  std::map<int, std::string> otherwise;  // except for these behaviours
  std::map<int, std::string> subjects;   // default: "commit N"
  std::string bad = "bad";               // the behaviour of bad commits
  // Executable files of every commit, in addition to the usual ones; may replace
  // scripts/kconfig/conf.c.
  std::map<std::string, std::string> files;
  // Files that the culprit and its descendants have instead.
  std::map<std::string, std::string> culprit_files;
};

// A history whose culprit adds a flag to a mask in include/linux/gate.h, which block/gate.c tests. There the
// symbol SLIM of init/Kconfig and the boot parameter "stand-in=good" make a bad kernel good.
History gated_history();

class World {
 public:
  static constexpr int good_end = 1;
  static constexpr int bad_end = 15;  // of the default history

  explicit World(const History& history = {});

  // --- paths ---
  const std::filesystem::path& path() const { return folder_.path(); }
  std::filesystem::path tree() const { return path() / "tree"; }
  std::filesystem::path configs() const { return path() / "configs"; }
  std::filesystem::path results() const { return path() / "results"; }
  std::filesystem::path cache() const { return path() / "cache"; }
  std::filesystem::path bin() const { return path() / "bin"; }
  // From now on no program whose name starts with `start` is in PATH.
  void hide_programs(const std::string& start);
  std::filesystem::path temporary() const { return path() / "tmp"; }
  // The folder of the only run; throws if there is not exactly one.
  std::filesystem::path run_folder() const;

  // --- the history ---
  const std::string& id(int commit) const { return ids_.at(static_cast<size_t>(commit)); }
  // The number of the commit with this id; throws if it is not one of ours.
  int number(const std::string& id) const;
  std::string git(const std::vector<std::string>& arguments) const;
  // HEAD, refs, index, dirty files, a bisection in progress, worktrees, configuration: all state that belongs
  // to the user.
  std::string user_state() const;
  // Lines that were removed (-) and added (+); empty if nothing has changed.
  std::string change_since(const std::string& user_state_before) const;

  // --- running it ---
  // The environment changes for every program started here; a test may modify them.
  Child::Variables environment;
  Child start(std::vector<std::string> arguments) const;
  Ended kbisect(const std::vector<std::string>& arguments) const { return start(arguments).wait(); }
  // Whether kernels are built in a sandbox, which hides the stand-in for make.
  bool sandbox = false;
  // "run small" with the paths of this world and the given arguments.
  std::vector<std::string> run_arguments(const std::vector<std::string>& more = {}) const;
  std::vector<std::string> resume_arguments(const std::vector<std::string>& more = {}) const;
  // The same for a command that is made of trials: "test", "verify" and so on.
  std::vector<std::string> trial_arguments(const std::string& command,
                                           const std::vector<std::string>& more = {}) const;
  Ended run(const std::vector<std::string>& more = {}) const { return kbisect(run_arguments(more)); }
  Ended resume(const std::vector<std::string>& more = {}) const { return kbisect(resume_arguments(more)); }

  // --- trouble of the machine ---
  // Sets the trouble `word` (tests/support/stand_ins, stand_in_qemu/) from the `from`-th configured commit
  // on.
  void trouble(const std::string& word, int from = 1) const;
  // Ends the trouble; a stand-in in a pause-in-... trouble continues.
  void no_trouble() const;
  // From now on hang-in-checkout works as well.
  void filter_checkouts();
  // Waits until a stand-in is in its hang-in-... or pause-in-... trouble; false if that takes too long.
  bool reached() const;

  // --- what happened ---
  // The numbers of the commits that were configured, made and recorded, in order. A step that boots a kept
  // kernel again is not counted as recorded.
  std::vector<int> configured() const;
  std::vector<int> made() const;  // only builds of vmlinux
  std::vector<nlohmann::json> journal() const;
  std::vector<int> recorded() const;
  nlohmann::json result() const;
  // The verdict of the first recorded step: "good", "bad", or the reason of a skip; empty if there is no such
  // step.
  std::string verdict(int commit) const;
  std::string report() const;
  // Processes started by this world that are still running.
  std::vector<pid_t> alive() const;

 private:
  void plant(const History& history);
  std::vector<int> numbers_in(const std::string& log, const std::string& having) const;

  kbisect::TemporaryDirectory folder_;
  std::vector<std::string> ids_;
};
