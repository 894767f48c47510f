// The inputs by which a smaller config is chosen: makefiles of the history, and the output of nm for objects
// that they produced.
#include "model/kernel/config_owners.hpp"
#include "model/kernel/executed_code.hpp"
#include "support/fuzz.hpp"

using namespace kbisect;

void fuzz_one(std::string_view input) {
  ConfigOwners owners;
  owners.add_makefile("", input);
  owners.add_makefile("fs", input);
  const size_t word = input.find_first_of(" \n");
  for (const std::string& object : {std::string("fs/super.o"), std::string(input.substr(0, word))}) {
    for (const std::string& symbol : owners.owners(object)) {
      must(symbol.starts_with("CONFIG_"), "an owner is a symbol");
      must(input.find(symbol) != std::string_view::npos, "that a make file names");
    }
  }

  const auto objects = objects_by_function(input, "/b");
  for (const auto& [function, names] : objects) {
    must(!names.empty(), "a function is in some object");
    must(input.find(function) != std::string_view::npos, "and its name is in what nm printed");
  }
  // Uses the first half of the input as nm output and the second half as QEMU's log.
  const auto functions = Functions::from_nm(input.substr(0, input.size() / 2));
  for (const std::string& function : functions_run(input.substr(input.size() / 2), functions))
    must(input.find(function) != std::string_view::npos, "what ran is a function of the kernel");
}
