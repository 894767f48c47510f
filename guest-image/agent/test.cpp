#include "agent/test.hpp"

#include "agent/kernel_log.hpp"
#include "agent/ktap_writer.hpp"
#include "guest-image/protocol.hpp"

namespace kbisect::guest {
namespace {

// A linked list needs no dynamic initialization, so the static Test objects can register in any order before
// main().
const Test* first = nullptr;

const char* text(Role role) {
  switch (role) {
    case Role::hunted:
      return protocol::role_hunted;
    case Role::control:
      return protocol::role_control;
    case Role::reference:
      return protocol::role_reference;
    case Role::observed:
      return protocol::role_observed;
  }
  return "";
}

// Whether such a case's steps, and the kernel log of them, tell good from bad.
bool is_evidence(Role role) {
  return role == Role::hunted || role == Role::observed;
}

}  // namespace

void Steps::run(const char* name, const Action& action) {
  take(name, 0, action);
}

void Steps::run_expecting(int error, const char* name, const Action& action) {
  take(name, error, action);
}

bool Steps::lists(const char* prefix, const char* name) {
  if (list_ == nullptr) return false;
  *list_ += std::string(prefix) + case_ + "/" + name + "\n";
  return true;
}

void Steps::take(const char* name, int expected, const Action& action) {
  if (lists(protocol::listed_step, name) || over()) return;
  announce(name);
  const Result result = action();
  failed_ = result.error != expected;
  if (failed_) {
    if (!result.note.empty()) writer_->diagnostic(result.note);
    if (expected != 0) writer_->diagnostic("expected: " + describe(expected));
    if (!result.ok()) writer_->diagnostic(protocol::errno_prefix + describe(result.error));
  }
  report(name);
}

void Steps::observe(const char* name, const std::function<Outcome()>& action) {
  if (lists(protocol::listed_observed, name) || over()) return;
  announce(name);
  const Outcome outcome = action();
  if (!outcome.note.empty()) writer_->diagnostic(outcome.note);
  writer_->diagnostic(protocol::outcome_prefix + outcome.text);
  report(name);
}

void Steps::announce(const char* name) const {
  if (!is_evidence(role_)) return;
  log_line(std::string(protocol::log_step) + case_ + "/" + name);
}

void Steps::report(const char* name) {
  count_ += 1;
  writer_->result(!failed_, count_, name);
  writer_->flush();
}

void Steps::note(std::string_view text) {
  if (list_ == nullptr) writer_->diagnostic(text);
}

void Steps::clean_up(const char* what, const Result& result) {
  if (!result.ok()) end_test(std::string("cannot be cleaned up: ") + what + ": " + describe(result.error));
}

Test::Test(const char* name, std::span<const Case> cases, std::span<const char* const> programs)
    : name_(name), cases_(cases), programs_(programs), next_(first) {
  first = this;
}

const Test* Test::find(std::string_view name) {
  const Test* test = first;
  while (test != nullptr && test->name_ != name) test = test->next_;
  return test;
}

std::string Test::names() {
  std::string all;
  for (const Test* test = first; test != nullptr; test = test->next_) {
    if (!all.empty()) all += ", ";
    all += test->name_;
  }
  return all;
}

std::string Test::list() {
  std::string all;
  for (const Test* test = first; test != nullptr; test = test->next_) {
    all += std::string(protocol::listed_test) + test->name_ + "\n";
    for (const char* program : test->programs_) all += std::string(protocol::listed_program) + program + "\n";
    for (const Case& one : test->cases_) {
      if (!is_evidence(one.role)) continue;
      Steps steps(all, one.name);
      one.run(steps);
    }
  }
  return all;
}

void Test::run(int descriptor) const {
  KtapWriter writer(descriptor);
  writer.version();
  writer.plan(static_cast<int>(cases_.size()));
  int number = 0;
  std::string skipped;
  for (const Case& one : cases_) {
    number += 1;
    Steps steps(writer, one.name, one.role);
    if (skipped.empty()) {
      writer.begin_subtest(one.name);
      one.run(steps);
      writer.end_subtest();
      skipped = steps.skipped();
    }
    if (is_evidence(one.role)) log_line(std::string("end of ") + one.name);
    writer.diagnostic(std::string(protocol::role_prefix) + text(one.role));
    if (skipped.empty()) {
      writer.result(!steps.failed(), number, one.name);
    } else {
      writer.skipped(number, one.name, skipped);
    }
    if (!steps.end_of_test().empty()) {
      writer.bail_out(std::string(one.name) + " " + steps.end_of_test());
      break;
    }
    writer.flush();
  }
  writer.flush();
}

}  // namespace kbisect::guest
