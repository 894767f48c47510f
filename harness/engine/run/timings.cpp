#include "engine/run/timings.hpp"

#include <fmt/format.h>

#include "base/files.hpp"
#include "model/json_text.hpp"

namespace kbisect {

std::filesystem::path Timings::file(const std::string& profile_digest, int jobs) const {
  return folder_ / fmt::format("{}-j{}.json", profile_digest, jobs);
}

BuildTimes Timings::of(const std::string& profile_digest, int jobs) const {
  const auto text = read_file(file(profile_digest, jobs));
  if (!text) return {};
  return parse_json(*text).and_then(build_times_from_json).value_or(BuildTimes{});
}

void Timings::add(const RunHeader& header, const std::vector<Step>& steps) const {
  make_directories(folder_);
  const auto take = [&](const std::string& digest, ConfigKind config) {
    BuildTimes times = of(digest, header.machine.jobs);
    times.add(steps, config);
    write_atomically(file(digest, header.machine.jobs), to_json(times).dump() + "\n");
  };
  take(header.profile_digest, ConfigKind::full);
  if (!header.search_profile_digest.empty()) take(header.search_profile_digest, ConfigKind::search);
}

}  // namespace kbisect
