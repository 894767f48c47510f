// What the commits of a replica change in a real kernel's source: the planted culprit's one hunk, and small
// edits elsewhere that leave every tree buildable. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "model/replica/source_file.hpp"

namespace kbisect {

// The commit that a replica plants, and the upstream commit that it stands for.
struct PlantedCulprit {
  const char* path;      // the file it changes
  const char* subject;   // the subject of the upstream commit
  const char* upstream;  // the id of the upstream commit
};
const PlantedCulprit& planted_culprit();

// The culprit's file as it was before the culprit. Fails if the text does not contain what the culprit added.
Expected<std::string> without_culprit(const std::string& text);

// The file that a stretch of planted commits breaks. Every kernel compiles it, and no other commit edits it.
const char* breakable_path();
// The text of that file, with an error for any compiler.
std::string broken(const std::string& text);

// A kind of file that the other commits edit.
struct EditKind {
  std::string_view folder;  // "drivers/"
  std::string_view suffix;  // ".c"
  unsigned share;           // percent of all edits
};
const std::vector<EditKind>& edit_kinds();

// The index in edit_kinds() of the kind that a file belongs to; nothing for a file that no commit edits.
std::optional<size_t> edit_kind_of(const SourceFile& file);

// The file's text after edit number `number`, different for each number. It compiles wherever the original
// did. `file` must be of one of the kinds.
std::string edited(const SourceFile& file, int number);

}  // namespace kbisect
