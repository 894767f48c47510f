// A .config of the user's instead of a profile.
#include <set>

#include "base/zstd.hpp"
#include "support/catch.hpp"
#include "support/checks.hpp"
#include "support/world.hpp"

namespace fs = std::filesystem;
using namespace kbisect;

namespace {

const std::vector<std::string> with_own_config{"--profile", "./my.config"};

void write_config(const World& world) {
  write_atomically(world.path() / "my.config", "CONFIG_MY_DRIVER=y\nCONFIG_VIRTIO_CONSOLE=m\n");
}

// Sorted by step.
std::vector<std::string> configs_of_steps(const World& world) {
  std::set<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(world.run_folder() / "steps"))
    if (entry.path().filename() == "config.zst") files.insert(entry.path());
  std::vector<std::string> configs;
  for (const fs::path& file : files)
    configs.push_back(*zstd_decompress(or_infrastructure_error(read_file(file))));
  return configs;
}

}  // namespace

TEST_CASE("a config of one's own gets its defaults and what the guest needs", "[e2e.own_config]") {
  const World world;
  write_config(world);
  const Ended ended = world.run(with_own_config);
  INFO(ended.out << ended.err);
  require_culprit(world, ended, 5);
  const auto configs = configs_of_steps(world);
  REQUIRE_FALSE(configs.empty());
  for (const std::string& config : configs) {
    CHECK_THAT(config, contains("CONFIG_MY_DRIVER=y\n") && contains("CONFIG_VIRTIO_CONSOLE=y\n") &&
                           contains("# CONFIG_MODULE_SIG is not set\n") && contains("get their defaults"));
  }
}

TEST_CASE("a run goes on with its own config after the file has gone", "[e2e.own_config]") {
  const World world;
  write_config(world);
  auto arguments = with_own_config;
  arguments.insert(arguments.end(), {"--steps", "2"});
  REQUIRE(world.run(arguments).status == 130);
  fs::remove(world.path() / "my.config");
  const Ended ended = world.resume();
  INFO(ended.out << ended.err);
  require_culprit(world, ended, 5);
  const auto configs = configs_of_steps(world);
  CHECK(configs.front() == configs.back());
}

TEST_CASE("a config that cannot be the guest's is refused by its path", "[e2e.own_config]") {
  const World world;
  struct Row {
    const char* text;
    const char* named;
  };
  const Row rows[] = {{"", "my.config is not a kernel config"},
                      {"CONFIG_A=perhaps\n", "my.config:1: 'CONFIG_A=perhaps'"},
                      {"# Linux/arm64 6.12.0 Kernel Configuration\nCONFIG_A=y\n", "was made for arm64"},
                      {"\x1f\x8b no gzip", "my.config"}};
  for (const Row& row : rows) {
    INFO(row.named);
    write_atomically(world.path() / "my.config", row.text);
    const Ended ended = world.run(with_own_config);
    CHECK(ended.status == 2);
    CHECK_THAT(ended.err, contains(row.named));
    CHECK(ended.out.empty());
    CHECK_FALSE(fs::exists(world.results()));
  }
}
