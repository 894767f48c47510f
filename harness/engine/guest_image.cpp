#include "engine/guest_image.hpp"

#include <utility>

#include "engine/places.hpp"
#include "tools/ext4_pieces.hpp"

namespace kbisect {

std::vector<InitramfsFile> guest_image(const GuestTest& test, const Arch& arch) {
  std::vector<InitramfsFile> files = guest_files(agent_for(arch), test.programs);
  files.insert(files.end(), test.files.begin(), test.files.end());
  const bool is_own = !test.digest.empty();
  if (is_own) return files;
  for (InitramfsFile& piece : make_ext4_pieces()) files.push_back(std::move(piece));
  return files;
}

}  // namespace kbisect
