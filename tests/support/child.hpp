// A program that a test starts, watches from outside, and may send signals to.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

struct Ended {
  int status = 0;  // exit code, or 128 + signal
  std::string out;
  std::string err;
};

class Child {
 public:
  using Variables = std::vector<std::pair<std::string, std::string>>;

  // In a process group of its own, so that a signal to it is not one to the test. Output goes to files in
  // `folder`, which nobody can fill up.
  Child(const std::vector<std::string>& argv, const std::filesystem::path& directory,
        const Variables& environment, std::filesystem::path output_folder);
  Child(Child&& other) noexcept;
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  Child& operator=(Child&&) = delete;
  ~Child();  // what still runs is killed

  pid_t pid() const { return pid_; }
  void signal(int number) const;
  // Throws std::runtime_error, with what it has said so far, when it has not ended by then.
  Ended wait(std::chrono::seconds patience = std::chrono::seconds(60));

 private:
  std::filesystem::path output_;
  pid_t pid_ = -1;
};

// Processes, zombies apart, that have this in their environment.
std::vector<pid_t> processes_with(const std::string& environment_entry);

// Polls until it holds; false when it does not within `patience`.
template <class Condition>
bool eventually(Condition condition, std::chrono::seconds patience = std::chrono::seconds(30)) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}
