// The parts of a fuzz target: one function that takes arbitrary bytes and states what must hold for all of
// them. It is called by libFuzzer (fuzz_engine.cpp) or by the corpus replay (fuzz_replay.cpp).
#pragma once

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

// Defined by each target in tests/fuzz/. It must not keep state between inputs.
void fuzz_one(std::string_view input);

// Aborts the process if the claim is false, as a sanitizer does on a memory error.
inline void must(bool holds, const char* claim) {
  if (holds) return;
  fmt::print(stderr, "this does not hold: {}\n", claim);
  std::abort();
}

// A hash of all bytes, for choices that the input itself does not encode.
inline size_t number_of(std::string_view input) {
  size_t number = 14695981039346656037U;  // FNV-1a
  for (const char c : input) number = (number ^ static_cast<unsigned char>(c)) * 1099511628211U;
  return number;
}

// Splits as the host reads files: without line feeds, and without an empty line after the last one.
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

// Passes `text` on in pieces of 1 to 16 bytes, whose sizes `seed` determines.
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
