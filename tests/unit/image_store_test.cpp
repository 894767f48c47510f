#include "engine/image_store.hpp"

#include "base/digest.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "support/catch.hpp"

using namespace kbisect;

TEST_CASE("an image is kept, found by its digest, and gone with all others", "[image_store]") {
  const TemporaryDirectory folder;
  const auto image = folder.path() / "vmlinux";
  write_atomically(image, "kernel");
  const ImageStore store(folder.path() / "images");
  CHECK_FALSE(store.find(sha256("kernel")));
  const auto kept = store.keep(image, sha256("kernel"));
  // The next build overwrites the original file.
  write_atomically(image, "another");
  CHECK(*read_file(kept) == "kernel");
  CHECK(store.find(sha256("kernel")) == kept);
  store.clear();
  CHECK_FALSE(store.find(sha256("kernel")));
}

TEST_CASE("a kept image that was cut short is neither booted nor kept", "[image_store]") {
  const TemporaryDirectory folder;
  const auto image = folder.path() / "vmlinux";
  write_atomically(image, "kernel");
  const ImageStore store(folder.path() / "images");
  const std::string digest = sha256("kernel");
  std::filesystem::resize_file(store.keep(image, digest), 3);
  CHECK_FALSE(store.find(digest));
  CHECK(*read_file(store.keep(image, digest)) == "kernel");
  CHECK_THROWS_AS(store.keep(folder.path() / "absent", sha256("absent")), InfrastructureError);
}
