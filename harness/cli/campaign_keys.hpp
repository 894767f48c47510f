// The table of options that stand for keys of a campaign (configs/schema/campaign.schema.json).
#pragma once

#include <span>
#include <string_view>

namespace kbisect {

struct KeyOption {
  std::string_view key;  // as in the file: "limits.boot_seconds"
  const char* option;
  const char* group;  // in --help
  const char* help;
};

// Which keys of a campaign a command has options for.
enum class CampaignKeys {
  all,
  of_question_and_ends,  // all but those of the search itself and of its expected result
  of_question,           // those that say what a kernel is built from and judged by
  of_kernels,            // of_question without the test, which the command takes in its own way
};

std::span<const KeyOption> text_options();
std::span<const KeyOption> number_options();

bool takes(CampaignKeys keys, std::string_view key);
// The option of a key that is in one of the tables: "--boot-seconds".
const char* option_of(std::string_view key);

}  // namespace kbisect
