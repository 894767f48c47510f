#include "tools/initramfs.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include "base/digest.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/subprocess.hpp"
#include "base/text.hpp"
#include "tools/elf_program.hpp"

namespace kbisect {
namespace fs = std::filesystem;
namespace {

// Stored, not compressed: each boot unpacks the archive under software emulation, where inflating 4 MB takes
// a twentieth of the whole boot.
constexpr const char* gzip_level = "0";

// The copyright notices of the Debian packages that own these files; empty for files that dpkg does not know.
std::set<fs::path> notices_of(const std::set<std::string>& paths) {
  if (!find_program("dpkg")) return {};
  std::vector<std::string> argv{"dpkg", "--search", "--"};
  for (const std::string& path : paths) {
    argv.push_back(path);
    // On a merged /usr, a package may list a file below /lib or below /usr/lib.
    std::error_code ignored;
    argv.push_back(fs::canonical(path, ignored).string());
    if (path.starts_with("/usr/")) argv.push_back(path.substr(4));
  }
  // Each line is "package:arch: /path" or "package, other: /path". The exit code is ignored: dpkg fails when
  // it does not know all of the paths.
  std::set<fs::path> notices;
  for (const std::string& line : lines_of(run({.argv = argv}).out)) {
    const fs::path notice =
        fs::path("/usr/share/doc") / line.substr(0, line.find_first_of(":,")) / "copyright";
    if (fs::is_regular_file(notice)) notices.insert(notice);
  }
  return notices;
}

// --- the archive ---

void check(int status, archive* writer) {
  if (status != ARCHIVE_OK) {
    throw InfrastructureError(fmt::format("cannot write the initramfs: {}", archive_error_string(writer)));
  }
}

la_ssize_t append(archive*, void* bytes, const void* piece, size_t size) {
  static_cast<std::string*>(bytes)->append(static_cast<const char*>(piece), size);
  return static_cast<la_ssize_t>(size);
}

class Archive {
 public:
  Archive() : writer_(archive_write_new(), archive_write_free) {
    archive* writer = writer_.get();
    check(archive_write_set_format_cpio_newc(writer), writer);
    check(archive_write_add_filter_gzip(writer), writer);
    check(archive_write_set_filter_option(writer, "gzip", "compression-level", gzip_level), writer);
    // A null value turns the time stamp off.
    check(archive_write_set_filter_option(writer, "gzip", "timestamp", nullptr), writer);
    check(archive_write_set_bytes_in_last_block(writer, 1), writer);
    check(archive_write_open(writer, &bytes_, nullptr, append, nullptr), writer);
  }

  void directory(const std::string& path) { add(path, AE_IFDIR, 0755, {}); }
  void file(const std::string& path, int mode, std::string_view content) {
    add(path, AE_IFREG, mode, content);
  }
  void link(const std::string& path, const std::string& target) {
    const auto entry = entry_at(path, AE_IFLNK, 0777);
    archive_entry_set_symlink(entry.get(), target.c_str());
    archive_entry_set_size(entry.get(), 0);
    check(archive_write_header(writer_.get(), entry.get()), writer_.get());
  }
  void character_device(const std::string& path, int mode, unsigned major, unsigned minor) {
    add(path, AE_IFCHR, mode, {}, major, minor);
  }

  std::string finish() {
    check(archive_write_close(writer_.get()), writer_.get());
    return std::move(bytes_);
  }

 private:
  using Entry = std::unique_ptr<archive_entry, decltype(&archive_entry_free)>;

  // Owner, inode and device stay zero, as archive_entry_new() sets them.
  static Entry entry_at(const std::string& path, unsigned type, int mode) {
    Entry entry(archive_entry_new(), archive_entry_free);
    archive_entry_set_pathname(entry.get(), path.c_str());
    archive_entry_set_filetype(entry.get(), type);
    archive_entry_set_perm(entry.get(), static_cast<mode_t>(mode));
    archive_entry_set_nlink(entry.get(), 1);
    archive_entry_set_mtime(entry.get(), 0, 0);
    return entry;
  }

  void add(const std::string& path, unsigned type, int mode, std::string_view content, unsigned major = 0,
           unsigned minor = 0) {
    const Entry entry = entry_at(path, type, mode);
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(content.size()));
    archive_entry_set_rdevmajor(entry.get(), major);
    archive_entry_set_rdevminor(entry.get(), minor);
    check(archive_write_header(writer_.get(), entry.get()), writer_.get());
    if (content.empty()) return;
    const la_ssize_t written = archive_write_data(writer_.get(), content.data(), content.size());
    if (written != static_cast<la_ssize_t>(content.size())) check(ARCHIVE_FATAL, writer_.get());
  }

  std::string bytes_;
  std::unique_ptr<archive, decltype(&archive_write_free)> writer_;
};

std::set<std::string> directories_of(const std::map<std::string, InitramfsFile>& files) {
  std::set<std::string> directories{"dev"};
  for (const auto& [path, file] : files) {
    for (fs::path parent = fs::path(path).parent_path(); !parent.empty(); parent = parent.parent_path()) {
      directories.insert(parent.string());
    }
  }
  return directories;
}

std::string archive_of(const std::vector<InitramfsFile>& files) {
  // Sorted by path, so that the order of `files` has no influence; the first of several files with one path
  // wins.
  std::map<std::string, InitramfsFile> by_path;
  for (const InitramfsFile& file : files) by_path.emplace(file.path, file);
  Archive archive;
  // In a set, "a" comes before "a/b", so each directory is created before its contents.
  for (const std::string& path : directories_of(by_path)) archive.directory(path);
  // The kernel opens /dev/console as the standard streams of /init, before devtmpfs can be mounted.
  archive.character_device("dev/console", 0600, 5, 1);
  for (const auto& [path, file] : by_path) {
    if (!file.link_to.empty()) {
      archive.link(path, file.link_to);
      continue;
    }
    archive.file(path, file.mode,
                 file.source.empty() ? file.content : or_infrastructure_error(read_file(file.source)));
  }
  return archive.finish();
}

}  // namespace

std::string in_guest(const fs::path& path) {
  return path.lexically_normal().relative_path().string();
}

std::vector<InitramfsFile> guest_files(const fs::path& agent, const std::vector<std::string>& programs) {
  std::set<std::string> paths;
  for (const std::string& program : programs) {
    if (!fs::is_regular_file(program)) {
      throw InfrastructureError(fmt::format("{} is missing; the guest image needs it", program));
    }
    paths.insert(program);
    for (std::string& library : or_infrastructure_error(libraries_of(program)))
      paths.insert(std::move(library));
  }
  std::vector<InitramfsFile> files{{.path = "init", .source = agent}};
  for (const std::string& path : paths) files.push_back({.path = in_guest(path), .source = path});
  for (const fs::path& notice : notices_of(paths)) {
    files.push_back({.path = in_guest(notice), .source = notice, .mode = 0644});
  }
  return files;
}

Initramfs write_initramfs(const std::vector<InitramfsFile>& files, const fs::path& folder) {
  const std::string bytes = archive_of(files);
  Initramfs result{.path = {}, .digest = sha256(bytes)};
  result.path = folder / (result.digest + ".cpio.gz");
  if (fs::exists(result.path)) return result;
  make_directories(folder);
  write_atomically(result.path, bytes);
  return result;
}

}  // namespace kbisect
