#include "agent/descriptor.hpp"

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

std::string read_start(const char* path) {
  constexpr size_t most = 64UL << 10;
  Descriptor file;
  std::string text;
  if (!file.open(path, O_RDONLY).ok()) return text;
  char piece[1024];
  for (ssize_t size; text.size() < most && (size = ::read(file.get(), piece, sizeof piece)) > 0;)
    text.append(piece, static_cast<size_t>(size));
  return text;
}

Result write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return of_call(written);
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return {};
}

}  // namespace kbisect::guest
