#include "cli/app.hpp"

int main(int argc, char** argv) {
  return kbisect::run_app(argc, argv);
}
