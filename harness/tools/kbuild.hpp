// Runs the make of a kernel tree, out of tree (kernel: Documentation/kbuild/kbuild.rst), in a sandbox if one
// is given.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "model/arch.hpp"
#include "model/compiler.hpp"
#include "model/kernel/build_inputs.hpp"
#include "model/kernel/build_log.hpp"
#include "model/kernel/config_owners.hpp"
#include "model/search/object_readers.hpp"
#include "tools/sandbox.hpp"

namespace kbisect {

// A kernel tree, its build directory, and the tools to build it with. Paths are absolute.
struct Kbuild {
  std::filesystem::path source;
  std::filesystem::path build;
  // Not null; the row of model/arch.hpp must outlive this.
  const Arch* arch = nullptr;
  std::string compiler = usual_compiler;  // without the cross prefix (model/compiler.hpp)
  int jobs = 1;
  std::filesystem::path ccache;  // the cache directory; empty: compile without ccache
  std::optional<Sandbox> sandbox;

  // Variables that make a build independent of its place and time (kernel:
  // Documentation/kbuild/reproducible-builds.rst), to configure and to compile alike.
  std::vector<std::pair<std::string, std::string>> environment() const;
};

// Variables that the user's shell, or a make that called us, may have set, and that would give Kbuild other
// tools, flags or files than the run records.
const std::vector<std::string>& foreign_variables();

// Runs a program that the tree brings along: in the sandbox if there is one, which hides our environment from
// it, else directly.
SandboxFinished run_for_tree(const Kbuild& kbuild, const Command& command);

// The restrictions that run_for_tree() imposes, to interpret the output of a command that failed.
Confinement confinement_of(const Kbuild& kbuild);

struct MakeRequest {
  std::string target;  // "vmlinux", "fs/ext4/super.o"
  std::chrono::seconds deadline{};
  std::filesystem::path log;  // make's output is appended as it arrives
  // Called about ten times a second; may be empty.
  std::function<void(const BuildProgress&)> on_progress;
};

struct MakeDone {
  int objects = 0;
};
// Why make failed: the first error in its output, the deadline, or a limit of the sandbox.
struct MakeFailed {
  std::string reason;
  int objects = 0;
  std::string object;        // the object it failed at (failed_object()); empty if unknown
  bool is_too_slow = false;  // it ran past its deadline
};

// Builds one target. Throws InfrastructureError when the log shows trouble of the machine (full disk, killed
// compiler). Exceeding a limit of the sandbox is the fault of the commit, hence MakeFailed.
std::variant<MakeDone, MakeFailed> make(const Kbuild& kbuild, const MakeRequest& request);

// True if the tree has a source (.c or .S) for this object. An object of one commit may have none in another.
bool has_source(const Kbuild& kbuild, const std::string& object);

struct BuildRecords {
  BuildInputs inputs;
  ObjectReaders readers;
};
// What the builds in this directory have read, as Kbuild's .cmd files say; of a target that was built again
// only the last record is left. Empty if there is no build directory.
BuildRecords read_records(const Kbuild& kbuild);

// How many objects of the build directory are compiled again when one of these config symbols changes, and
// how many there are, as Kbuild's .cmd files say.
struct SymbolReaders {
  std::map<std::string, int> objects;  // by symbol; those that no object tests are missing
  int all = 0;
};
SymbolReaders read_symbol_readers(const Kbuild& kbuild, const std::set<std::string>& symbols);

// The objects in the build directory that the tree has a source for ("fs/super.o"), sorted, without host
// tools.
std::vector<std::string> compiled_objects(const Kbuild& kbuild);

// The config symbols that decide about these objects, from the make files of their directories and of all
// directories above.
ConfigOwners read_owners(const Kbuild& kbuild, const std::vector<std::string>& objects);

// True if the last make here was cut off (power failure, SIGKILL) before it could clean up. Then truncated
// objects may look up to date, and the build directory must not be used again.
bool was_cut_off(const Kbuild& kbuild);

}  // namespace kbisect
