#include "engine/run/journal.hpp"

#include <algorithm>

#include "base/files.hpp"
#include "support/catch.hpp"

using namespace kbisect;

namespace {

RunHeader a_header() {
  RunHeader header{.began = "2024-01-09T15:04:05Z", .kbisect_version = "0", .tree = "/tree", .candidates = 3};
  header.campaign = {.name = "a",
                     .description = "d",
                     .linux_tree = "t",
                     .good = "g",
                     .bad = "b",
                     .arch = "x86_64",
                     .profile = "p",
                     .test = "loop-mount",
                     .symptom = {.hunted = StepFailure{"case/step", "EBUSY"}}};
  return header;
}

Step a_step(int number) {
  Step step{.number = number, .commit = {.id = std::string(40, 'a'), .subject = "bytes \xff and \"quotes\""}};
  step.build.result = Image{"/vmlinux", "d", "c"};
  step.runs = {{.verdict = Good{},
                .agent_up = true,
                .complete = true,
                .kernel_release = "6.12",
                .versions = {"mke2fs 1.47.0"}},
               {.verdict = Bad{"case/step gives EBUSY", "line", StepFailure{"case/step", "EBUSY"}},
                .acceleration = "tcg"}};
  step.verdict = Bad{"case/step gives EBUSY", "line", StepFailure{"case/step", "EBUSY"}};
  return step;
}

}  // namespace

TEST_CASE("what is journalled is read back", "[journal]") {
  const TemporaryDirectory folder;
  const auto path = folder.path() / "journal.jsonl";
  {
    Journal journal = Journal::create(path, a_header());
    journal.add_acceleration("tcg");
    journal.add(a_step(1));
    Step failed = a_step(2);
    failed.runs.clear();
    failed.build.result = Skip{SkipReason::cannot_build, "x.c:1: error"};
    failed.verdict = std::get<Skip>(failed.build.result);
    journal.add(failed);
  }
  const auto content = parse_journal(*read_file(path));
  REQUIRE(content);
  CHECK(content->header.campaign == a_header().campaign);
  CHECK(content->acceleration == "tcg");
  REQUIRE(content->steps.size() == 2);
  CHECK(content->steps[0].verdict ==
        Verdict(Bad{"case/step gives EBUSY", "line", StepFailure{"case/step", "EBUSY"}}));
  REQUIRE(content->steps[0].runs.size() == 2);
  CHECK(content->steps[0].runs[0].kernel_release == "6.12");
  CHECK(content->steps[0].runs[0].versions == std::vector<std::string>{"mke2fs 1.47.0"});
  CHECK(content->steps[0].runs[0].verdict == Verdict(Good{}));
  CHECK(content->steps[0].runs[1].verdict == content->steps[0].verdict);
  CHECK(std::get<Image>(content->steps[0].build.result).digest == "d");
  CHECK(content->steps[1].runs.empty());
  CHECK_FALSE(content->finished);
}

TEST_CASE("a journal cut at any byte is read up to its last whole line, and goes on from there",
          "[journal]") {
  const TemporaryDirectory folder;
  const auto whole_path = folder.path() / "whole.jsonl";
  {
    Journal journal = Journal::create(whole_path, a_header());
    journal.add(a_step(1));
    journal.add(a_step(2));
  }
  const std::string whole = *read_file(whole_path);
  const size_t first_line = whole.find('\n') + 1;
  for (size_t size = 0; size <= whole.size(); ++size) {
    const std::string cut = whole.substr(0, size);
    const auto content = parse_journal(cut);
    REQUIRE(content.has_value() == (size >= first_line));
    if (!content) continue;
    const auto lines = std::count(cut.begin(), cut.end(), '\n');
    REQUIRE(static_cast<long>(content->steps.size()) == lines - 1);
    if (size % 97 != 0) continue;
    const auto path = folder.path() / "cut.jsonl";
    write_atomically(path, cut);
    Journal journal = Journal::reopen(path);
    CHECK_THROWS_AS(Journal::reopen(path), UsageError);
    journal.cut_torn_line(*content);
    journal.add(a_step(9));
    REQUIRE(parse_journal(*read_file(path))->steps.back().number == 9);
  }
}

TEST_CASE("a last line with a hole in it is torn, and any other is an error", "[journal]") {
  const TemporaryDirectory folder;
  const auto path = folder.path() / "journal.jsonl";
  {
    Journal journal = Journal::create(path, a_header());
    journal.add(a_step(1));
    journal.add(a_step(2));
  }
  const std::string whole = *read_file(path);
  const size_t last_line = whole.rfind('\n', whole.size() - 2) + 1;
  std::string holed = whole;
  holed.replace(last_line, 64, std::string(64, '\0'));
  const auto content = parse_journal(holed);
  REQUIRE(content);
  CHECK(content->steps.size() == 1);
  CHECK(content->whole == last_line);
  CHECK_THAT(parse_journal(holed + whole.substr(last_line)).error().message, contains("line 3"));
}

TEST_CASE("a journal that nobody could have written is refused by line", "[journal]") {
  const TemporaryDirectory folder;
  const auto path = folder.path() / "journal.jsonl";
  Journal::create(path, a_header());
  const std::string header = *read_file(path);
  const auto message = [&](const std::string& text) { return parse_journal(text).error().message; };
  CHECK_THAT(message(header + "{\"type\":\"step\"}\n"), contains("line 2"));
  CHECK_THAT(message(header + header), contains("line 2"));
  CHECK_THAT(message("{\"type\":\"step\"}\n"), contains("line 1"));
  CHECK_THAT(message("{\"type\":\"run\",\"schema\":99}\n"), contains("schema 99"));
  CHECK_THAT(message("{\"type\":" + std::string(1 << 20, '[') + "\n"), contains("line 1: nested"));

  const auto with_step = [&](const char* pointer, const nlohmann::json& value) {
    nlohmann::json line = to_json(a_step(1));
    line["type"] = "step";
    line["commit"]["subject"] = "s";
    line[nlohmann::json::json_pointer(pointer)] = value;
    return header + line.dump() + "\n";
  };
  CHECK(parse_journal(with_step("/number", 7))->steps.at(0).number == 7);
  CHECK_THAT(message(with_step("/number", 4294967297)), contains("line 2: number"));
  CHECK_THAT(message(with_step("/candidates", 1e300)), contains("line 2: candidates"));
  CHECK_THAT(message(with_step("/build/objects", true)), contains("line 2: objects"));
  CHECK_THAT(message(with_step("/runs/0/ending", "sideways")), contains("line 2: unknown ending"));
}

TEST_CASE("the seed of the fuzz target is a journal that can be read", "[journal]") {
  // After a change of the schema or a key, the fuzz target would otherwise see only refusals.
  const auto seed = read_file(KBISECT_SOURCE_DIR "/tests/fuzz/corpus/journal/whole");
  REQUIRE(seed.has_value());
  const auto content = parse_journal(*seed);
  REQUIRE(content.has_value());
  CHECK(content->steps.size() == 1);
  CHECK(content->finished);
}
