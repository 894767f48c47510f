#include "model/kernel/slim_profile.hpp"

#include <nlohmann/json.hpp>

#include "model/kernel/executed_code.hpp"
#include "support/architectures.hpp"
#include "support/catch.hpp"

using namespace kbisect;

namespace {

using Names = std::set<std::string>;

ConfigOwners owners_of_a_tree() {
  ConfigOwners owners;
  owners.add_makefile("", "obj-y += fs/ drivers/\nobj-$(CONFIG_NET) += net/\n");
  owners.add_makefile("fs", "obj-y := super.o \\\n\tinode.o\nobj-$(CONFIG_EXT4_FS)\t+= ext4/ # journalled\n");
  owners.add_makefile("fs/ext4",
                      "obj-$(CONFIG_EXT4_FS) += ext4.o\next4-y := super.o balloc.o\n"
                      "ext4-$(CONFIG_EXT4_FS_POSIX_ACL) += acl.o\n");
  owners.add_makefile("drivers", "loop-objs = loop_main.o\nobj-$(CONFIG_BLK_DEV_LOOP) += loop.o\n");
  owners.add_makefile("net", "obj-$(CONFIG_NET) += socket.o\nobj-$(CONFIG_INET) += ipv4/\n");
  owners.add_makefile("arch/x86", "drivers-$(CONFIG_PCI) += arch/x86/pci/\ncore-y += arch/x86/kernel/\n");
  return owners;
}

Profile profile_of(const std::string& text) {
  Profile profile{.name = "whole"};
  profile.fragments.push_back(parse_fragment("common/all.conf", text).value());
  return profile;
}

}  // namespace

TEST_CASE("an object's module is the whole that it is a part of", "[slim_profile]") {
  ConfigOwners owners;
  owners.add_makefile("fs/ext4", "obj-$(CONFIG_EXT4_FS) += ext4.o\next4-y := balloc.o super.o\n");
  owners.add_makefile("block", "obj-y := bdev.o blk-core.o\nlib-y += own.o\n");
  CHECK(owners.module_of("fs/ext4/super.o") == "ext4");
  CHECK(owners.module_of("block/bdev.o") == "bdev");
  CHECK(owners.module_of("block/blk-core.o") == "blk_core");
  CHECK(owners.module_of("block/own.o") == "own");
  CHECK(owners.module_of("not/there.o") == "there");
}

TEST_CASE("an object is owned by each condition on the way to it", "[slim_profile]") {
  const ConfigOwners owners = owners_of_a_tree();
  CHECK(owners.owners("fs/super.o").empty());
  CHECK(owners.owners("fs/inode.o").empty());
  CHECK(owners.owners("fs/ext4/balloc.o") == Names{"CONFIG_EXT4_FS"});
  CHECK(owners.owners("fs/ext4/acl.o") == Names{"CONFIG_EXT4_FS", "CONFIG_EXT4_FS_POSIX_ACL"});
  CHECK(owners.owners("drivers/loop_main.o") == Names{"CONFIG_BLK_DEV_LOOP"});
  CHECK(owners.owners("net/ipv4/tcp.o") == Names{"CONFIG_INET", "CONFIG_NET"});
  CHECK(owners.owners("arch/x86/pci/direct.o") == Names{"CONFIG_PCI"});
  CHECK(owners.owners("arch/x86/kernel/head.o").empty());
}

TEST_CASE("make files that lead in a circle, and what is no make file", "[slim_profile]") {
  ConfigOwners owners;
  owners.add_makefile("a", "x-y := y.o\ny-y := x.o\nobj-$(CONFIG_X) += x.o\n");
  CHECK(owners.owners("a/y.o") == Names{"CONFIG_X"});
  for (const char* text : {"", "=", "\\", "\\\n", "obj-$(CONFIG_", "obj-$(CONFIG_X", "-y = /", " += .o\n= ="})
    owners.add_makefile("b", text);
  CHECK(owners.owners("b/c.o").empty());
}

TEST_CASE("functions that ran are told by the addresses of translated code", "[slim_profile]") {
  const auto functions = Functions::from_nm(
      "ffffffff81000000 T startup\nffffffff81000100 t ext4_fill_super\n"
      "ffffffff81000200 T sys_mount\nffffffff81000200 T __se_sys_mount\n"
      "ffffffff81000300 W weak\n                 U elsewhere\nffffffff81001000 D data\n");
  const std::string log =
      "----------------\nIN: \n0xffffffff81000104:  48 89 e5             movq     %rsp, %rbp\n"
      "0xffffffff81000200:  c3                   retq\n"
      "0x000fe05b:  2e 66 83 3e c8 61 00     cmpl     $0, %cs:0x61c8\n"
      "0xffffffff81001000:  00 beyond the code\n0xzz:\n0x\nOUT: \n";
  CHECK(functions_run(log, functions) == Names{"__se_sys_mount", "ext4_fill_super", "sys_mount"});
  CHECK(functions_run("", functions).empty());
  CHECK(functions_run(log, Functions::from_nm("")).empty());
}

TEST_CASE("objects of a function are read with the folder taken off", "[slim_profile]") {
  const auto objects = objects_by_function(
      "/b/fs/super.o:0000000000000010 T mount_bdev\n/b/fs/super.o:                 U memcpy\n"
      "/b/fs/a.o:0000000000000000 t show\n/b/fs/c.o:0000000000000000 t show\n"
      "/b/fs/c.o:0000000000000000 b counter\nnm: /b/fs/d.o: no symbols\n",
      "/b");
  CHECK(objects ==
        std::map<std::string, Names>{{"mount_bdev", {"fs/super.o"}}, {"show", {"fs/a.o", "fs/c.o"}}});
}

TEST_CASE("what the test does not run is dropped, the less of it the stricter the rule", "[slim_profile]") {
  std::map<std::string, Names> objects{{"show", {"net/socket.o", "net/ipv4/tcp.o"}}};
  for (int i = 0; i < 30; ++i) objects["net_" + std::to_string(i)] = {"net/socket.o"};
  objects["tcp_init"] = {"net/ipv4/tcp.o"};
  objects["ext4_mount"] = {"fs/ext4/super.o"};
  objects["ext4_never"] = {"fs/ext4/balloc.o"};
  objects["acl_get"] = {"fs/ext4/acl.o"};
  objects["loop_configure"] = {"drivers/loop_main.o"};
  // Includes functions unrelated to the test, such as a network timer that went off meanwhile.
  const Names with_test{"ext4_mount", "loop_configure", "net_3", "tcp_init", "show"};
  const auto uses = uses_of_symbols(objects, owners_of_a_tree(), with_test, {"tcp_init"});
  CHECK(uses.at("CONFIG_EXT4_FS").all == 3);
  CHECK(uses.at("CONFIG_EXT4_FS").run_by_test == 1);
  CHECK(uses.at("CONFIG_NET").all == 31);
  CHECK(uses.at("CONFIG_NET").run_by_test == 1);
  CHECK(uses.at("CONFIG_INET").run == 1);
  CHECK(uses.at("CONFIG_INET").run_by_test == 0);

  const Profile whole = profile_of(
      "CONFIG_EXT4_FS=y\nCONFIG_EXT4_FS_POSIX_ACL=y\nCONFIG_BLK_DEV_LOOP=y\nCONFIG_NET=y\nCONFIG_INET=y\n"
      "CONFIG_PCI=y\nCONFIG_NR_CPUS=240\n# CONFIG_MODULES is not set\n");
  const auto dropped = [&](SlimRule rule) { return dropped_symbols(whole, x86_64, uses, rule); };
  CHECK(dropped(SlimRule::mainly_for_test) == Names{"CONFIG_EXT4_FS_POSIX_ACL", "CONFIG_INET", "CONFIG_NET"});
  CHECK(dropped(SlimRule::for_test) == Names{"CONFIG_EXT4_FS_POSIX_ACL", "CONFIG_INET"});
  CHECK(dropped(SlimRule::run_at_all) == Names{"CONFIG_EXT4_FS_POSIX_ACL"});

  const Profile slim = without(whole, dropped(SlimRule::for_test), x86_64);
  CHECK(slim.fragments.front().text ==
        "CONFIG_BLK_DEV_LOOP=y\nCONFIG_EXT4_FS=y\n# CONFIG_MODULES is not set\nCONFIG_NET=y\n"
        "CONFIG_NR_CPUS=240\nCONFIG_PCI=y\n");
  CHECK(slim.whitelist.count("CONFIG_NET") == 1);
  CHECK(
      unmet_symbols(slim, {{"CONFIG_EXT4_FS", "y"}, {"CONFIG_NR_CPUS", "1"}, {"CONFIG_BLK_DEV_LOOP", "y"}}) ==
      Names{"CONFIG_NET", "CONFIG_NR_CPUS", "CONFIG_PCI"});
  CHECK(profile_from_json(to_json(slim)).value().digest == slim.digest);
}

TEST_CASE("what a guest cannot do without stays, used or not", "[slim_profile]") {
  std::map<std::string, SymbolUse> uses;
  const Profile whole = profile_of("CONFIG_PCI=y\nCONFIG_VIRTIO_CONSOLE=y\nCONFIG_PVH=y\nCONFIG_NET=y\n");
  for (const auto& [symbol, value] : requests_of(whole)) uses[symbol] = {.all = 10};
  CHECK(dropped_symbols(whole, x86_64, uses, SlimRule::mainly_for_test) == Names{"CONFIG_NET"});
}

TEST_CASE("of a profile with defaults, all that came out can be dropped", "[slim_profile]") {
  Profile whole = profile_of("CONFIG_NET=y\n");
  const std::map<std::string, std::string> config{
      {"CONFIG_NET", "y"}, {"CONFIG_INET", "y"}, {"CONFIG_SMP", "n"}};
  CHECK(requests_of(with_defaults_named(whole, config)) == requests_of(whole));
  whole.unnamed = Unnamed::by_default;
  const Profile named = with_defaults_named(whole, config);
  CHECK(requests_of(named) == config);
  CHECK(named.unnamed == Unnamed::off);
  CHECK(requests_of(without(named, {"CONFIG_INET"}, x86_64)).count("CONFIG_INET") == 0);
}
