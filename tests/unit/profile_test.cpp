#include "model/kernel/profile.hpp"

#include <filesystem>

#include "base/files.hpp"
#include "support/catch.hpp"

using namespace kbisect;
namespace fs = std::filesystem;

namespace {

using Values = std::map<std::string, std::string>;
using Names = std::set<std::string>;

const fs::path kata = fs::path(KBISECT_SOURCE_DIR) / "configs/kata-3.13.0";

Fragment fragment(const std::string& path, const std::string& text) {
  return *parse_fragment(path, text);
}

// The number of files in a folder of the committed profile, and of their requests in total.
std::pair<int, size_t> files_and_requests(const fs::path& folder) {
  std::pair<int, size_t> counts;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const auto parsed = parse_fragment(entry.path(), or_infrastructure_error(read_file(entry.path())));
    INFO(entry.path());
    REQUIRE(parsed.has_value());
    counts.first += 1;
    counts.second += parsed->values.size();
  }
  return counts;
}

Names tags_of(const std::string& file) {
  return fragment(file, or_infrastructure_error(read_file(kata / file))).not_for;
}

}  // namespace

TEST_CASE("a fragment is read with every kind of value", "[profile]") {
  const std::string text =
      "# why\n\nCONFIG_A=y\nCONFIG_b2=m\nCONFIG_C=n\n# CONFIG_D is not set\nCONFIG_E=240\nCONFIG_F=-1\n"
      "CONFIG_G=0x1F\nCONFIG_H=\"a = b # c\"\nCONFIG_I=\"\"\n#CONFIG_J=y\n# CONFIG_K=y\n  \nCONFIG_A=m";
  const auto parsed = parse_fragment("f.conf", text);
  REQUIRE(parsed.has_value());
  CHECK(parsed->path == "f.conf");
  CHECK(parsed->text == text);
  CHECK(parsed->not_for.empty());
  CHECK(parsed->values == Values{{"CONFIG_A", "m"},
                                 {"CONFIG_b2", "m"},
                                 {"CONFIG_C", "n"},
                                 {"CONFIG_D", "n"},
                                 {"CONFIG_E", "240"},
                                 {"CONFIG_F", "-1"},
                                 {"CONFIG_G", "0x1F"},
                                 {"CONFIG_H", R"("a = b # c")"},
                                 {"CONFIG_I", R"("")"}});
}

TEST_CASE("an empty fragment asks for nothing", "[profile]") {
  const auto parsed = parse_fragment("f.conf", "");
  REQUIRE(parsed.has_value());
  CHECK(parsed->values.empty());
}

TEST_CASE("tags are read from the first line alone", "[profile]") {
  CHECK(fragment("f", "# !s390x !powerpc\nCONFIG_A=y\n").not_for == Names{"s390x", "powerpc"});
  CHECK(fragment("f", "#!arm64").not_for == Names{"arm64"});
  CHECK(fragment("f", "# not on big iron: !s390x\r\n").not_for == Names{"s390x"});
  CHECK(fragment("f", "# plain! ! words\n# !s390x\n").not_for.empty());
  CHECK(fragment("f", "\n# !s390x\n").not_for.empty());
}

TEST_CASE("a line that asks for nothing Kconfig knows is refused by its number", "[profile]") {
  for (const char* line : {"CONFIG_A", "A=y", " CONFIG_A=y", "CONFIG_A =y", "CONFIG_A= y", "CONFIG_A=yes",
                           "CONFIG_A=", R"(CONFIG_A="x)", "CONFIG_=y", "CONFIG_A-B=y", "CONFIG_A=0x",
                           "CONFIG_A=y\r", "CONFIG_A=y # why", "y"}) {
    INFO(line);
    const auto parsed = parse_fragment("common/f.conf", "CONFIG_Z=y\n" + std::string(line) + "\n");
    REQUIRE_FALSE(parsed.has_value());
    CHECK_THAT(parsed.error().message, contains("common/f.conf:2: "));
    CHECK_THAT(parsed.error().message, contains("CONFIG_X=value"));
  }
}

TEST_CASE("a whitelist is one symbol a line", "[profile]") {
  CHECK(parse_whitelist("w", "# why\nCONFIG_A\n\n CONFIG_B # not on arm64\n") ==
        Names{"CONFIG_A", "CONFIG_B"});
  CHECK(parse_whitelist("w", "") == Names{});
  const auto wrong = parse_whitelist("whitelist.conf", "CONFIG_A\nCONFIG_B CONFIG_C\n");
  REQUIRE_FALSE(wrong.has_value());
  CHECK_THAT(wrong.error().message, contains("whitelist.conf:2: 'CONFIG_B CONFIG_C'"));
}

TEST_CASE("a final config gives symbols and values", "[profile]") {
  CHECK(parse_dot_config(
            "#\n# Automatically generated file; DO NOT EDIT.\n# Linux/x86 6.12.0 Kernel "
            "Configuration\n#\nCONFIG_A=y\n# CONFIG_B is not set\nCONFIG_C=\"x=y\"\n# end of X\n") ==
        Values{{"CONFIG_A", "y"}, {"CONFIG_B", "n"}, {"CONFIG_C", R"("x=y")"}});
}

TEST_CASE("what was asked and is not there is told", "[profile]") {
  struct Row {
    const char* asked;
    const char* final_config;
    std::vector<std::string> unmet;
  };
  const Row rows[] = {
      {"CONFIG_A=y", "CONFIG_A=y", {}},
      {"CONFIG_A=y", "", {"CONFIG_A=y (f), but it is absent"}},
      {"CONFIG_A=y", "# CONFIG_A is not set", {"CONFIG_A=y (f), but it is n"}},
      {"CONFIG_A=y", "CONFIG_A=m", {"CONFIG_A=y (f), but it is m"}},
      {"CONFIG_A=240", "CONFIG_A=64", {"CONFIG_A=240 (f), but it is 64"}},
      {R"(CONFIG_A="x")", R"(CONFIG_A="x")", {}},
      {"# CONFIG_A is not set", "", {}},
      {"# CONFIG_A is not set", "# CONFIG_A is not set", {}},
      {"CONFIG_A=n", "# CONFIG_A is not set", {}},
      {"# CONFIG_A is not set", "CONFIG_A=y", {"CONFIG_A=n (f), but it is y"}},
      {"CONFIG_A=y\nCONFIG_EXCUSED=y", "CONFIG_A=y", {}},
      {"CONFIG_B=y\nCONFIG_A=y",
       "",
       {"CONFIG_A=y (f), but it is absent", "CONFIG_B=y (f), but it is absent"}},
  };
  for (const Row& row : rows) {
    INFO(row.asked << " | " << row.final_config);
    CHECK(unmet_requests({fragment("f", row.asked)}, {"CONFIG_EXCUSED"},
                         parse_dot_config(row.final_config)) == row.unmet);
  }
}

TEST_CASE("of two fragments the last one is asked for, and named", "[profile]") {
  const std::vector<Fragment> fragments{fragment("first", "CONFIG_A=y\n"),
                                        fragment("last", "# CONFIG_A is not set\n")};
  CHECK(unmet_requests(fragments, {}, {}).empty());
  CHECK(unmet_requests(fragments, {}, {{"CONFIG_A", "y"}}) ==
        std::vector<std::string>{"CONFIG_A=n (last), but it is y"});
}

TEST_CASE("the committed Kata profile is whole", "[profile]") {
  CHECK(files_and_requests(kata / "common") == std::pair(24, size_t{446}));
  CHECK(files_and_requests(kata / "x86_64") == std::pair(12, size_t{45}));
  CHECK(files_and_requests(kata / "arm64") == std::pair(10, size_t{59}));
  const auto whitelist = parse_whitelist("w", or_infrastructure_error(read_file(kata / "whitelist.conf")));
  REQUIRE(whitelist.has_value());
  CHECK(whitelist->size() == 39);
  CHECK(whitelist->count("CONFIG_MEMCG_V1") == 1);
}

TEST_CASE("the committed Kata profile keeps its tags", "[profile]") {
  CHECK(tags_of("common/acpi.conf") == Names{"s390x", "powerpc"});
  CHECK(tags_of("common/mmu.conf") == Names{"powerpc"});
  for (const char* file : {"cpu", "dax", "pmem", "security", "serial"}) {
    CHECK(tags_of("common/" + std::string(file) + ".conf") == Names{"s390x"});
  }
  CHECK(tags_of("common/fs.conf").empty());
}

TEST_CASE("the committed Kata profile leaves the toggle of the loop mount bug to its base", "[profile]") {
  for (const char* folder : {"common", "x86_64", "arm64"}) {
    for (const auto& entry : fs::directory_iterator(kata / folder)) {
      const auto text = or_infrastructure_error(read_file(entry.path()));
      CHECK(fragment(entry.path(), text).values.count("CONFIG_BLK_DEV_WRITE_MOUNTED") == 0);
    }
  }
}
