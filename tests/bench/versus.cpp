// Prints a table of what the arms of tests/bench/versus.sh took, from the files in its folder. B may be
// missing.
//
//   kbisect-bench-versus FOLDER
//
// Exit code 1 if an arm has not ended, or has named a commit other than the planted one, or if kbisect built
// more commits than the plain way or compiled no fewer objects.
#include <fmt/format.h>

#include <cstdio>
#include <fstream>
#include <set>
#include <sstream>

#include "base/clock.hpp"
#include "base/files.hpp"
#include "base/subprocess.hpp"
#include "bench/bench_main.hpp"
#include "engine/run/journal.hpp"

using namespace kbisect;
namespace fs = std::filesystem;

namespace {

struct Cost {
  double wall = 0;
  double processors = 0;
  int builds = 0;
  int objects = 0;
  int boots = 0;

  Cost& operator+=(const Cost& other) {
    wall += other.wall;
    processors += other.processors;
    builds += other.builds;
    objects += other.objects;
    boots += other.boots;
    return *this;
  }
};

struct Arm {
  const char* name;
  std::string culprit;
  Cost to_name;
  Cost to_proof;  // includes to_name; equal to it if nothing is proven
};

// One turn per line: wall and processor time, in seconds.
std::vector<Cost> turns_in(const fs::path& folder) {
  std::vector<Cost> turns;
  std::ifstream file(folder / "turns");
  for (double wall = 0, processors = 0; file >> wall >> processors;)
    turns.push_back({.wall = wall, .processors = processors});
  return turns;
}

Arm plain_arm(const char* name, const fs::path& folder) {
  Arm arm{.name = name};
  std::ifstream(folder / "culprit") >> arm.culprit;
  for (const Cost& turn : turns_in(folder)) arm.to_name += turn;
  std::ifstream steps(folder / "steps.tsv");
  std::string commit;
  std::string verdict;
  for (int objects = 0; steps >> commit >> verdict >> objects;)
    arm.to_name += {.builds = 1, .objects = objects, .boots = verdict == "skip" ? 0 : 1};
  arm.to_proof = arm.to_name;
  return arm;
}

// Each turn is one step. The last turn may have no step and only write the reports.
Arm kbisect_arm(const char* name, const fs::path& folder) {
  const fs::path run = fs::directory_iterator(folder / "results")->path();
  const auto journal = or_usage_error(parse_journal(or_usage_error(read_file(run / "journal.jsonl"))));
  std::vector<Cost> turns = turns_in(folder);
  Arm arm{.name = name, .culprit = journal.culprit ? journal.culprit->id : ""};
  bool is_named = false;
  for (size_t i = 0; i < std::max(turns.size(), journal.steps.size()); ++i) {
    Cost cost = i < turns.size() ? turns[i] : Cost{};
    if (i < journal.steps.size()) {
      const Step& step = journal.steps[i];
      is_named = is_named || step.role == StepRole::proof || step.role == StepRole::revert;
      cost += {.builds = step.build.reused ? 0 : 1,
               .objects = step.build.objects,
               .boots = static_cast<int>(step.runs.size())};
    }
    if (!is_named) arm.to_name += cost;
    arm.to_proof += cost;
  }
  return arm;
}

std::string planted_in(const fs::path& repository) {
  std::string out = run_or_throw({.argv = {"git", "-C", repository.string(), "rev-list",
                                           "replica-good..replica-bad", "--grep=^Upstream-commit: "}});
  return out.substr(0, out.find('\n'));
}

void print_row(const Arm& arm, const char* until, const Cost& cost, const Cost& plain,
               const std::string& planted) {
  fmt::print("| {} | {} | {} | {:.2f} | {} | {:.2f} | {} | {} | {} | {} |\n", arm.name, until,
             duration_text(cost.wall), cost.wall / plain.wall, duration_text(cost.processors),
             cost.processors / plain.processors, cost.builds, cost.objects, cost.boots,
             arm.culprit == planted ? "yes"
             : arm.culprit.empty()  ? "not ended"
                                    : "NO");
}

// 0 if every way found the planted culprit, and kbisect with fewer objects and no more builds.
int compare(const fs::path& work) {
  const std::string planted = planted_in(work / "replica");
  const Arm plain = plain_arm("git bisect and a plain script", work / "A");
  const Arm shipped = kbisect_arm("kbisect", work / "C");
  std::vector<Arm> searches;
  if (fs::exists(work / "B/turns")) searches.push_back(kbisect_arm("kbisect, whole config only", work / "B"));
  searches.push_back(shipped);
  fmt::print(
      "| way | until | wall | of plain | processors | of plain | builds | objects | boots | right |\n"
      "|---|---|---|---|---|---|---|---|---|---|\n");
  print_row(plain, "named", plain.to_name, plain.to_name, planted);
  bool all_right = plain.culprit == planted;
  for (const Arm& arm : searches) {
    print_row(arm, "named", arm.to_name, plain.to_name, planted);
    if (!arm.culprit.empty()) print_row(arm, "proven", arm.to_proof, plain.to_name, planted);
    all_right = all_right && arm.culprit == planted;
  }
  const bool fewer =
      shipped.to_name.builds <= plain.to_name.builds && shipped.to_name.objects < plain.to_name.objects;
  return all_right && fewer ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Prints the table of what versus.sh has measured.", "kbisect-bench-versus");
  std::string work;
  app.add_option("folder", work, "Its --work")->required()->check(CLI::ExistingDirectory);
  return run_bench(app, argc, argv, [&] { return compare(work); });
}
