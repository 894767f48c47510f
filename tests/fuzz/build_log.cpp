// The output of make and of the programs it runs.
#include "model/kernel/build_log.hpp"

#include "support/fuzz.hpp"

using namespace kbisect;

void fuzz_one(std::string_view input) {
  const std::string error = first_build_error(input);
  must(input.find(error) != std::string_view::npos, "an error is a part of the log");
  must(error.find('\n') == std::string::npos, "an error is one line");
  must(error.empty() == (input.find_first_not_of(" \t\r\n") == std::string_view::npos),
       "a log that says something has an error");

  if (error.find("*** ") != std::string::npos) {
    const std::string longer = std::string(input) + "\nmake: *** later";
    must(first_build_error(longer) == error, "what comes later hides no error of make's");
  }
  const std::string of_config = first_config_error(input);
  must(of_config.find('\n') == std::string::npos, "so is one of a configuration");
  must(!of_config.empty() || error.empty(), "which is told wherever there is one");

  const auto trouble = infrastructure_trouble(input);
  must(!trouble || (!trouble->empty() && input.find(*trouble) != std::string_view::npos),
       "trouble is a part of the log");

  BuildProgress whole;
  whole.feed(input);
  BuildProgress pieces;
  in_pieces(input, number_of(input), [&](std::string_view piece) { pieces.feed(piece); });
  must(pieces.objects() == whole.objects() && pieces.current() == whole.current(),
       "output in pieces is the output");
}
