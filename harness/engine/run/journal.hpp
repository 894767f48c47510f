// The append-only record of a run: JSON lines, each on disk before the next action. Git's bisect state and
// all reports can be rebuilt from it.
//
//   {"schema":4,"type":"run",...}            once, first (RunHeader)
//   {"type":"acceleration","value":"tcg"}    once, before the first step that has boots
//   {"type":"search-profile-given-up",...}   once, if the search needs the full config; with the reason
//   {"type":"step",...}                      for each visit to a commit (Step)
//   {"type":"outcome",...}                   once, last
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "model/outcome.hpp"
#include "model/step.hpp"

namespace kbisect {

struct JournalContent {
  RunHeader header;
  std::optional<std::string> acceleration;
  std::optional<std::string> search_profile_given_up;  // the reason
  std::vector<Step> steps;
  bool finished = false;          // the journal has an outcome
  std::optional<Commit> culprit;  // the outcome's, if it found one
  std::size_t whole = 0;          // bytes up to the end of the last whole line
};

// Ignores a last line that a crash has torn, whether its end is missing or it has a hole. Any other line that
// cannot be read is an error with its number.
Expected<JournalContent> parse_journal(const std::string& text);

class Journal {
 public:
  // The file stays locked (flock(2)) for the Journal's lifetime, so that no two processes continue one run.
  // create() fails on a file that exists. Both throw UsageError when another process has the lock,
  // InfrastructureError when the file cannot be opened or written.
  static Journal create(const std::filesystem::path& path, const RunHeader& header);
  static Journal reopen(const std::filesystem::path& path);
  Journal(Journal&& other) noexcept;
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;
  Journal& operator=(Journal&&) = delete;
  ~Journal();

  // Truncates the file after its last whole line: to be called before anything is added to a reopened
  // journal. Throws InfrastructureError.
  void cut_torn_line(const JournalContent& content) const;

  // These return when the line is on disk (fsync(2)), and throw InfrastructureError when that fails.
  void add_acceleration(const std::string& value);
  void add_search_profile_given_up(const std::string& why);
  void add(const Step& step);
  void add(const Outcome& outcome);

 private:
  Journal(std::filesystem::path path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}
  void append(const nlohmann::json& line);
  std::filesystem::path path_;
  int descriptor_;
};

}  // namespace kbisect
