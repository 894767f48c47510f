// Runs a target on its corpus and on mutations of it, always the same ones. Needs no fuzzer.
//
//   kbisect-replay-TARGET PATH...
//
// PATH is a seed or a folder of seeds. An input that crashes the target is left as ./crash-TARGET, which can
// be a PATH.
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <functional>

#include "base/error.hpp"
#include "base/files.hpp"
#include "support/fuzz.hpp"

using namespace kbisect;
namespace fs = std::filesystem;

namespace {

// With every byte changed, the journal's seeds take 99 s in a sanitizer build.
constexpr size_t bytes_between_changes = 4;
// Generous, for sanitizers on a loaded machine. After that SIGALRM ends the process.
constexpr unsigned seconds_for_one = 30;

// What parsers trip over: truncation at either end, a byte that is changed, missing or duplicated, and a line
// that is missing or duplicated.
void each_mutation(const std::string& seed, const std::function<void(const std::string&)>& visit) {
  visit(seed);
  for (size_t at = 0; at < seed.size(); ++at) {
    visit(seed.substr(0, at));
    visit(seed.substr(at));
    if (at % bytes_between_changes != 0) continue;
    for (const char other :
         {static_cast<char>(seed[at] ^ 1), static_cast<char>(seed[at] ^ 0x80), '\n', '9'}) {
      std::string changed = seed;
      changed[at] = other;
      visit(changed);
    }
    std::string changed = seed;
    visit(changed.insert(at, 1, seed[at]));
    visit(changed.erase(at, 2));
  }
  for (size_t begin = 0; begin < seed.size();) {
    const size_t size = std::min(seed.find('\n', begin), seed.size() - 1) + 1 - begin;
    std::string changed = seed;
    visit(changed.insert(begin, seed, begin, size));
    visit(changed.erase(begin, 2 * size));
    begin += size;
  }
}

std::vector<fs::path> seeds_of(int argc, char** argv) {
  std::vector<fs::path> seeds;
  for (int i = 1; i < argc; ++i) {
    if (!fs::is_directory(argv[i])) {
      seeds.emplace_back(argv[i]);
      continue;
    }
    for (const auto& entry : fs::directory_iterator(argv[i])) seeds.push_back(entry.path());
  }
  std::sort(seeds.begin(), seeds.end());
  return seeds;
}

// A counter in memory shared with the parent, so that the parent knows which input crashed the child.
size_t* shared_count() {
  void* memory = ::mmap(nullptr, sizeof(size_t), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw InfrastructureError("cannot share memory");
  return static_cast<size_t*>(memory);
}

bool survives(const std::string& seed, size_t* count) {
  *count = 0;
  const pid_t child = ::fork();
  if (child < 0) throw InfrastructureError("cannot fork");
  if (child == 0) {
    each_mutation(seed, [&](const std::string& input) {
      *count += 1;
      ::alarm(seconds_for_one);
      fuzz_one(input);
    });
    ::_exit(0);
  }
  int status = 0;
  return ::waitpid(child, &status, 0) == child && status == 0;
}

std::string mutation(const std::string& seed, size_t number) {
  std::string found;
  size_t count = 0;
  each_mutation(seed, [&](const std::string& input) {
    count += 1;
    if (count == number) found = input;
  });
  return found;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string target =
      fs::path(argv[0]).filename().string().substr(std::string("kbisect-replay-").size());
  const auto seeds = seeds_of(argc, argv);
  size_t* count = shared_count();
  size_t all = 0;
  for (const fs::path& path : seeds) {
    const std::string seed = or_infrastructure_error(read_file(path));
    const bool survived = survives(seed, count);
    all += *count;
    if (survived) continue;
    const fs::path crash = fs::absolute("crash-" + target);
    write_atomically(crash, mutation(seed, *count));
    fmt::print(stderr, "{}: input {} made of it ends the target; again: {} {}\n", path.string(), *count,
               argv[0], crash.string());
    return 1;
  }
  fmt::print("{} inputs from {} seeds\n", all, seeds.size());
  // A replay without seeds shows nothing.
  return seeds.empty() ? 1 : 0;
}
