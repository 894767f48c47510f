#include "base/files.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include "base/digest.hpp"
#include "base/zstd.hpp"
#include "support/catch.hpp"

using namespace kbisect;

TEST_CASE("a file is replaced whole or not at all", "[files]") {
  const TemporaryDirectory folder;
  const auto path = folder.path() / "file";
  write_atomically(path, "one");
  write_atomically(path, std::string("two\0three", 9));
  CHECK(*read_file(path) == std::string("two\0three", 9));
  CHECK_THROWS_AS(write_atomically(folder.path() / "no/such/folder", "x"), InfrastructureError);
  CHECK(*read_file(path) == std::string("two\0three", 9));
  CHECK_THAT(read_file(folder.path() / "absent").error().message, contains("absent"));
  CHECK_FALSE(read_file(folder.path()));
}

TEST_CASE("a file is never written through a link", "[files]") {
  const TemporaryDirectory folder;
  const auto precious = folder.path() / "precious";
  write_atomically(precious, "mine");
  std::filesystem::create_symlink(precious, folder.path() / fmt::format("file.{}.new", ::getpid()));
  std::filesystem::create_symlink(precious, folder.path() / "file");
  write_atomically(folder.path() / "file", "other");
  CHECK(*read_file(precious) == "mine");
  CHECK(*read_file(folder.path() / "file") == "other");
}

TEST_CASE("where a folder cannot be is told beforehand, and nothing is left there", "[files]") {
  const TemporaryDirectory folder;
  write_atomically(folder.path() / "file", "x");
  std::filesystem::create_symlink("gone", folder.path() / "dangling");
  CHECK(check_folder(folder.path()));
  CHECK(check_folder(folder.path() / "new/below"));
  for (const char* wrong : {"file", "file/below", "dangling", "dangling/below"}) {
    INFO(wrong);
    const auto checked = check_folder(folder.path() / wrong);
    REQUIRE_FALSE(checked);
    CHECK_THAT(checked.error().message, contains("is no folder"));
  }
  CHECK_THAT(check_folder("/proc/no/such").error().message, contains("/proc cannot be written to"));
  using Entries = std::filesystem::directory_iterator;
  CHECK(std::distance(Entries(folder.path()), Entries()) == 2);
}

TEST_CASE("a lock names its owner to whoever comes second, and goes with its owner", "[files]") {
  const TemporaryDirectory folder;
  const auto path = folder.path() / "lock";
  {
    const auto first = FileLock::acquire(path, "the first run");
    REQUIRE(first);
    const auto second = FileLock::acquire(path, "the second run");
    REQUIRE_FALSE(second);
    CHECK_THAT(second.error().message, contains("the first run"));
  }
  CHECK(FileLock::acquire(path, "the third run"));
}

TEST_CASE("digests are SHA-256", "[files]") {
  // An example from FIPS 180-2, appendix B.1.
  const std::string abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  CHECK(sha256("abc") == abc);
  const TemporaryDirectory folder;
  write_atomically(folder.path() / "abc", "abc");
  CHECK(sha256_of_file(folder.path() / "abc") == abc);
  CHECK(random_hex(16).size() == 32);
  CHECK(random_hex(16) != random_hex(16));
}

TEST_CASE("a compressed log comes back", "[files]") {
  const TemporaryDirectory folder;
  const std::string text(100000, 'x');
  write_atomically(folder.path() / "log", text);
  const auto compressed = zstd_replace_file(folder.path() / "log");
  CHECK_FALSE(std::filesystem::exists(folder.path() / "log"));
  CHECK(*zstd_decompress(*read_file(compressed)) == text);
  CHECK_FALSE(zstd_decompress("no frame"));
}
