// The append-only record of a run: JSON lines, each on disk before the next action. Everything else can be
// rebuilt from it.
//
//   {"schema":4,"type":"run",...}            once, first (RunHeader)
//   {"type":"acceleration","value":"tcg"}    once the first boot has settled it
//   {"type":"search-profile-given-up",...}   once the search needs the whole config, with the reason
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
  std::optional<std::string> search_profile_given_up;  // why
  std::vector<Step> steps;
  bool finished = false;          // an outcome is there
  std::optional<Commit> culprit;  // and it is this one
  std::size_t whole = 0;          // bytes up to the end of the last whole line
};

// A last line that was torn by a crash, be it at its end or by a hole in it, is left out; any other line that
// cannot be read is an error with its number.
Expected<JournalContent> parse_journal(const std::string& text);

class Journal {
 public:
  // Both hold a lock on the file for as long as they live (flock(2)), so that no two processes go on with one
  // run. Throws UsageError when another one does.
  static Journal create(const std::filesystem::path& path, const RunHeader& header);
  static Journal reopen(const std::filesystem::path& path);
  Journal(Journal&& other) noexcept;
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;
  Journal& operator=(Journal&&) = delete;
  ~Journal();

  // Cuts off what is behind the last whole line.
  void cut_torn_line(const JournalContent& content) const;

  // Returns when the line is on disk (fsync(2)); throws InfrastructureError when it cannot be.
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
