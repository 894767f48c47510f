#include "agent/test.hpp"

#include "agent/kernel_log.hpp"
#include "agent/ktap_writer.hpp"
#include "guest-image/protocol.hpp"

namespace kbisect::guest {
namespace {

// A plain list, because static objects register in no particular order and before main().
const Test* first = nullptr;

const char* text(Role role) {
  switch (role) {
    case Role::hunted:
      return protocol::role_hunted;
    case Role::control:
      return protocol::role_control;
    case Role::reference:
      return protocol::role_reference;
  }
  return "";
}

}  // namespace

void Steps::run(const char* name, const Action& action) {
  take(name, 0, action);
}

void Steps::run_expecting(int error, const char* name, const Action& action) {
  take(name, error, action);
}

void Steps::take(const char* name, int expected, const Action& action) {
  if (failed_) return;
  if (role_ == Role::hunted) {
    log_line(std::string(protocol::log_step) + case_ + "/" + name);
  }
  const Result result = action();
  count_ += 1;
  failed_ = result.error != expected;
  if (failed_) {
    if (!result.note.empty()) writer_.diagnostic(result.note);
    if (expected != 0) writer_.diagnostic("expected: " + describe(expected));
    if (!result.ok()) writer_.diagnostic(protocol::errno_prefix + describe(result.error));
  }
  writer_.result(!failed_, count_, name);
  // At once, so that the host knows how far the test had come if the next step never ends.
  writer_.flush();
}

void Steps::clean_up(const char* what, const Result& result) {
  if (!result.ok()) left_behind_ = std::string(what) + ": " + describe(result.error);
}

Test::Test(const char* name, std::span<const Case> cases) : name_(name), cases_(cases), next_(first) {
  first = this;
}

const Test* Test::find(std::string_view name) {
  const Test* test = first;
  while (test != nullptr && test->name_ != name) test = test->next_;
  return test;
}

std::string Test::names(const char* separator) {
  std::string all;
  for (const Test* test = first; test != nullptr; test = test->next_) {
    if (!all.empty()) all += separator;
    all += test->name_;
  }
  return all;
}

void Test::run(int descriptor) const {
  KtapWriter writer(descriptor);
  writer.version();
  writer.plan(static_cast<int>(cases_.size()));
  int number = 0;
  for (const Case& one : cases_) {
    number += 1;
    Steps steps(writer, one.name, one.role);
    writer.begin_subtest(one.name);
    one.run(steps);
    writer.end_subtest();
    if (one.role == Role::hunted) log_line(std::string("end of ") + one.name);
    writer.diagnostic(std::string(protocol::role_prefix) + text(one.role));
    writer.result(!steps.failed(), number, one.name);
    if (!steps.left_behind().empty()) {
      writer.bail_out(std::string(one.name) + " could not be cleaned up: " + steps.left_behind());
      break;
    }
    writer.flush();
  }
  writer.flush();
}

}  // namespace kbisect::guest
