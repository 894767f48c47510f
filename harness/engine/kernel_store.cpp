#include "engine/kernel_store.hpp"

#include <fmt/format.h>
#include <unistd.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <system_error>
#include <vector>

#include "base/digest.hpp"
#include "base/files.hpp"
#include "base/zstd.hpp"
#include "model/json_text.hpp"
#include "stages/build.hpp"

namespace kbisect {
namespace fs = std::filesystem;
namespace {

// Counted up when the same origin makes another kernel than before or the files of a kept one change, so that
// older ones are not taken.
constexpr int way_of_building = 3;
constexpr const char* kernel_file = "kernel.zst";
constexpr const char* inputs_file = "inputs.zst";
constexpr const char* record_file = "kernel.json";
// Begins the names of folders that are being written or deleted.
constexpr const char* aside_prefix = "aside-";

Expected<std::string> unpacked(const fs::path& path) {
  return read_file(path).and_then([](const std::string& frame) { return zstd_decompress(frame); });
}

std::uintmax_t size_of(const fs::path& folder) {
  std::uintmax_t bytes = 0;
  std::error_code gone;
  for (const auto& entry : fs::directory_iterator(folder, gone)) {
    const std::uintmax_t size = entry.file_size(gone);
    if (!gone) bytes += size;
  }
  return bytes;
}

nlohmann::json record_of(const StoredKernel& kernel) {
  return {{"digest", kernel.image.digest},
          {"config_digest", kernel.image.config_digest},
          {"inputs_digest", sha256(kernel.inputs)}};
}

// Deletes a folder that another process may be deleting at the same time.
void remove_if_there(const fs::path& folder, const fs::path& aside) {
  std::error_code gone;
  // Renamed first, so that a partly deleted kernel never has its key as its name.
  fs::rename(folder, aside, gone);
  fs::remove_all(aside, gone);
}

}  // namespace

std::string key_of(const KernelOrigin& origin) {
  std::string text = fmt::format("{}\n{}\n{}\n{}\n{}\n", way_of_building, origin.commit,
                                 origin.profile_digest, origin.arch.name, origin.toolchain_digest);
  for (const auto* patches : {&origin.fixups, &origin.patches}) {
    for (const NamedPatch& patch : *patches) text += sha256(patch.text) + "\n";
  }
  return sha256(text);
}

std::optional<StoredKernel> KernelStore::take(const std::string& key, const ImageStore& images,
                                              const fs::path& step) const {
  if (use_ == KeptKernels::ignore) return std::nullopt;
  const fs::path folder = folder_ / key;
  const auto record =
      read_file(folder / record_file).and_then([](const std::string& text) { return parse_json(text); });
  const auto bytes = unpacked(folder / kernel_file);
  const auto inputs = unpacked(folder / inputs_file);
  const auto config = unpacked(folder / config_file);
  if (!record || !bytes || !inputs || !config) return std::nullopt;
  StoredKernel kernel{.image = {.digest = sha256(*bytes), .config_digest = sha256(*config)},
                      .inputs = *inputs};
  // Another process may have replaced the folder in between, and then the files are of two kernels.
  if (*record != record_of(kernel)) return std::nullopt;
  kernel.image.path = images.keep_bytes(*bytes, kernel.image.digest);
  write_atomically(step / config_file, zstd_compress(*config));
  std::error_code gone;
  fs::last_write_time(folder, fs::file_time_type::clock::now(), gone);
  return kernel;
}

bool KernelStore::has(const std::string& key) const {
  std::error_code error;
  return use_ == KeptKernels::use && fs::exists(folder_ / key / record_file, error);
}

void KernelStore::keep(const std::string& key, const StoredKernel& kernel, const fs::path& step) const {
  make_directories(folder_);
  const fs::path aside = folder_ / fmt::format("{}{}-{}", aside_prefix, ::getpid(), key);
  remove_tree(aside);
  make_directories(aside);
  write_atomically(aside / kernel_file, zstd_compress(or_infrastructure_error(read_file(kernel.image.path))));
  write_atomically(aside / inputs_file, zstd_compress(kernel.inputs));
  write_atomically(aside / config_file, or_infrastructure_error(read_file(step / config_file)));
  write_atomically(aside / record_file, record_of(kernel).dump() + "\n");
  std::error_code taken;
  fs::rename(aside, folder_ / key, taken);
  // The key is taken: another process was first, or its kernel is damaged. It is replaced.
  if (taken) {
    remove_if_there(folder_ / key, folder_ / fmt::format("{}{}-old", aside_prefix, ::getpid()));
    fs::rename(aside, folder_ / key, taken);
    if (taken) remove_tree(aside);
  }
  make_room();
}

void KernelStore::make_room() const {
  struct Kept {
    fs::path folder;
    fs::file_time_type wanted;
    std::uintmax_t bytes;
  };
  std::vector<Kept> all;
  std::error_code gone;
  for (const auto& entry : fs::directory_iterator(folder_, gone)) {
    const auto wanted = entry.last_write_time(gone);
    const bool is_aside = entry.path().filename().native().starts_with(aside_prefix);
    // Another process is using it, unless it is so old that this process must have been killed.
    if (is_aside && wanted > fs::file_time_type::clock::now() - std::chrono::hours(24)) continue;
    if (!gone) all.push_back({entry.path(), wanted, size_of(entry.path())});
  }
  std::sort(all.begin(), all.end(),
            [](const Kept& one, const Kept& other) { return one.wanted > other.wanted; });
  std::uintmax_t bytes = 0;
  for (const Kept& kept : all) {
    bytes += kept.bytes;
    const std::string name = kept.folder.filename();
    if (bytes > most_bytes_)
      remove_if_there(kept.folder, folder_ / fmt::format("{}{}-{}", aside_prefix, ::getpid(), name));
  }
}

}  // namespace kbisect
