// What a fuzz target is made of: one function that takes any bytes, and what must hold for all of them. Who
// feeds it is libFuzzer (fuzz_engine.cpp) or the replay of the corpus (fuzz_replay.cpp).
#pragma once

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

// Defined by each target in tests/fuzz/. It must not keep state from one input to the next.
void fuzz_one(std::string_view input);

// Ends the process where the claim is false, as a sanitizer does where the memory is wrong.
inline void must(bool holds, const char* claim) {
  if (holds) return;
  fmt::print(stderr, "this does not hold: {}\n", claim);
  std::abort();
}

// A number that depends on every byte, for choices that an input does not make by its own form.
inline size_t number_of(std::string_view input) {
  size_t number = 14695981039346656037U;  // FNV-1a
  for (const char c : input) number = (number ^ static_cast<unsigned char>(c)) * 1099511628211U;
  return number;
}

// As the host reads a file: without line feeds, and without an empty line behind the last one.
inline std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

// Hands `text` over in pieces of 1 to 16 bytes, which `seed` chooses.
template <class Take>
void in_pieces(std::string_view text, size_t seed, Take take) {
  while (!text.empty()) {
    const std::string_view piece = text.substr(0, seed % 16 + 1);
    take(piece);
    text.remove_prefix(piece.size());
    seed = seed * 6364136223846793005U + 1442695040888963407U;
    seed ^= seed >> 33;
  }
}
