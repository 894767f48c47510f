// Searches the files of a commit for words with git grep, which reads packed files on all processors
// (git-grep(1)). Throws InfrastructureError when git fails.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace kbisect {

struct WordUse {
  std::string path;  // from the top of the tree
  int line = 0;
  std::string word;
  bool operator==(const WordUse&) const = default;
};

// Every use of the words, as whole words, in text files that the pathspecs select ("*.c", ":(exclude)tools";
// gitglossary(7)). Sorted by path and line.
std::vector<WordUse> find_words(const std::filesystem::path& repository, const std::string& commit,
                                const std::vector<std::string>& words,
                                const std::vector<std::string>& pathspecs);

}  // namespace kbisect
