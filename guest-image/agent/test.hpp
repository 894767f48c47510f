// What a guest test is: a name and a table of cases; a case is a row of named steps. A file in tests/ makes
// its test known by one static object:
//
//   constexpr Case cases[] = {{"opens", Role::control, opens}, ...};
//   const Test test("my-test", cases);
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
enum class Role { hunted, control, reference };

// Handed to a case, which runs its steps through it. Once a step has failed, later ones are not even tried.
class Steps {
 public:
  Steps(KtapWriter& writer, const char* name, Role role) : writer_(writer), case_(name), role_(role) {}

  using Action = std::function<Result()>;

  // Passes when the action succeeds.
  void run(const char* name, const Action& action);
  // Passes when the action gives exactly this errno.
  void run_expecting(int error, const char* name, const Action& action);
  // Something that a case leaves behind could not be undone: the test ends after this case, since the next
  // would not start clean. To be called by destructors; without effect on a success.
  void clean_up(const char* what, const Result& result);

  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] const std::string& left_behind() const { return left_behind_; }

 private:
  void take(const char* name, int expected, const Action& action);

  KtapWriter& writer_;
  const char* case_;
  Role role_;
  int count_ = 0;
  bool failed_ = false;
  std::string left_behind_;
};

struct Case {
  const char* name;
  Role role;
  void (*run)(Steps&);
};

class Test {
 public:
  // Both must live as long as the program.
  Test(const char* name, std::span<const Case> cases);

  static const Test* find(std::string_view name);
  // "loop-mount, other-test"
  static std::string names(const char* separator);

  // Runs all cases in their order and writes KTAP to `descriptor`.
  void run(int descriptor) const;

 private:
  const char* name_;
  std::span<const Case> cases_;
  const Test* next_;
};

}  // namespace kbisect::guest
