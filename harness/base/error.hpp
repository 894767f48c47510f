// How failures travel. A value that may be missing is an Expected; a failure that ends the whole run is one
// of three exceptions, each with its own exit code (model/exit_code.hpp). What the standard library throws,
// such as std::filesystem::filesystem_error, counts as the machine's failure.
#pragma once

#include <stdexcept>
#include <string>
#include <tl/expected.hpp>
#include <type_traits>
#include <utility>

namespace kbisect {

// One failure, worded for the user: the message names the key, file or revision at fault and what to do about
// it.
struct Error {
  std::string message;
};

template <class T>
using Expected = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(std::string message) {
  return tl::unexpected<Error>(Error{std::move(message)});
}

// The user asked for something impossible. Nothing has been started and nothing is lost.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The machine failed (full disk, missing program, git): never a verdict on a commit. The run can be resumed.
class InfrastructureError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Ctrl-C, SIGTERM or a closed terminal. The child processes are gone, the journal is complete, and the run
// can be resumed.
class Interrupted : public std::runtime_error {
 public:
  explicit Interrupted(bool killed = false) : std::runtime_error("interrupted"), killed_(killed) {}
  // True if a child had to be sent SIGKILL and so could not clean up after itself.
  bool killed() const { return killed_; }

 private:
  bool killed_;
};

// Returns the value, or throws InfrastructureError with the error's message.
template <class T>
T or_infrastructure_error(Expected<T> value) {
  if (!value) throw InfrastructureError(value.error().message);
  if constexpr (!std::is_void_v<T>) return std::move(*value);
}

// Returns the value, or throws UsageError with the error's message.
template <class T>
T or_usage_error(Expected<T> value) {
  if (!value) throw UsageError(value.error().message);
  if constexpr (!std::is_void_v<T>) return std::move(*value);
}
// The same, with the place of the mistake, a key, an option or a file, and ": " before the message.
template <class T>
T or_usage_error(Expected<T> value, const std::string& place) {
  if (!value) throw UsageError(place + ": " + value.error().message);
  if constexpr (!std::is_void_v<T>) return std::move(*value);
}

}  // namespace kbisect
