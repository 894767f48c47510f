// Runs a kernel tree's own make, out of tree (kernel: Documentation/kbuild/kbuild.rst), in a sandbox where
// there is one.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "model/arch.hpp"
#include "model/build_inputs.hpp"
#include "model/build_log.hpp"
#include "model/compiler.hpp"
#include "model/config_owners.hpp"
#include "model/object_readers.hpp"
#include "tools/sandbox.hpp"

namespace kbisect {

// A kernel tree, where it is built, and with what.
struct Kbuild {
  std::filesystem::path source;
  std::filesystem::path build;
  const Arch* arch = nullptr;
  std::string compiler = usual_compiler;  // model/compiler.hpp
  int jobs = 1;
  std::filesystem::path ccache;  // the cache's folder; empty: compile without ccache
  std::optional<Sandbox> sandbox;

  // What makes a build say the same wherever and whenever it is made (kernel:
  // Documentation/kbuild/reproducible-builds.rst), for make and for merge_config.sh alike.
  std::vector<std::pair<std::string, std::string>> environment() const;
};

// Variables that a user's shell, or a make that calls us, may have set and that would lead Kbuild to other
// tools, flags or files than those a run is recorded with.
const std::vector<std::string>& foreign_variables();

// Runs what the tree brings: in the sandbox, whatever the command inherits, or as it is where there is none.
// `scratch_at_top`: see Enclosure.
SandboxFinished run_for_tree(const Kbuild& kbuild, const Command& command, bool scratch_at_top = false);

// What such a run was kept from, if it failed.
Confinement confinement_of(const Kbuild& kbuild);

struct MakeRequest {
  std::string target;  // "vmlinux"
  std::chrono::seconds deadline{};
  std::filesystem::path log;  // appended to as make writes
  std::function<void(const BuildProgress&)> on_progress;
};

struct MakeDone {
  int objects = 0;
};
// Why make did not get there: the first error it showed, or that it ran past the deadline.
struct MakeFailed {
  std::string reason;
  int objects = 0;
  std::string object;  // that it failed at, as failed_object() names it
  bool is_too_slow = false;
};

// Throws InfrastructureError when the log shows trouble of the machine and not of the commit (disk full,
// compiler killed). A limit of the sandbox is the commit's to keep.
std::variant<MakeDone, MakeFailed> make(const Kbuild& kbuild, const MakeRequest& request);

// Whether the tree has a source for this object: one of another commit need not be one of this.
bool has_source(const Kbuild& kbuild, const std::string& object);

struct BuildRecords {
  BuildInputs inputs;
  ObjectReaders readers;
};
// What the builds in this directory have read, as the records say that they left there; a target that was
// made again has only the last one. Nothing without a directory.
BuildRecords read_records(const Kbuild& kbuild);

// Objects in this build directory that the tree has a source for, such as "fs/super.o"; host tools apart.
std::vector<std::string> compiled_objects(const Kbuild& kbuild);

// Who owns them, by the make files of their directories and of those above.
ConfigOwners read_owners(const Kbuild& kbuild, const std::vector<std::string>& objects);

// Whether the last make here had no chance to clean up behind itself (power cut, SIGKILL): objects may be cut
// short that look up to date, and the build directory is not to be built on.
bool was_cut_off(const Kbuild& kbuild);

}  // namespace kbisect
