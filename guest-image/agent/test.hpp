// A guest test consists of a name, a table of cases, and the paths of the host programs that it runs; a case
// is a sequence of named steps. A file in tests/ registers its test with one static object:
//
//   constexpr Case cases[] = {{"opens", Role::control, opens}, ...};
//   constexpr const char* programs[] = {"/sbin/losetup"};
//   const Test test("my-test", cases, programs);
//
// Names of tests, cases and steps must not change, because campaigns and records refer to them ("case/step").
// They contain no space, '/' or '#'.
//
// The host lists the steps by calling the cases without running any step. So whatever a case does, it does in
// steps, and what depends on an earlier step asks Steps::holds().
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "agent/result.hpp"

namespace kbisect::guest {

class KtapWriter;

// How a case counts in the verdict (protocol.hpp).
enum class Role { hunted, control, reference, observed };

// Passed to a case, which runs its steps through it. After a failed step or skip(), later steps are not run.
class Steps {
 public:
  Steps(KtapWriter& writer, const char* name, Role role) : writer_(&writer), case_(name), role_(role) {}
  // Runs nothing: adds a line for each step to `list` (protocol.hpp).
  Steps(std::string& list, const char* name) : list_(&list), case_(name) {}

  using Action = std::function<Result()>;

  // The step passes if the action succeeds.
  void run(const char* name, const Action& action);
  // The step passes if the action fails with exactly this errno.
  void run_expecting(int error, const char* name, const Action& action);
  // The step always passes; what the action returns is reported as its outcome.
  void observe(const char* name, const std::function<Outcome()>& action);
  // For a condition on what earlier steps did. True also while steps are listed, so that the list has all of
  // them.
  [[nodiscard]] bool holds(bool condition) const { return list_ != nullptr || condition; }
  // Writes a diagnostic that belongs to no step.
  void note(std::string_view text);

  // Skips this case and all cases after it.
  void skip(std::string reason) { skipped_ = std::move(reason); }
  // Ends the test after this case, with a bail-out.
  void end_test(std::string reason) { end_of_test_ = std::move(reason); }
  // Ends the test if `result` is a failure: what the case left behind could not be undone, so the next case
  // would not start clean. For use in destructors.
  void clean_up(const char* what, const Result& result);

  [[nodiscard]] bool failed() const { return failed_; }
  // The reason; empty if there is none.
  [[nodiscard]] const std::string& skipped() const { return skipped_; }
  [[nodiscard]] const std::string& end_of_test() const { return end_of_test_; }

 private:
  // If steps are listed, adds one as a line with this prefix.
  bool lists(const char* prefix, const char* name);
  void take(const char* name, int expected, const Action& action);
  void announce(const char* name) const;
  // Sends the result at once, so that the host knows how far the test got if the next step never ends.
  void report(const char* name);
  // No further step is to be run.
  [[nodiscard]] bool over() const { return failed_ || !skipped_.empty(); }

  // One of the two: where results go, or the list.
  KtapWriter* writer_ = nullptr;
  std::string* list_ = nullptr;
  const char* case_;
  Role role_ = Role::hunted;
  int count_ = 0;
  bool failed_ = false;
  std::string skipped_;
  std::string end_of_test_;
};

struct Case {
  const char* name;
  Role role;
  void (*run)(Steps&);
};

class Test {
 public:
  // The arguments must live as long as the program. `programs` are absolute paths, the same on the host and
  // in the guest; the host puts them into the image together with their libraries.
  Test(const char* name, std::span<const Case> cases, std::span<const char* const> programs = {});

  // Null if there is no test of this name.
  static const Test* find(std::string_view name);
  // The names of all tests: "loop-mount, other-test".
  static std::string names();
  // What the host must know of them, in lines as in protocol.hpp. Runs the hunted and observed cases, but
  // none of their steps.
  static std::string list();

  // Runs all cases in order and writes KTAP to `descriptor`, which remains the caller's.
  void run(int descriptor) const;

 private:
  const char* name_;
  std::span<const Case> cases_;
  std::span<const char* const> programs_;
  const Test* next_;
};

}  // namespace kbisect::guest
