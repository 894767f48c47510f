#include <cstdio>

int main() {
  std::puts("kbisect");
}
