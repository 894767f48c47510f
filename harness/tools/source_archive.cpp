#include "tools/source_archive.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <memory>

#include "base/error.hpp"
#include "base/interrupt.hpp"

namespace kbisect {
namespace {

constexpr size_t chunk_size = 1 << 16;

struct Closer {
  void operator()(archive* handle) const { archive_read_free(handle); }
};

using Handle = std::unique_ptr<::archive, Closer>;

void require(la_ssize_t status, const Handle& handle, const std::filesystem::path& file, const char* as) {
  if (status >= 0) return;
  throw UsageError(
      fmt::format("{} cannot be read {}: {}", file.string(), as, archive_error_string(handle.get())));
}

constexpr const char* as_archive = "as a source archive";

Handle open_tarball(const std::filesystem::path& path) {
  Handle handle(archive_read_new());
  const auto check = [&](auto status) { require(status, handle, path, as_archive); };
  check(archive_read_support_filter_all(handle.get()));
  check(archive_read_support_format_tar(handle.get()));
  check(archive_read_open_filename(handle.get(), path.c_str(), chunk_size));
  return handle;
}

// The path below the top folder; empty for that folder itself.
std::string below_top(const std::string& path) {
  const size_t begin = path.starts_with("./") ? 2 : 0;
  const size_t slash = path.find('/', begin);
  return slash == std::string::npos ? "" : path.substr(slash + 1);
}

}  // namespace

void read_source_archive(const std::filesystem::path& archive,
                         const std::function<void(const SourceFile&)>& visit) {
  const Handle handle = open_tarball(archive);
  const auto check = [&](auto status) { require(status, handle, archive, as_archive); };
  archive_entry* entry = nullptr;
  while (true) {
    interrupt::check();
    const int status = archive_read_next_header(handle.get(), &entry);
    if (status == ARCHIVE_EOF) return;
    check(status);
    const char* name = archive_entry_pathname(entry);
    if (name == nullptr) {
      throw UsageError(fmt::format(
          "{} holds a name that this locale cannot read; unpack it and give the folder", archive.string()));
    }
    SourceFile file{.path = below_top(name)};
    if (file.path.empty()) continue;
    if (archive_entry_hardlink(entry) != nullptr) {
      throw UsageError(fmt::format("{} holds {} as a hard link; unpack it and give the folder",
                                   archive.string(), file.path));
    }
    if (archive_entry_filetype(entry) == AE_IFLNK) {
      file.mode = FileMode::symlink;
      const char* target = archive_entry_symlink(entry);
      file.bytes = target != nullptr ? target : "";
    } else if (archive_entry_filetype(entry) == AE_IFREG) {
      if ((archive_entry_perm(entry) & S_IXUSR) != 0) file.mode = FileMode::executable;
      file.bytes.resize(static_cast<size_t>(archive_entry_size(entry)));
      const la_ssize_t size = archive_read_data(handle.get(), file.bytes.data(), file.bytes.size());
      check(size);
      if (static_cast<size_t>(size) != file.bytes.size()) {
        throw UsageError(fmt::format("{} ends in the middle of {}", archive.string(), file.path));
      }
    } else {
      continue;
    }
    visit(file);
  }
}

void require_source_archive(const std::filesystem::path& archive) {
  const Handle handle = open_tarball(archive);
  archive_entry* entry = nullptr;
  require(archive_read_next_header(handle.get(), &entry), handle, archive, as_archive);
}

std::string read_compressed(const std::filesystem::path& file) {
  const Handle handle(archive_read_new());
  const auto check = [&](la_ssize_t status) { require(status, handle, file, "as a compressed file"); };
  check(archive_read_support_filter_all(handle.get()));
  check(archive_read_support_format_raw(handle.get()));
  check(archive_read_open_filename(handle.get(), file.c_str(), chunk_size));
  archive_entry* entry = nullptr;
  check(archive_read_next_header(handle.get(), &entry));
  std::string text;
  std::string block(chunk_size, '\0');
  la_ssize_t size = 0;
  while ((size = archive_read_data(handle.get(), block.data(), block.size())) > 0)
    text.append(block, 0, static_cast<size_t>(size));
  check(size);
  return text;
}

}  // namespace kbisect
