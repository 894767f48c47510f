// Kbuild's .cmd records of what a build read, which the makefiles of the history can influence, and what a
// run keeps of them.
#include "model/kernel/build_inputs.hpp"

#include "model/search/object_readers.hpp"
#include "support/fuzz.hpp"

using namespace kbisect;

void fuzz_one(std::string_view input) {
  BuildInputs inputs("x86");
  inputs.add_command_file("fs/.super.o.cmd", input, "..");
  inputs.add_command_file("tools/objtool/.check.o.cmd", input, "/src/tree");
  const std::string text = inputs.to_text();
  BuildInputs again = BuildInputs::from_text("x86", text);
  must(again.to_text() == text, "what is kept is what was read");
  must(!again.add(inputs), "and nothing is lost");
  must(inputs.counts({"fs/Makefile"}), "the make file of a target's folder counts");
  ObjectReaders readers;
  readers.add_command_file("fs/.super.o.cmd", input, "..");
  must(readers.readers_of({"fs/super.c"}).count() <= readers.object_count(),
       "no object is there that is not");
  BuildInputs::from_text("x86", input).counts({std::string(input.substr(0, 100))});
}
