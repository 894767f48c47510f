// A process that a test starts, observes from outside and sends signals to.
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

  // Starts the program in its own process group, so that signals to that group do not reach the test. Its
  // output goes to files in `output_folder`, because pipes could fill up.
  Child(const std::vector<std::string>& argv, const std::filesystem::path& directory,
        const Variables& environment, std::filesystem::path output_folder);
  Child(Child&& other) noexcept;
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  Child& operator=(Child&&) = delete;
  ~Child();  // kills the process if it still runs

  pid_t pid() const { return pid_; }
  void signal(int number) const;
  // Throws std::runtime_error with the output so far if the process has not ended within `patience`.
  Ended wait(std::chrono::seconds patience = std::chrono::seconds(60));

 private:
  std::filesystem::path output_;
  pid_t pid_ = -1;
};

// Processes, except zombies, whose environment contains this text.
std::vector<pid_t> processes_with(const std::string& environment_entry);

// Polls until `condition` holds; false if it does not within `patience`.
template <class Condition>
bool eventually(Condition condition, std::chrono::seconds patience = std::chrono::seconds(30)) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}
