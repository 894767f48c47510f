#include "engine/kernel_store.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <vector>

#include "base/digest.hpp"
#include "base/files.hpp"
#include "base/zstd.hpp"
#include "stages/build.hpp"
#include "support/catch.hpp"

using namespace kbisect;
namespace fs = std::filesystem;

namespace {

constexpr std::uintmax_t plenty = 1U << 20;

const std::string one(64, '1');
const std::string two(64, '2');
const std::string three(64, '3');

class Shelf {
 public:
  explicit Shelf(std::uintmax_t most_bytes)
      : store_(folder_.path() / "kernels", KeptKernels::use, most_bytes) {}

  void keep(const std::string& key, const std::string& bytes) {
    const fs::path image = folder_.path() / "vmlinux";
    write_atomically(image, bytes);
    const std::string config = "config of " + key;
    write_atomically(step() / config_file, zstd_compress(config));
    store_.keep(key, {.image = {image, sha256(bytes), sha256(config)}, .inputs = "fs/super.c\n"}, step());
  }
  std::optional<StoredKernel> find(const std::string& key) {
    return store_.take(key, ImageStore(folder_.path() / "images"), step());
  }
  // The folder of the step that builds or looks up the kernel.
  fs::path step() const { return folder_.path(); }
  fs::path kernels() const { return folder_.path() / "kernels"; }
  // Makes the kernel look as if it was last used so long ago.
  void age(const std::string& key, std::chrono::hours hours) {
    fs::last_write_time(kernels() / key, fs::file_time_type::clock::now() - hours);
  }

 private:
  TemporaryDirectory folder_;
  KernelStore store_;
};

// Text that zstd can hardly compress below half its size.
std::string noise(size_t size) {
  std::string bytes;
  while (bytes.size() < size) bytes += sha256(bytes);
  return bytes;
}

// Keeps and takes a kernel under the key that other processes use too. Each has a kernel of its own, whose
// parts name the process.
bool takes_whole_kernels(const fs::path& kernels, const fs::path& own, int process) {
  try {
    make_directories(own);
    const KernelStore store(kernels, KeptKernels::use, plenty);
    const std::string name = std::to_string(process);
    const fs::path image = own / "vmlinux";
    for (int round = 0; round < 20; ++round) {
      write_atomically(image, name);
      write_atomically(own / config_file, zstd_compress(name));
      store.keep(one, {.image = {image, sha256(name), sha256(name)}, .inputs = name}, own);
      const auto taken = store.take(one, ImageStore(own / "images"), own);
      if (taken && *read_file(taken->image.path) != taken->inputs) return false;
    }
    return true;
  } catch (...) {
    return false;
  }
}

}  // namespace

TEST_CASE("a kernel is found again by its key, with what its build has read", "[kernel_store]") {
  Shelf shelf(plenty);
  CHECK_FALSE(shelf.find(one));
  shelf.keep(one, "a kernel");
  const auto found = shelf.find(one);
  REQUIRE(found);
  CHECK(found->image.digest == sha256("a kernel"));
  CHECK(found->image.config_digest == sha256("config of " + one));
  CHECK(*zstd_decompress(*read_file(shelf.step() / config_file)) == "config of " + one);
  CHECK(found->inputs == "fs/super.c\n");
  CHECK(*read_file(found->image.path) == "a kernel");
  CHECK_FALSE(shelf.find(two));
}

TEST_CASE("what has lost a bit, or half its files, is no kernel, and the next one takes its place",
          "[kernel_store]") {
  Shelf shelf(plenty);
  shelf.keep(one, "a kernel");
  const std::string sound = *read_file(shelf.kernels() / one / "kernel.zst");
  write_atomically(shelf.kernels() / one / "kernel.zst", sound.substr(0, sound.size() / 2));
  CHECK_FALSE(shelf.find(one));
  shelf.keep(two, "another kernel");
  write_atomically(shelf.kernels() / one / "kernel.zst", *read_file(shelf.kernels() / two / "kernel.zst"));
  CHECK_FALSE(shelf.find(one));
  shelf.keep(one, "a kernel");
  CHECK(shelf.find(one));
  fs::remove(shelf.kernels() / one / "inputs.zst");
  CHECK_FALSE(shelf.find(one));
  write_atomically(shelf.kernels() / two / "kernel.json", "{}");
  CHECK_FALSE(shelf.find(two));
}

TEST_CASE("a kernel with one changed byte in any of its packed files is not taken", "[kernel_store]") {
  const auto file = GENERATE(as<std::string>{}, "kernel.zst", "inputs.zst", config_file);
  Shelf shelf(plenty);
  shelf.keep(one, "a kernel");
  const fs::path path = shelf.kernels() / one / file;
  std::string bytes = *read_file(path);
  // Too short to compress, so the content stands in the frame as it is.
  const size_t changed = bytes.find_first_of("kf");
  REQUIRE(changed != std::string::npos);
  bytes[changed] ^= 1;
  write_atomically(path, bytes);
  CHECK_FALSE(shelf.find(one));
}

TEST_CASE("several processes may keep and take a kernel at once, and each takes a whole one or none",
          "[kernel_store]") {
  const TemporaryDirectory scratch;
  const fs::path kernels = scratch.path() / "kernels";
  constexpr int processes = 4;
  std::vector<pid_t> children;
  for (int child = 0; child < processes; ++child) {
    const pid_t id = ::fork();
    REQUIRE(id >= 0);
    if (id == 0) ::_exit(takes_whole_kernels(kernels, scratch.path() / std::to_string(child), child) ? 0 : 1);
    children.push_back(id);
  }
  for (const pid_t id : children) {
    int status = -1;
    CHECK(::waitpid(id, &status, 0) == id);
    CHECK(status == 0);
  }
  CHECK(fs::exists(kernels / one / "kernel.json"));
}

TEST_CASE("the kernels that were wanted last stay within the bound", "[kernel_store]") {
  // zstd halves hexadecimal digits.
  constexpr size_t size = 40'000;
  Shelf shelf(3 * size / 2);
  shelf.keep(one, noise(size));
  shelf.keep(two, noise(size + 64));
  shelf.age(one, std::chrono::hours(3));
  shelf.age(two, std::chrono::hours(2));
  REQUIRE(shelf.find(one));
  shelf.keep(three, noise(size + 128));
  CHECK(shelf.find(one));
  CHECK_FALSE(shelf.find(two));
  CHECK(shelf.find(three));
  CHECK(std::distance(fs::directory_iterator(shelf.kernels()), fs::directory_iterator()) == 2);
}
