#include "model/trials/release.hpp"

#include "base/text.hpp"

namespace kbisect {
namespace {

constexpr size_t fewest_numbers = 2;  // v6.8
constexpr size_t most_numbers = 4;    // v2.6.32.7

}  // namespace

std::strong_ordering Release::operator<=>(const Release& other) const {
  if (const auto order = numbers <=> other.numbers; order != 0) return order;
  if (rc && other.rc) return *rc <=> *other.rc;
  return other.rc.has_value() <=> rc.has_value();
}

std::optional<Release> parse_release(std::string_view tag) {
  Release release;
  if (!take_start(tag, "v")) return std::nullopt;
  do {
    const auto number = take_number(tag);
    if (!number) return std::nullopt;
    release.numbers.push_back(*number);
  } while (take_start(tag, "."));
  if (release.numbers.size() < fewest_numbers || release.numbers.size() > most_numbers) return std::nullopt;
  if (take_start(tag, "-rc")) {
    release.rc = take_number(tag);
    if (!release.rc) return std::nullopt;
  }
  return tag.empty() ? std::optional(release) : std::nullopt;
}

}  // namespace kbisect
