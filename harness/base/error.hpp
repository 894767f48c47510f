// How failure travels. A value that may not exist is an Expected; what stops the whole run is an exception,
// of which there are exactly three, each with its own exit code (see model/exit_code.hpp).
#pragma once

#include <stdexcept>
#include <string>
#include <tl/expected.hpp>
#include <type_traits>
#include <utility>

namespace kbisect {

// One failure in words for the user: names the key, file or revision, and what to do about it.
struct Error {
  std::string message;
};

template <class T>
using Expected = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(std::string message) {
  return tl::unexpected<Error>(Error{std::move(message)});
}

// The user asked for something that cannot be: nothing was started, nothing is lost.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The machine failed us (disk, missing program, git): never a verdict; the run can be resumed.
class InfrastructureError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Ctrl-C or SIGTERM: children are gone, the journal is whole, the run can be resumed.
class Interrupted : public std::runtime_error {
 public:
  explicit Interrupted(bool killed = false) : std::runtime_error("interrupted"), killed_(killed) {}
  // Whether a child had to be killed, with no chance to clean up behind itself.
  bool killed() const { return killed_; }

 private:
  bool killed_;
};

// The value, or the run stops with what was said.
template <class T>
T or_infrastructure_error(Expected<T> value) {
  if (!value) throw InfrastructureError(value.error().message);
  if constexpr (!std::is_void_v<T>) return std::move(*value);
}

template <class T>
T or_usage_error(Expected<T> value) {
  if (!value) throw UsageError(value.error().message);
  if constexpr (!std::is_void_v<T>) return std::move(*value);
}

}  // namespace kbisect
