// What a guest test is: a name, a table of cases, and the programs of the host that it runs; a case is a row
// of named steps. A file in tests/ makes its test known by one static object:
//
//   constexpr Case cases[] = {{"opens", Role::control, opens}, ...};
//   constexpr const char* programs[] = {"/sbin/losetup"};
//   const Test test("my-test", cases, programs);
//
// Names of tests, cases and steps are stable: campaigns and records refer to them ("case/step"). They hold no
// blank, '/' or '#'.
#pragma once

#include <functional>
#include <span>
#include <string_view>

#include "agent/result.hpp"

namespace kbisect::guest {

class KtapWriter;

// The part that a case plays in the verdict (protocol.hpp).
enum class Role { hunted, control, reference, observed };

// Handed to a case, which runs its steps through it. Once a step has failed, later ones are not even tried.
class Steps {
 public:
  Steps(KtapWriter& writer, const char* name, Role role) : writer_(writer), case_(name), role_(role) {}

  using Action = std::function<Result()>;

  // Passes when the action succeeds.
  void run(const char* name, const Action& action);
  // Passes when the action gives exactly this errno.
  void run_expecting(int error, const char* name, const Action& action);
  // Passes whatever the action gives, and reports that as the step's outcome.
  void observe(const char* name, const std::function<Outcome()>& action);
  // Says something beside the steps.
  void note(std::string_view text);

  // This case cannot be run here, nor can those after it.
  void skip(std::string reason) { skipped_ = std::move(reason); }
  // The test ends after this case.
  void end_test(std::string reason) { end_of_test_ = std::move(reason); }
  // Something that a case leaves behind could not be undone: the test ends, since the next case would not
  // start clean. To be called by destructors; without effect on a success.
  void clean_up(const char* what, const Result& result);

  [[nodiscard]] bool failed() const { return failed_; }
  // Why; empty otherwise.
  [[nodiscard]] const std::string& skipped() const { return skipped_; }
  [[nodiscard]] const std::string& end_of_test() const { return end_of_test_; }

 private:
  void take(const char* name, int expected, const Action& action);
  void announce(const char* name) const;
  // At once, so that the host knows how far the test had come if the next step never ends.
  void report(const char* name);
  // Nothing more is to be tried.
  [[nodiscard]] bool over() const { return failed_ || !skipped_.empty(); }

  KtapWriter& writer_;
  const char* case_;
  Role role_;
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
  // All must live as long as the program. `programs` are paths that are the same on the host, which puts
  // them into the image with their libraries, and in the guest.
  Test(const char* name, std::span<const Case> cases, std::span<const char* const> programs = {});

  static const Test* find(std::string_view name);
  // "loop-mount, other-test"
  static std::string names();
  // A line for each test: its name and its programs.
  static std::string list();

  // Runs all cases in their order and writes KTAP to `descriptor`.
  void run(int descriptor) const;

 private:
  const char* name_;
  std::span<const Case> cases_;
  std::span<const char* const> programs_;
  const Test* next_;
};

}  // namespace kbisect::guest
