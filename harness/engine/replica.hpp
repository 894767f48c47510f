// A history to run on where there is none: a git repository out of one kernel's real source, with small edits
// and a planted culprit. It is no part of upstream's history, and says so in its commits.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace kbisect {

struct ReplicaRequest {
  std::filesystem::path directory;  // must not exist
  std::filesystem::path source;     // a kernel's source tarball, from 6.8 on
  std::filesystem::path shape;      // of the history, as parse_shape takes it, compressed; empty: drawn
  int commits = 0;                  // beside the good end, merges included; about so many of a given shape
  std::uint64_t seed = 0;
  int unbuildable = 0;  // so many commits around the middle are not to build, give or take those on branches
};

struct Replica {
  int commits = 0;
  int merges = 0;
  std::string good_tag;
  std::string bad_tag;
};

// The fewest commits a replica can have, and the most that the edits are spread for.
inline constexpr int fewest_replica_commits = 2;
inline constexpr int most_replica_commits = 20000;

// Makes a bare repository. The same source, number and seed give the same commit ids. It appears under its
// name only once it is whole. Calls `begins` when what was asked for can be. Throws UsageError naming the
// directory, the option, the source or what the source lacks.
Replica make_replica(
    const ReplicaRequest& request, const std::function<void()>& begins = [] {});

}  // namespace kbisect
