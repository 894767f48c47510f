// All that a run of the kbisect program sees, in one temporary folder: a small git history in place of a
// kernel tree, a config profile, a campaign, a home, and stand-ins for make and QEMU in the PATH.
//
// What a commit's kernel does is a word in its file `behaviour`; what the machine does wrong is
// World::trouble.
#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "support/child.hpp"

// Commit 1 is tagged `start`, the last one `end`. Without a word sixteen commits, two merges:
//
//   0 - 1 - 2 - 3 ------- 7 - 8 ----- 11 - 12 - 13 - 14 - 15
//            \- 4 - 5 - 6 -/ \- 9 - 10 -/
struct History {
  std::vector<std::vector<int>> parents{{},  {0}, {1}, {2},     {2},  {4},  {5},  {3, 6},
                                        {7}, {7}, {9}, {8, 10}, {11}, {12}, {13}, {14}};
  int culprit = 5;                       // it and what descends from it is bad, the rest good,
  std::map<int, std::string> otherwise;  // but for these
  std::map<int, std::string> subjects;   // "commit 5" without one
  std::string bad = "bad";               // what those do that are bad
  // Executable files that all of them have, beside or instead of the usual ones.
  std::map<std::string, std::string> files;
  // The same of those that have the culprit, in place of the others' files.
  std::map<std::string, std::string> culprit_files;
};

// A history whose culprit adds a flag to a mask in include/linux/gate.h, which block/gate.c uses: there the
// symbol SLIM of init/Kconfig and the boot parameter "stand-in=good" turn it.
History gated_history();

class World {
 public:
  static constexpr int good_end = 1;
  static constexpr int bad_end = 15;  // of those sixteen

  explicit World(const History& history = {});

  // --- what is where ---
  const std::filesystem::path& path() const { return folder_.path(); }
  std::filesystem::path tree() const { return path() / "tree"; }
  std::filesystem::path configs() const { return path() / "configs"; }
  std::filesystem::path results() const { return path() / "results"; }
  std::filesystem::path cache() const { return path() / "cache"; }
  std::filesystem::path bin() const { return path() / "bin"; }
  // From here on, no program whose name begins so is on the PATH.
  void hide_programs(const std::string& start);
  std::filesystem::path temporary() const { return path() / "tmp"; }
  // The only run's folder.
  std::filesystem::path run_folder() const;

  // --- the history ---
  const std::string& id(int commit) const { return ids_.at(static_cast<size_t>(commit)); }
  // The number of a commit, by its id.
  int number(const std::string& id) const;
  std::string git(const std::vector<std::string>& arguments) const;
  // HEAD, refs, index, dirty files, own bisect, worktrees, configuration: all that is the user's.
  std::string user_state() const;
  // Lines that have gone (-) and come (+); empty when all is as it was.
  std::string change_since(const std::string& user_state_before) const;

  // --- running it ---
  // Environment of every program started here; a test may change it.
  Child::Variables environment;
  Child start(std::vector<std::string> arguments) const;
  Ended kbisect(const std::vector<std::string>& arguments) const { return start(arguments).wait(); }
  // Whether kernels are built in a sandbox, where make and merge_config.sh cannot be the stand-ins.
  bool sandbox = false;
  // "run small", with the ends, the places and what the test adds.
  std::vector<std::string> run_arguments(const std::vector<std::string>& more = {}) const;
  std::vector<std::string> resume_arguments(const std::vector<std::string>& more = {}) const;
  Ended run(const std::vector<std::string>& more = {}) const { return kbisect(run_arguments(more)); }
  Ended resume(const std::vector<std::string>& more = {}) const { return kbisect(resume_arguments(more)); }

  // --- the machine's trouble ---
  // `word` (tests/support/stand_ins, stand_in_qemu/) from the n-th configured commit on.
  void trouble(const std::string& word, int from = 1) const;
  // Also lets go on what is in its pause-in-... trouble.
  void no_trouble() const;
  // From now on a checkout, too, can be in trouble.
  void filter_checkouts();
  // Waits until a stand-in is in its hang-in-... or pause-in-... trouble.
  bool reached() const;

  // --- what happened ---
  // Commits by number, in the order in which they were configured, made and recorded. A later step that boots
  // a kept kernel again is not counted.
  std::vector<int> configured() const;
  std::vector<int> made() const;  // vmlinux only
  std::vector<nlohmann::json> journal() const;
  std::vector<int> recorded() const;
  nlohmann::json result() const;
  // Of the recorded step: "good", "bad", or the reason of a skip; empty without a step.
  std::string verdict(int commit) const;
  std::string report() const;
  // Programs of this world that are alive.
  std::vector<pid_t> alive() const;

 private:
  void plant(const History& history);
  std::vector<int> numbers_in(const std::string& log, const std::string& having) const;

  kbisect::TemporaryDirectory folder_;
  std::vector<std::string> ids_;
};
