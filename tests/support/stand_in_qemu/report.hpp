// What the guest's agent tells the host of its tests (guest-image/agent/results_port.cpp,
// guest-image/tests/loop_mount.cpp), and its tests' results.
#pragma once

#include <string>
#include <utility>
#include <vector>

// Gathered until it is to be sent.
class Report {
 public:
  explicit Report(std::string nonce) : nonce_(std::move(nonce)) {}

  void hello();
  void ktap(const std::string& line);
  void end();
  void raw(const std::string& bytes) { text_ += bytes; }
  const std::string& text() const { return text_; }

 private:
  void frame(const std::string& verb, const std::string& rest);
  std::string nonce_;
  std::string text_;
  int count_ = 0;
};

struct Step {
  std::string name;
  std::string failure;  // "EBUSY (Device or resource busy)"; empty where it passes
};
struct Case {
  std::string name;
  const char* role;
  std::vector<Step> steps;
};

inline const std::string busy = "EBUSY (Device or resource busy)";

// With fewer steps.
std::vector<Case> loop_mount();
std::vector<Case> bad_cases();
void fail_step(std::vector<Case>& cases, const std::string& one, const std::string& step,
               const std::string& failure);

// Of a test of the user's own that ends with this exit code.
Report own_report(const std::string& nonce, int exit_code);

// Two ways to mount, one of which gives `outcome`.
Report userland_report(const std::string& nonce, const std::string& outcome);

void tell_cases(Report& report, const std::vector<Case>& cases);
Report whole_report(const std::string& nonce, const std::vector<Case>& cases);
