#include "model/trials/release.hpp"

#include <charconv>

namespace kbisect {
namespace {

constexpr size_t fewest_numbers = 2;  // v6.8
constexpr size_t most_numbers = 4;    // v2.6.32.7

// Takes a number from the front of the text.
std::optional<int> take_number(std::string_view& text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  // std::from_chars() accepts "-1".
  if (error != std::errc() || text.front() == '-') return std::nullopt;
  text.remove_prefix(static_cast<size_t>(end - text.data()));
  return number;
}

bool take(std::string_view& text, std::string_view start) {
  if (!text.starts_with(start)) return false;
  text.remove_prefix(start.size());
  return true;
}

}  // namespace

std::strong_ordering Release::operator<=>(const Release& other) const {
  if (const auto order = numbers <=> other.numbers; order != 0) return order;
  if (rc && other.rc) return *rc <=> *other.rc;
  return other.rc.has_value() <=> rc.has_value();
}

std::optional<Release> parse_release(std::string_view tag) {
  Release release;
  if (!take(tag, "v")) return std::nullopt;
  do {
    const auto number = take_number(tag);
    if (!number) return std::nullopt;
    release.numbers.push_back(*number);
  } while (take(tag, "."));
  if (release.numbers.size() < fewest_numbers || release.numbers.size() > most_numbers) return std::nullopt;
  if (take(tag, "-rc")) {
    release.rc = take_number(tag);
    if (!release.rc) return std::nullopt;
  }
  return tag.empty() ? std::optional(release) : std::nullopt;
}

}  // namespace kbisect
