// The kernel variants on the command line: --set, --append, --patch, --and between them, and --combine.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/variant.hpp"

namespace kbisect {

class VariantOptions {
 public:
  void add_to(CLI::App& command);
  // Records the order in which the options were given; call it once `command` has been parsed.
  void take_order(const CLI::App& command);

  // The unchanged variant first, unless --only-changed is given; then one for each change, or, with
  // --combine, each combination of changes of different kinds. Reads the patches. Throws UsageError naming
  // the option.
  std::vector<Variant> load() const;

 private:
  enum class Change { set, append, patch };
  struct Given {
    std::optional<Change> change;  // none: --and
    std::string value;
  };
  struct Option {
    const char* name;
    const char* help;
  };
  static const Option& option(Change change);
  // Its file name, or the path as given where another patch has the same name.
  std::string label_of(const std::filesystem::path& patch, const std::string& given) const;
  void add(Variant& variant, const Given& given) const;
  // One for each change, or for what --and has joined.
  std::vector<Variant> changes() const;

  std::map<Change, std::vector<std::string>> values_;
  bool combine_ = false;
  bool only_changed_ = false;
  std::vector<Given> given_;  // in the order of the command line
};

}  // namespace kbisect
