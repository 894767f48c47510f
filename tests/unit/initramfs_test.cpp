#include "tools/initramfs.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/subprocess.hpp"
#include "support/catch.hpp"

using namespace kbisect;
namespace fs = std::filesystem;

namespace {

fs::path file_with(const fs::path& folder, const std::string& name, const std::string& content) {
  write_atomically(folder / name, content);
  return folder / name;
}

// The listing by cpio(1): mode, links, owner, group, size or device numbers, date, name.
std::string listing(const fs::path& archive) {
  return run_or_throw({.argv = {"sh", "-c", "gzip -dc \"$1\" | cpio -itvn --quiet", "sh", archive.string()},
                       .environment = {{"TZ", "UTC"}, {"LC_ALL", "C"}}});
}

}  // namespace

TEST_CASE("the archive holds the files, their directories and the console", "[initramfs]") {
  const TemporaryDirectory folder;
  const fs::path a = file_with(folder.path(), "a", "content of a\n");
  const fs::path empty = file_with(folder.path(), "empty", "");
  const Initramfs image = write_initramfs(
      {{.path = "init", .source = a}, {.path = "usr/share/x/empty", .source = empty, .mode = 0644}},
      folder.path());
  CHECK(image.path == folder.path() / (image.digest + ".cpio.gz"));
  const std::string listed = listing(image.path);
  for (const char* entry : {"drwxr-xr-x   1 0        0               0 Jan  1  1970 dev",
                            "crw-------   1 0        0          5,   1 Jan  1  1970 dev/console",
                            "drwxr-xr-x   1 0        0               0 Jan  1  1970 usr/share/x",
                            "-rwxr-xr-x   1 0        0              13 Jan  1  1970 init",
                            "-rw-r--r--   1 0        0               0 Jan  1  1970 usr/share/x/empty"}) {
    CHECK_THAT(listed, contains(entry));
  }
  CHECK(std::count(listed.begin(), listed.end(), '\n') == 7);
  // A directory must precede what it contains.
  CHECK(listed.find("usr\n") < listed.find("usr/share\n"));
  CHECK(listed.find("usr/share/x\n") < listed.find("usr/share/x/empty\n"));
  CHECK(run_or_throw({.argv = {"sh", "-c", "gzip -dc \"$1\" | cpio -i --quiet --to-stdout init", "sh",
                               image.path.string()}}) == "content of a\n");
}

TEST_CASE("what is no file of the host goes in as bytes", "[initramfs]") {
  const TemporaryDirectory folder;
  const Initramfs image =
      write_initramfs({{.path = "pieces/0", .content = "held in memory\n"}}, folder.path());
  CHECK(run_or_throw({.argv = {"sh", "-c", "gzip -dc \"$1\" | cpio -i --quiet --to-stdout pieces/0", "sh",
                               image.path.string()}}) == "held in memory\n");
}

TEST_CASE("same inputs, same bytes, whatever their order, names and dates on the host", "[initramfs]") {
  const TemporaryDirectory one;
  const TemporaryDirectory two;
  const fs::path a1 = file_with(one.path(), "a", "a");
  const fs::path b1 = file_with(one.path(), "b", "b");
  const fs::path b2 = file_with(two.path(), "another-name", "b");
  const fs::path a2 = file_with(two.path(), "a", "a");
  fs::last_write_time(a2, fs::file_time_type() + std::chrono::hours(24));
  fs::permissions(a2, fs::perms::owner_read);
  const Initramfs first =
      write_initramfs({{.path = "x/a", .source = a1}, {.path = "b", .source = b1}}, one.path());
  const Initramfs second = write_initramfs(
      {{.path = "b", .source = b2}, {.path = "x/a", .source = a2}, {.path = "b", .source = b2}}, two.path());
  CHECK(first.digest == second.digest);
  CHECK(*read_file(first.path) == *read_file(second.path));
  // Bytes 4 to 7 of a gzip file are its modification time (RFC 1952).
  CHECK(read_file(first.path)->substr(4, 4) == std::string(4, '\0'));
}

TEST_CASE("an archive that is there already is not written again", "[initramfs]") {
  const TemporaryDirectory folder;
  const fs::path a = file_with(folder.path(), "a", "a");
  const Initramfs first = write_initramfs({{.path = "init", .source = a}}, folder.path());
  const auto written = fs::last_write_time(first.path);
  CHECK(write_initramfs({{.path = "init", .source = a}}, folder.path()).path == first.path);
  CHECK(fs::last_write_time(first.path) == written);
  file_with(folder.path(), "a", "changed");
  CHECK(write_initramfs({{.path = "init", .source = a}}, folder.path()).digest != first.digest);
}

TEST_CASE("a program comes with its dynamic linker and libraries", "[initramfs]") {
  const std::vector<InitramfsFile> files = guest_files(KBISECT_AGENT, {"/bin/sh"});
  const auto has = [&](const std::string& part) {
    return std::any_of(files.begin(), files.end(),
                       [&](const InitramfsFile& file) { return file.path.find(part) != std::string::npos; });
  };
  CHECK(files.at(0).path == "init");
  CHECK(has("bin/sh"));
  CHECK(has("ld-linux"));
  CHECK(has("libc.so"));
  CHECK_FALSE(has("vdso"));
  for (const InitramfsFile& file : files) {
    CHECK_FALSE(file.path.starts_with("/"));
    CHECK(fs::is_regular_file(file.source));
  }
  if (find_program("dpkg") && fs::exists("/usr/share/doc/libc6/copyright")) {
    CHECK(has("usr/share/doc/libc6/copyright"));
  }
}

TEST_CASE("a static program comes alone", "[initramfs]") {
  const std::vector<InitramfsFile> files = guest_files(KBISECT_AGENT, {KBISECT_AGENT});
  CHECK(files.size() == 2);
}

TEST_CASE("a link in the image is a link", "[initramfs]") {
  const TemporaryDirectory folder;
  const fs::path a = file_with(folder.path(), "a", "content");
  const Initramfs image = write_initramfs(
      {{.path = "bin/busybox", .source = a}, {.path = "bin/sh", .link_to = "/bin/busybox"}}, folder.path());
  CHECK_THAT(listing(image.path), contains("lrwxrwxrwx") && contains("bin/sh -> /bin/busybox"));
}

TEST_CASE("what cannot be put into the image is named", "[initramfs]") {
  const TemporaryDirectory folder;
  CHECK_THROWS_WITH(guest_files(KBISECT_AGENT, {"/sbin/kbisect-no-such"}), contains("/sbin/kbisect-no-such"));
  CHECK_THROWS_AS(guest_files(KBISECT_AGENT, {"/sbin/kbisect-no-such"}), InfrastructureError);
  // The programs are read, never run.
  for (const std::string& content : {std::string("#!/bin/sh\nexit 1\n"), std::string(),
                                     std::string("\x7f"
                                                 "ELF\x02"),
                                     std::string("\x7f"
                                                 "ELF\x01") +
                                         std::string(100, '\xff')}) {
    const fs::path program = file_with(folder.path(), "program", content);
    CHECK_THROWS_WITH(guest_files(KBISECT_AGENT, {program.string()}), contains("program"));
  }
  CHECK_THROWS_WITH(write_initramfs({{.path = "init", .source = folder.path() / "gone"}}, folder.path()),
                    contains("gone"));
}
