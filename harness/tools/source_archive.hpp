// Reads source tarballs and compressed files, in any compression that libarchive knows, without unpacking
// them to disk.
#pragma once

#include <filesystem>
#include <functional>

#include "model/replica/source_file.hpp"

namespace kbisect {

// Calls `visit` for each regular file and symlink, in the archive's order, with paths relative to its single
// top folder. Throws UsageError when it is not a tar archive, is cut short, or contains a hard link, and
// Interrupted when SIGINT or SIGTERM arrived.
void read_source_archive(const std::filesystem::path& archive,
                         const std::function<void(const SourceFile&)>& visit);

// Throws UsageError unless the file begins like a tar archive.
void require_source_archive(const std::filesystem::path& archive);

// The content of one file, compressed or not. Throws UsageError when it cannot be read.
std::string read_compressed(const std::filesystem::path& file);

}  // namespace kbisect
