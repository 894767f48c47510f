// The report that the guest's agent sends (guest-image/agent/results_port.cpp), with shortened versions of
// its tests (guest-image/tests/loop_mount.cpp).
#pragma once

#include <string>
#include <utility>
#include <vector>

// Collects the frames of one report; the caller sends text().
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
  std::string failure;  // "EBUSY (Device or resource busy)"; empty if it passes
};
struct Case {
  std::string name;
  const char* role;
  std::vector<Step> steps;
};

inline const std::string busy = "EBUSY (Device or resource busy)";

// The cases of loop-mount, with fewer steps.
std::vector<Case> loop_mount();
std::vector<Case> bad_cases();
void fail_step(std::vector<Case>& cases, const std::string& one, const std::string& step,
               const std::string& failure);

// The report of a user's own test that ends with this exit code.
Report own_report(const std::string& nonce, int exit_code);

// A report of two ways to mount: the first gives `outcome`, the second OK.
Report userland_report(const std::string& nonce, const std::string& outcome);

void tell_cases(Report& report, const std::vector<Case>& cases);
Report whole_report(const std::string& nonce, const std::vector<Case>& cases);
