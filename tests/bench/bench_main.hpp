// The frame of every benchmark program: its command line, and what it says when something is wrong.
#pragma once

#include <CLI/CLI.hpp>
#include <exception>
#include <functional>
#include <iostream>

#include "base/error.hpp"

// Parses the command line into the options that `app` has, then runs `measure` and returns what it returns.
// Returns 2 if the input cannot be used, 1 if anything else fails.
inline int run_bench(CLI::App& app, int argc, char** argv, const std::function<int()>& measure) {
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  try {
    return measure();
  } catch (const kbisect::UsageError& error) {
    std::cerr << app.get_name() << ": " << error.what() << '\n';
    return 2;
  } catch (const std::exception& error) {
    std::cerr << app.get_name() << ": " << error.what() << '\n';
    return 1;
  }
}
