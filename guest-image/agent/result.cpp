#include "agent/result.hpp"

#include <cstring>

#include "guest-image/protocol.hpp"

namespace kbisect::guest {

std::string describe(int error) {
  const char* name = strerrorname_np(error);
  const char* words = strerrordesc_np(error);
  if (name == nullptr || words == nullptr) return "errno " + std::to_string(error);
  return std::string(name) + " (" + words + ")";
}

Outcome outcome_of(const Result& result) {
  if (result.ok()) return {.text = protocol::outcome_passed, .note = result.note};
  const char* name = strerrorname_np(result.error);
  return {.text = name != nullptr ? name : "errno-" + std::to_string(result.error), .note = result.note};
}

}  // namespace kbisect::guest
