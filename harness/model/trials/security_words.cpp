#include "model/trials/security_words.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/text.hpp"

namespace kbisect {
namespace {

// A word that contains one of these is about security, or about what a lack of it leads to.
constexpr std::array<std::string_view, 22> stems{
    "secur",   "protect",  "privileg", "attack", "exploit",    "vulnerab", "malicious", "untrusted",
    "mitigat", "lockdown", "harden",   "unsafe", "corrupt",    "leak",     "danger",    "aslr",
    "random",  "speculat", "isolat",   "bypass", "permission", "hostile"};
constexpr size_t enough = 6;

constexpr std::string_view in_trailer_names =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";

bool is_about_security(std::string_view word) {
  return std::any_of(stems.begin(), stems.end(),
                     [&](std::string_view stem) { return word.find(stem) != std::string_view::npos; });
}

// "Signed-off-by: A <a@b.c>"
bool is_trailer(std::string_view line) {
  const size_t colon = line.find(": ");
  return colon != std::string_view::npos && line.find_first_not_of(in_trailer_names) == colon;
}

}  // namespace

std::vector<std::string> security_words(std::string_view text) {
  std::vector<std::string> found;
  std::string word;
  const auto end_word = [&] {
    const bool is_new = std::find(found.begin(), found.end(), word) == found.end();
    if (is_new && found.size() < enough && is_about_security(word)) found.push_back(word);
    word.clear();
  };
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalpha(byte) != 0) {
      word += static_cast<char>(std::tolower(byte));
    } else {
      end_word();
    }
  }
  end_word();
  return found;
}

std::vector<std::string> security_words_of_message(std::string_view message) {
  message = trimmed(message);
  // Trailers are in the last paragraph; the first one is the subject, which may look like one ("KVM: ...").
  const size_t end_of_text = message.rfind("\n\n");
  if (end_of_text == std::string_view::npos) return security_words(message);
  std::string kept(message.substr(0, end_of_text));
  for (const std::string& line : lines_of(message.substr(end_of_text + 2))) {
    if (!is_trailer(line)) kept += "\n" + line;
  }
  return security_words(kept);
}

}  // namespace kbisect
