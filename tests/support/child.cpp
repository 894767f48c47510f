#include "support/child.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <stdexcept>

#include "base/files.hpp"

namespace fs = std::filesystem;

namespace {

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  result.reserve(texts.size() + 1);
  for (std::string& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

std::vector<std::string> environment_with(const Child::Variables& changes) {
  std::vector<std::string> result;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    const std::string name = text.substr(0, text.find('='));
    const bool replaced =
        std::any_of(changes.begin(), changes.end(), [&](const auto& change) { return change.first == name; });
    if (!replaced) result.push_back(text);
  }
  for (const auto& [name, value] : changes) result.push_back(std::string(name).append("=").append(value));
  return result;
}

void open_as(int number, const fs::path& path, int flags) {
  const int descriptor = ::open(path.c_str(), flags, 0644);
  if (descriptor < 0 || ::dup2(descriptor, number) < 0) ::_exit(126);
}

}  // namespace

Child::Child(const std::vector<std::string>& argv, const fs::path& directory, const Variables& environment,
             fs::path output_folder)
    : output_(std::move(output_folder)) {
  fs::create_directories(output_);
  std::vector<std::string> arguments = argv;
  std::vector<std::string> variables = environment_with(environment);
  const auto argument_pointers = pointers(arguments);
  const auto variable_pointers = pointers(variables);
  pid_ = ::fork();
  if (pid_ < 0) throw std::runtime_error("cannot fork");
  if (pid_ != 0) return;
  ::setpgid(0, 0);
  if (::chdir(directory.c_str()) != 0) ::_exit(126);
  open_as(STDIN_FILENO, "/dev/null", O_RDONLY);
  open_as(STDOUT_FILENO, output_ / "out", O_WRONLY | O_CREAT | O_TRUNC);
  open_as(STDERR_FILENO, output_ / "err", O_WRONLY | O_CREAT | O_TRUNC);
  ::execvpe(argument_pointers[0], argument_pointers.data(), variable_pointers.data());
  ::_exit(127);
}

Child::Child(Child&& other) noexcept
    : output_(std::move(other.output_)), pid_(std::exchange(other.pid_, -1)) {}

Child::~Child() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

void Child::signal(int number) const {
  ::kill(pid_, number);
}

Ended Child::wait(std::chrono::seconds patience) {
  int status = 0;
  const bool ended = eventually([&] { return ::waitpid(pid_, &status, WNOHANG) == pid_; }, patience);
  Ended result{.out = kbisect::read_file(output_ / "out").value_or(""),
               .err = kbisect::read_file(output_ / "err").value_or("")};
  if (!ended) throw std::runtime_error("still running after its time: " + result.out + result.err);
  pid_ = -1;
  result.status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return result;
}

std::vector<pid_t> processes_with(const std::string& environment_entry) {
  std::vector<pid_t> found;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator("/proc", ignored)) {
    const std::string name = entry.path().filename();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    // The environment of a zombie is empty.
    const auto environment = kbisect::read_file(entry.path() / "environ");
    if (environment && environment->find(environment_entry) != std::string::npos) {
      found.push_back(std::stoi(name));
    }
  }
  return found;
}
