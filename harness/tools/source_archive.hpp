// Reads the files of a source tarball, in whatever compression libarchive knows, without unpacking it.
#pragma once

#include <filesystem>
#include <functional>

#include "model/source_file.hpp"

namespace kbisect {

// Calls `visit` for each file and symlink, in the archive's order; their paths are below the
// archive's one top folder. Throws UsageError when it is no archive
// or is cut short.
void read_source_archive(const std::filesystem::path& archive,
                         const std::function<void(const SourceFile&)>& visit);

// Throws UsageError where the file does not begin as one.
void require_source_archive(const std::filesystem::path& archive);

// One file, in whatever compression libarchive knows, or none. Throws UsageError.
std::string read_compressed(const std::filesystem::path& file);

}  // namespace kbisect
