// What the commits of a replica change in a real kernel's source: the planted culprit's one hunk, and small
// edits elsewhere that leave every tree buildable. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "model/source_file.hpp"

namespace kbisect {

// The commit that a replica plants, by what is known of upstream's.
struct PlantedCulprit {
  const char* path;      // the file it changes
  const char* subject;   // its real subject
  const char* upstream;  // the commit it stands for
};
const PlantedCulprit& planted_culprit();

// The culprit's file as it was before it. Fails when the text does not hold what the culprit put there.
Expected<std::string> without_culprit(const std::string& text);

// The file that a stretch of unbuildable commits is planted in: every kernel compiles it, and no other commit
// edits it.
const char* breakable_path();
// Its text with what no compiler takes.
std::string broken(const std::string& text);

// One sort of file that the other commits edit.
struct EditKind {
  std::string_view folder;  // "drivers/"
  std::string_view suffix;  // ".c"
  unsigned share;           // of a hundred edits
};
const std::vector<EditKind>& edit_kinds();

// The kind that a file belongs to, by its index in edit_kinds(); none for a file that no commit edits.
std::optional<size_t> edit_kind_of(const SourceFile& file);

// The file's text after edit number `number`, different for each; it compiles wherever the original did.
// `file` is of one of the kinds.
std::string edited(const SourceFile& file, int number);

}  // namespace kbisect
