#include "tools/ext4_pieces.hpp"

#include <fstream>

#include "base/files.hpp"
#include "base/subprocess.hpp"
#include "guest-image/protocol.hpp"
#include "support/catch.hpp"

using namespace kbisect;
namespace fs = std::filesystem;

TEST_CASE("the pieces are a sound ext4 file system", "[ext4_pieces]") {
  const TemporaryDirectory folder;
  const fs::path image = folder.path() / "image";
  std::ofstream file(image, std::ios::binary);
  size_t size = 0;
  for (const InitramfsFile& piece : make_ext4_pieces()) {
    const fs::path path = "/" + piece.path;
    CHECK(path.parent_path() == protocol::ext4_folder);
    file.seekp(std::stol(path.filename()));
    file << piece.content;
    size += piece.content.size();
  }
  file.close();
  fs::resize_file(image, protocol::ext4_size);
  // Keep them small, because each boot unpacks them.
  CHECK(size < size_t{128} << 10);
  const Finished checked = run({.argv = {"/sbin/e2fsck", "-fn", image.string()}});
  INFO(checked.out << checked.err);
  CHECK(checked.ok());
}

TEST_CASE("the same file system every time", "[ext4_pieces]") {
  const auto one = make_ext4_pieces();
  const auto other = make_ext4_pieces();
  REQUIRE(one.size() == other.size());
  for (size_t i = 0; i < one.size(); ++i) {
    CHECK(one[i].path == other[i].path);
    CHECK(one[i].content == other[i].content);
  }
}
