// Makes a history to run on where there is none: a git repository made from one kernel's real source, with
// small edits and a planted culprit. It is not part of upstream's history, and its commits say so.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace kbisect {

struct ReplicaRequest {
  std::filesystem::path directory;  // must not exist
  std::filesystem::path source;     // a kernel source tarball, 6.8 or later
  std::filesystem::path shape;      // file for parse_shape, may be compressed; empty: a shape is drawn
  int commits = 0;                  // without the good end, with merges; approximate if a shape is given
  std::uint64_t seed = 0;
  int unbuildable = 0;  // commits around the middle that do not build; approximate, because of branches
};

struct Replica {
  int commits = 0;
  int merges = 0;
  std::string good_tag;
  std::string bad_tag;
};

// The limits of ReplicaRequest::commits; the edits are spread for no more than the upper one.
inline constexpr int fewest_replica_commits = 2;
inline constexpr int most_replica_commits = 20000;

// Makes a bare repository, which appears under its name only once it is complete. The same request gives the
// same commit ids. Calls `begins` once the request is checked, before the source is read. Throws UsageError
// naming the directory, the option, the source or what the source lacks; InfrastructureError when git fails.
Replica make_replica(
    const ReplicaRequest& request, const std::function<void()>& begins = [] {});

}  // namespace kbisect
