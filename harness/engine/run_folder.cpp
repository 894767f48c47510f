#include "engine/run_folder.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>

#include "base/files.hpp"

namespace kbisect {
namespace fs = std::filesystem;

RunFolder RunFolder::for_certification() const {
  return create(path_, "certified");
}

RunFolder RunFolder::create(const fs::path& results, const std::string& campaign) {
  make_directories(results);
  const std::string stem =
      fmt::format("{}-{:%Y%m%dT%H%M%SZ}", campaign, fmt::gmtime(std::chrono::system_clock::now()));
  for (int attempt = 1;; ++attempt) {
    fs::path path = fs::absolute(results) / (attempt == 1 ? stem : fmt::format("{}-{}", stem, attempt));
    std::error_code error;
    if (fs::create_directory(path, error)) return RunFolder(std::move(path));
    if (error) throw InfrastructureError(fmt::format("cannot create {}: {}", path.string(), error.message()));
  }
}

Expected<RunFolder> RunFolder::open(const fs::path& results, const std::string& run) {
  if (run.empty()) return fail("the run is empty; give its folder, or its name below --results");
  for (const fs::path& path : {fs::path(run), results / run}) {
    RunFolder folder(fs::absolute(path).lexically_normal());
    if (fs::exists(folder.journal())) return folder;
  }
  return fail(fmt::format("'{}' is not a run: neither it nor {} contains a journal.jsonl", run,
                          (results / run).string()));
}

fs::path RunFolder::step(int number, const std::string& commit) const {
  constexpr size_t short_id = 12;
  return path_ / "steps" / fmt::format("{:03}-{}", number, commit.substr(0, short_id));
}

fs::path RunFolder::patch(size_t number) const {
  return patches() / fmt::format("{:04}.patch", number);
}

}  // namespace kbisect
