// A campaign file written by a user: any text gives either a campaign or a one-line error, and writing a
// campaign and reading it back gives the same campaign.
#include "model/campaign.hpp"

#include "model/json_text.hpp"
#include "model/printable.hpp"
#include "support/fuzz.hpp"

using namespace kbisect;

void fuzz_one(std::string_view input) {
  const auto document = parse_json(input);
  if (!document) {
    const std::string& message = document.error().message;
    must(!message.empty() && message.size() < 1000, "an error says something, and not too much");
    must(printable(message) == message, "an error is one line that a terminal can show");
    return;
  }
  const auto campaign = parse_campaign(*document, "campaign.json");
  if (!campaign) {
    const std::string& message = campaign.error().message;
    must(message.starts_with("campaign.json: "), "an error names the file");
    must(printable(message) == message, "an error is one line that a terminal can show");
    must(message.size() < 1000, "an error is short enough to read");
    return;
  }
  const std::string written = to_json(*campaign).dump();
  const auto read = parse_campaign(*parse_json(written), "campaign.json");
  must(read == *campaign, "a campaign that was written is read back");
  must(to_json(*read).dump() == written, "and written the same again");
}
