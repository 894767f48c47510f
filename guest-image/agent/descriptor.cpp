#include "agent/descriptor.hpp"

namespace kbisect::guest {

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
