// The files of one run.
//
//   journal.jsonl            the authoritative record: request, steps, outcome (engine/run/journal.hpp)
//   profile.json, initramfs.cpio.gz  the config profile and the guest image of its kernels
//   search-profile.json      the smaller profile that the search uses, if there is one
//   inputs.zst               the files that its builds have read
//   steps/003-6f861765464f/  config.zst, build.log.zst, console.log, report.ktap of one step
//   bisect.log               for `git bisect replay`
//   rows/12/                 the same as in steps/, of one row of a table of trials
//   patches/0001.patch       `kbisect verify`: the patches in the order in which they are applied
//   reply.txt                `kbisect verify`: a mail that answers them
//   certified-20240109T201500Z/      certificate.json and steps/ of a repeated proof
//   result.json, report.md   the reports: of a run written at its end, of trials after each one
//   kbisect.log              what was started and how it ended, for debugging
#pragma once

#include <filesystem>
#include <string>

#include "base/error.hpp"

namespace kbisect {

class RunFolder {
 public:
  // Creates a folder below `results`, named after the campaign and the time. Throws InfrastructureError.
  static RunFolder create(const std::filesystem::path& results, const std::string& campaign);
  // Opens an existing folder by its path, or by its name below `results`. Fails when it has no journal.
  static Expected<RunFolder> open(const std::filesystem::path& results, const std::string& run);

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path journal() const { return path_ / "journal.jsonl"; }
  std::filesystem::path profile() const { return path_ / "profile.json"; }
  std::filesystem::path search_profile() const { return path_ / "search-profile.json"; }
  std::filesystem::path initramfs() const { return path_ / "initramfs.cpio.gz"; }
  // What the builds have read (model/kernel/build_inputs.hpp), zstd; for resume.
  std::filesystem::path inputs() const { return path_ / "inputs.zst"; }
  std::filesystem::path log() const { return path_ / "kbisect.log"; }
  std::filesystem::path bisect_log() const { return path_ / "bisect.log"; }
  std::filesystem::path result() const { return path_ / "result.json"; }
  std::filesystem::path report() const { return path_ / "report.md"; }
  // Creates a folder inside this one, named after the time, for a repeated proof. Throws InfrastructureError.
  RunFolder for_certification() const;
  std::filesystem::path certificate() const { return path_ / "certificate.json"; }

  std::filesystem::path step(int number, const std::string& commit) const;
  // The folder of one trial, by its row in the table, from 1.
  std::filesystem::path row(int number) const { return path_ / "rows" / std::to_string(number); }
  std::filesystem::path patches() const { return path_ / "patches"; }
  std::filesystem::path patch(size_t number) const;  // from 1
  std::filesystem::path reply() const { return path_ / "reply.txt"; }

 private:
  explicit RunFolder(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

}  // namespace kbisect
