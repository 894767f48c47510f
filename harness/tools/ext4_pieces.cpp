#include "tools/ext4_pieces.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/subprocess.hpp"
#include "guest-image/protocol.hpp"

namespace kbisect {
namespace {

constexpr const char* identity = "6b626973-6563-7400-8000-000000000001";
// With lazy initialization mke2fs does not write zeros, which a new sparse file has anyway.
constexpr const char* options =
    "nodiscard,lazy_itable_init=1,lazy_journal_init=1,hash_seed=6b626973-6563-7400-8000-000000000002";

// The smallest page size of any guest.
constexpr size_t block_size = 4096;

std::string format() {
  const TemporaryDirectory folder;
  const std::filesystem::path image = folder.path() / "image";
  write_atomically(image, "");
  std::filesystem::resize_file(image, protocol::ext4_size);
  run_or_throw(
      {.argv = {"/sbin/mke2fs", "-q", "-F", "-t", "ext4", "-U", identity, "-E", options, image.string()},
       // There is no such file, so mke2fs uses its built-in defaults and not this machine's /etc/mke2fs.conf.
       .environment = {{"MKE2FS_CONFIG", (folder.path() / "none").string()},
                       {"E2FSPROGS_FAKE_TIME", "1700000000"}}});
  return or_infrastructure_error(read_file(image));
}

bool is_zeros(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](char byte) { return byte == 0; });
}

}  // namespace

std::vector<InitramfsFile> make_ext4_pieces() {
  const std::string image = format();
  std::vector<InitramfsFile> pieces;
  bool goes_on = false;
  for (size_t at = 0; at < image.size(); at += block_size) {
    const std::string_view block = std::string_view(image).substr(at, block_size);
    if (is_zeros(block)) {
      goes_on = false;
      continue;
    }
    // A guest path without its leading slash.
    if (!goes_on)
      pieces.push_back({.path = fmt::format("{}/{}", protocol::ext4_folder + 1, at), .mode = 0644});
    pieces.back().content += block;
    goes_on = true;
  }
  return pieces;
}

}  // namespace kbisect
