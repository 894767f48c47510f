#include "engine/run/input_record.hpp"

#include <utility>

#include "base/files.hpp"
#include "base/zstd.hpp"

namespace kbisect {

InputRecord::InputRecord(const Plan& plan, const RunFolder& folder)
    : plan_(plan),
      folder_(folder),
      pruning_(plan.git, plan.graph, std::string(plan.equipment.arch->source_arch)),
      touched_(plan.git, plan.graph) {}

void InputRecord::learn(BuildRecords records) {
  pruning_.learn(records.inputs);
  if (records.readers.object_count() > 0) readers_ = std::move(records.readers);
  if (!empty()) write_atomically(folder_.inputs(), zstd_compress(pruning_.inputs().to_text()));
}

void InputRecord::recall(BuildRecords records) {
  readers_ = std::move(records.readers);
  const auto kept = read_file(folder_.inputs());
  const auto text = kept ? zstd_decompress(*kept) : kept;
  if (text) pruning_.learn(BuildInputs::from_text(std::string(plan_.equipment.arch->source_arch), *text));
}

std::map<int, IndexSet> InputRecord::touched() {
  return touched_.of(prior().likely.members(), readers_);
}

}  // namespace kbisect
