#include "engine/trials/config_suspects.hpp"

#include <fmt/format.h>

#include <map>

#include "base/files.hpp"
#include "model/kernel/executed_code.hpp"
#include "model/trials/switches.hpp"
#include "tools/nm.hpp"

namespace kbisect {
namespace {

// C source file -> the functions that it defines.
using FunctionsOfFiles = std::map<std::string, std::set<std::string>>;

FunctionsOfFiles files_run_by_test(const TestCode& code, const Kbuild& kbuild) {
  const auto objects =
      objects_by_function(list_symbols(kbuild, compiled_objects(kbuild), true), kbuild.build);
  FunctionsOfFiles files;
  for (const std::string& function : code.with_test) {
    const auto holders = objects.find(function);
    // A name that several objects define does not tell which of them ran.
    if (code.without_test.count(function) != 0 || holders == objects.end() || holders->second.size() != 1)
      continue;
    const std::string& object = *holders->second.begin();
    files[object.substr(0, object.rfind('.')) + ".c"].insert(function);
  }
  return files;
}

std::vector<int> lines_naming(const std::set<std::string>& functions, const std::string& text) {
  std::vector<int> lines;
  for (const CToken& token : c_tokens(text)) {
    if (token.kind == CToken::Kind::word && functions.count(std::string(token.text)) != 0)
      lines.push_back(token.line);
  }
  return lines;
}

std::vector<std::string> symbols_near(const FunctionsOfFiles& functions,
                                      const std::filesystem::path& source) {
  std::vector<RelatedFile> files;
  for (const auto& [path, names] : functions) {
    // Generated and assembled code has no C file in the tree, and a symlink could lead out of it.
    if (std::filesystem::symlink_status(source / path).type() != std::filesystem::file_type::regular)
      continue;
    auto text = or_infrastructure_error(read_file(source / path));
    auto lines = lines_naming(names, text);
    files.push_back({.path = path, .text = std::move(text), .lines = std::move(lines)});
  }
  std::vector<std::string> symbols;
  for (const SymbolSwitch& one : switches_in(files).symbols) symbols.push_back(one.symbol);
  return symbols;
}

}  // namespace

std::vector<std::string> suspected_symbols(const TestedKernel& kernel, const Kbuild& kbuild, Watch& watch) {
  std::string why;
  try {
    watch.note("tracing the code that the test makes the bad kernel run, in two slow boots");
    const auto code = trace_test(kernel, kbuild, watch);
    if (code) return symbols_near(files_run_by_test(*code, kbuild), kbuild.source);
    why = code.error().message;
  } catch (const InfrastructureError& error) {
    // The guess is optional: a QEMU or nm that fails must not stop the bisection.
    why = error.what();
  }
  watch.note(fmt::format("what it runs is unknown, so all symbols are equally suspect: {}", why));
  return {};
}

}  // namespace kbisect
