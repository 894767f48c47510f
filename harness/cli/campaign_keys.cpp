#include "cli/campaign_keys.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "cli/common_options.hpp"

namespace kbisect {
namespace {

constexpr std::array text_keys{
    KeyOption{"name", "--name", help_group::question,
              "What the name of the run's folder begins with (default: the campaign's name)"},
    KeyOption{"description", "--description", help_group::question,
              "One sentence for the report\n"
              "(default: the campaign's, unless its test or symptom is replaced; else none)"},
    KeyOption{"linux", "--linux", help_group::question,
              "Kernel tree, a git repository (default: the campaign's);\n"
              "all that is added to it is a linked worktree, which an interrupted command leaves behind"},
    KeyOption{"good", "--good", help_group::question,
              "Revision without the symptom (default: the campaign's)"},
    KeyOption{"bad", "--bad", help_group::question,
              "Revision with the symptom: a descendant of the good one, or, to look for a fix,\n"
              "an ancestor of it (default: the campaign's)"},
    KeyOption{"hunt", "--hunt", help_group::question,
              "What to look for: regression or fix (default: the campaign's, else regression)"},
    KeyOption{"arch", "--arch", help_group::kernel,
              "Architecture of the guest, as `doctor --help` names them (default: the campaign's)"},
    KeyOption{"profile", "--profile", help_group::kernel,
              "Kernel config profile: a name in the configs folder, or the path of one or of a .config\n"
              "(default: the campaign's)"},
    KeyOption{"search_profile", "--search-profile", help_group::kernel,
              "Smaller profile to search with, or none to search with the whole config\n"
              "(default: the campaign's, unless its test, symptom, profile or architecture is\n"
              "replaced; else what `kbisect slim` has kept for the question, if anything)"},
    KeyOption{"test", "--test", help_group::question,
              "Guest test: the name of one in the guest image, or the path of a program or\n"
              "script of your own, with a slash: ./repro.sh (default: the campaign's)"},
    KeyOption{"symptom.step", "--symptom-step", help_group::symptom,
              "Step of the guest test that must fail, CASE/STEP (default: the campaign's)"},
    KeyOption{"symptom.errno", "--symptom-errno", help_group::symptom,
              "Name of the errno that the step must fail with: EBUSY (default: the campaign's)"},
    KeyOption{"symptom.log.kind", "--symptom-log-kind", help_group::symptom,
              "Kind of complaint to look for in the kernel's log: warning, bug, oops, kasan,\n"
              "kcsan, kfence, kmsan, ubsan, lockdep, hung-task, soft-lockup, hard-lockup,\n"
              "rcu-stall or panic (default: the campaign's)"},
    KeyOption{"symptom.log.function", "--symptom-log-function", help_group::symptom,
              "Function that the complaint must name (default: the campaign's, else any)"},
    KeyOption{"symptom.log.text", "--symptom-log-text", help_group::symptom,
              "Text that the complaint's first line must contain (default: the campaign's, else any)"},
    KeyOption{"symptom.hang", "--symptom-hang", help_group::symptom,
              "Hang to look for: boot (the guest never comes up) or test (the guest test never\n"
              "ends) (default: the campaign's)"},
    KeyOption{"symptom.fails", "--symptom-fails", help_group::symptom,
              "Result of the guest test that must fail, in whatever way: CASE or CASE/STEP;\n"
              "of your own test, test (all of it) or test/NAME (one result of its KTAP)\n"
              "(default: the campaign's, or test if --test is your own)"},
    KeyOption{"on_other_failure", "--on-other-failure", help_group::symptom,
              "Verdict on any other failure: skip or bad (default: the campaign's, else skip)"},
    KeyOption{"pick", "--pick", help_group::search,
              "What chooses the next commit to build: information (the commit that tells most\n"
              "for its time) or git (git bisect) (default: the campaign's, else information)"},
    KeyOption{"discard", "--discard", help_group::search,
              "Commits not to build: unread (those that change nothing that the build reads)\n"
              "or nothing (default: the campaign's, else unread)"},
    KeyOption{"ccache", "--ccache", help_group::kernel,
              "Keep objects in ccache for other runs: on or off (default: the campaign's, else off)"},
    KeyOption{"kept_kernels", "--kept-kernels", help_group::kernel,
              "Kernels that earlier runs built: use or ignore (default: the campaign's, else use)"},
    KeyOption{"compiler", "--compiler", help_group::kernel,
              "Compiler for the kernels: gcc, or one version of it, such as gcc-11\n"
              "(default: the campaign's, else gcc; for `kbisect releases` the installed version\n"
              "that suits each release's age)"},
    KeyOption{"expected_culprit", "--expected-culprit", help_group::question,
              "Commit to compare the result with, by 12 to 40 digits of its id\n"
              "(default: the campaign's, unless its test, symptom or hunt is replaced; else none)"}};

constexpr std::array number_keys{
    KeyOption{"limits.build_seconds", "--build-seconds", help_group::kernel,
              "Time limit of one make, in seconds (default: the campaign's, else 5400)"},
    KeyOption{"limits.boot_seconds", "--boot-seconds", help_group::guest,
              "Time limit of one boot and its test, in seconds (default: the campaign's, else 60)"},
    KeyOption{"limits.memory_mib", "--memory-mib", help_group::guest,
              "Memory of the guest in MiB (default: the campaign's, else 512)"},
    KeyOption{"limits.jobs", "--jobs", help_group::kernel,
              "Parallel compilations; 0: one per processor (default: the campaign's, else 0)"}};

constexpr std::array<std::string_view, 3> keys_of_ends{"good", "bad", "hunt"};
constexpr std::array<std::string_view, 4> keys_of_a_search{"search_profile", "pick", "discard",
                                                           "expected_culprit"};

}  // namespace

std::span<const KeyOption> text_options() {
  return text_keys;
}

std::span<const KeyOption> number_options() {
  return number_keys;
}

bool takes(CampaignKeys keys, std::string_view key) {
  const auto is_among = [&](const auto& some) {
    return std::find(some.begin(), some.end(), key) != some.end();
  };
  if (is_among(keys_of_a_search)) return keys == CampaignKeys::all;
  if (is_among(keys_of_ends)) return keys == CampaignKeys::all || keys == CampaignKeys::of_question_and_ends;
  return key != "test" || keys != CampaignKeys::of_kernels;
}

const char* option_of(std::string_view key) {
  for (const auto& options : {text_options(), number_options()}) {
    for (const KeyOption& row : options) {
      if (row.key == key) return row.option;
    }
  }
  throw std::logic_error("a key without an option");
}

}  // namespace kbisect
