// Reads JSON that people write by hand, and reports the first mistake in it: the key, what is wrong with it,
// and what to write instead.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kbisect {

using JsonKeys = std::vector<std::string_view>;

// The keys of one object of a document. The prefix is "" at the top, "limits." below the key limits and
// "fixups[]." for each object in a list.
struct JsonLevel {
  std::string_view prefix;
  const JsonKeys& keys;
};

// A key whose value is text: the rule that the text must follow, and what to write instead if it does not.
struct TextKey {
  const char* key;
  bool (*rule)(std::string_view);
  std::string instead;
};

struct NumberKey {
  const char* key;
  int least;
  int most;
  const char* unit;
};

struct FractionKey {
  const char* key;
  double least;
  double most;
};

bool holds_only(std::string_view text, std::string_view allowed);
bool holds_something(std::string_view text);  // more than blanks
// Whether git could take it for a revision. With a leading dash it would be an option.
bool is_revision(std::string_view text);

// Keys whose value was not in the document, and where it was instead: {"symptom.errno", "--symptom-errno"}.
using JsonOrigins = std::map<std::string, std::string>;

// A value as messages show it, shortened if it is long.
std::string shown(const nlohmann::json& value);

// Reads one object of the document and remembers the first mistake. Values read after a mistake are
// placeholders and must not be used. The object, the levels and the origins must outlive the reader.
class JsonReader {
 public:
  // `origin` is the document's name, for messages.
  JsonReader(const nlohmann::json& object, std::string origin, const JsonOrigins& other_origins,
             const std::vector<JsonLevel>& levels, std::string prefix = {})
      : object_(object),
        origin_(std::move(origin)),
        other_origins_(other_origins),
        levels_(levels),
        prefix_(std::move(prefix)) {}

  const std::optional<std::string>& problem() const { return problem_; }

  // Complains about a key that the object's level does not have, and suggests the one that was probably
  // meant.
  void refuse_unknown();

  bool has(const char* key) const { return object_.contains(key); }
  std::string required_text(const TextKey& wanted) { return text(wanted, true).value_or(""); }
  std::optional<std::string> optional_text(const TextKey& wanted) { return text(wanted, false); }
  // The value, or `otherwise` if the key is missing or its value is wrong.
  int number(const NumberKey& wanted, int otherwise);
  double fraction(const FractionKey& wanted, double otherwise);
  // The list under the key, each element checked by `each`; empty if the key is missing or wrong.
  std::vector<std::string> texts(const TextKey& each, const char* instead);

  // A reader for the object under `key`. Its problem is handed back with take_problem().
  std::optional<JsonReader> object(const char* key, const char* instead, bool required);
  // The same for each object of the list under `key`, which may be missing.
  std::vector<JsonReader> objects(const char* key, const char* instead);
  void take_problem(const JsonReader& inner);

  // Complains about the object as a whole: 'key "symptom" WHAT'.
  void complain_of_object(const std::string& what);

 private:
  const nlohmann::json* find(const char* key, const std::string& instead, bool required);
  std::optional<std::string> text(const TextKey& wanted, bool required);
  std::string nearest_key(const std::string& wrong) const;
  void wrong(const std::string& key, const nlohmann::json& value, const std::string& instead);
  void complain(const std::string& what);

  const nlohmann::json& object_;
  std::string origin_;
  const JsonOrigins& other_origins_;
  const std::vector<JsonLevel>& levels_;
  std::string prefix_;
  std::optional<std::string> problem_;
};

}  // namespace kbisect
