#include "model/guest/kernel_log.hpp"

#include <chrono>

#include "model/symptom.hpp"
#include "support/catch.hpp"

using namespace kbisect;
using namespace std::string_literals;

namespace {

using Lines = std::vector<std::string>;

// One string per splat: "warning|WARNING at a.c:1 in f|f".
Lines splats_of(const Lines& console) {
  Lines out;
  for (const Splat& splat : scan_kernel_log(console))
    out.push_back(std::string(text(splat.kind)) + "|" + splat.title + "|" + splat.function);
  return out;
}

double seconds_for(const Lines& console) {
  const auto begin = std::chrono::steady_clock::now();
  scan_kernel_log(console);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

TEST_CASE("the first line of a splat tells its kind, title and function", "[kernel_log]") {
  struct Row {
    const char* line;
    const char* splat;  // nullptr: none
  };
  const Row rows[] = {
      {"[    1.25] WARNING: CPU: 3 PID: 412 at fs/namespace.c:1213 mntput_no_expire+0x2d1/0x300\r",
       "warning|WARNING at fs/namespace.c:1213 in mntput_no_expire|mntput_no_expire"},
      {"WARNING: CPU: 0 PID: 9 at drivers/block/loop.c:90 lo_open.isra.0+0x1/0x2 [loop]",
       "warning|WARNING at drivers/block/loop.c:90 in lo_open|lo_open"},
      {"[ 1.2][   T45] WARNING: fs/namespace.c:1213 at mntput+0x2d1/0x300, CPU#1: umount/45",
       "warning|WARNING at fs/namespace.c:1213 in mntput|mntput"},
      {"WARNING: CPU: 1 PID: 1 at mm/slab.c:7 0xffffffff81234567", "warning|WARNING at mm/slab.c:7|"},
      {"BUG: kernel NULL pointer dereference, address: 0000000000000018",
       "bug|BUG: kernel NULL pointer dereference, address: N|"},
      {"BUG: unable to handle page fault for address: ffffc90000a3f000",
       "bug|BUG: unable to handle page fault for address: N|"},
      {"[ 2.0] kernel BUG at fs/ext4/inode.c:2751!", "bug|kernel BUG at fs/ext4/inode.c:2751!|"},
      {"BUG: scheduling while atomic: mount/77/0x00000002", "bug|BUG: scheduling while atomic: mount/N/N|"},
      {"BUG: sleeping function called from invalid context at kernel/locking/mutex.c:585",
       "bug|BUG: sleeping function called from invalid context at kernel/locking/mutex.c:585|"},
      {"Oops: 0002 [#1] PREEMPT SMP NOPTI", "oops|Oops: 0002|"},
      {"Oops: divide error: 0000 [#1] SMP", "oops|Oops: divide error: 0000|"},
      {"general protection fault, probably for non-canonical address 0xdead000000000122: 0000 [#2] SMP",
       "oops|general protection fault, probably for non-canonical address N: 0000|"},
      {"invalid opcode: 0000 [#1] PREEMPT SMP", "oops|invalid opcode: 0000|"},
      {"traps: mount[612] general protection fault ip:55d1 sp:7ffc error:0", nullptr},
      {"BUG: KASAN: slab-use-after-free in loop_remove+0x1b/0x60 [loop]",
       "kasan|KASAN: slab-use-after-free in loop_remove [loop]|loop_remove"},
      {"BUG: KCSAN: data-race in dput+0x11/0x90 / lookup_fast+0x7/0x80",
       "kcsan|KCSAN: data-race in dput / lookup_fast|dput"},
      {"BUG: KFENCE: out-of-bounds read in ext4_find_extent+0x2/0x3",
       "kfence|KFENCE: out-of-bounds read in ext4_find_extent|ext4_find_extent"},
      {"UBSAN: array-index-out-of-bounds in fs/jfs/jfs_dmap.c:2879:12",
       "ubsan|UBSAN: array-index-out-of-bounds in fs/jfs/jfs_dmap.c:2879:12|"},
      {"kasan: KernelAddressSanitizer initialized", nullptr},
      {"WARNING: possible circular locking dependency detected",
       "lockdep|WARNING: possible circular locking dependency detected|"},
      {"WARNING: possible recursive locking detected",
       "lockdep|WARNING: possible recursive locking detected|"},
      {"WARNING: inconsistent lock state", "lockdep|WARNING: inconsistent lock state|"},
      {"WARNING: suspicious RCU usage", "lockdep|WARNING: suspicious RCU usage|"},
      {"[ BUG: Invalid wait context ]", "lockdep|BUG: Invalid wait context|"},
      {"WARNING: bad contention detected!", "lockdep|WARNING: bad contention detected!|"},
      {"WARNING: Nested lock was not taken", "lockdep|WARNING: Nested lock was not taken|"},
      {"WARNING: chain_key collision", "lockdep|WARNING: chain_key collision|"},
      {"WARNING: held lock freed!", "lockdep|WARNING: held lock freed!|"},
      {"WARNING: mount/514 still has locks held!", "lockdep|WARNING: mount/N still has locks held!|"},
      {"WARNING: lock held when returning to user space!",
       "lockdep|WARNING: lock held when returning to user space!|"},
      {"INFO: task mount2:514 blocked for more than 122 seconds.",
       "hung-task|INFO: task mount2:N blocked for more than N seconds.|"},
      {"INFO: task kworker/u4:2:77 blocked for more than 120 seconds.",
       "hung-task|INFO: task kworker/uN:N:N blocked for more than N seconds.|"},
      {"watchdog: BUG: soft lockup - CPU#1 stuck for 22s! [umount:45]",
       "soft-lockup|BUG: soft lockup - CPU#N stuck for Ns! [umount:N]|"},
      {"NMI watchdog: Watchdog detected hard LOCKUP on cpu 1",
       "hard-lockup|Watchdog detected hard LOCKUP on cpu N|"},
      {"rcu: INFO: rcu_preempt self-detected stall on CPU",
       "rcu-stall|INFO: rcu_preempt self-detected stall on CPU|"},
      {"rcu: INFO: rcu_sched detected stalls on CPUs/tasks:",
       "rcu-stall|INFO: rcu_sched detected stalls on CPUs/tasks:|"},
      {"Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000009",
       "panic|Kernel panic - not syncing: Attempted to kill init! exitcode=N|"},
      {"---[ end Kernel panic - not syncing: Fatal exception ]---", nullptr},
      {"WARNING: this is only what a driver says", nullptr},
      {"audit: cmd=\"BUG: a process says so\"", nullptr},
      {"DEBUG: nothing", nullptr},
      {"", nullptr},
  };
  for (const Row& row : rows) {
    INFO(row.line);
    CHECK(splats_of({row.line}) == (row.splat == nullptr ? Lines{} : Lines{row.splat}));
  }
}

TEST_CASE("the function is taken from the registers or the call trace that follow", "[kernel_log]") {
  struct Row {
    const char* what;
    Lines console;
    Lines splats;
  };
  const Row rows[] = {
      {"one event of three lines",
       {"BUG: kernel NULL pointer dereference, address: 0000000000000008", "#PF: supervisor read access",
        "Oops: 0000 [#1] SMP", "CPU: 0 PID: 61 Comm: mount Not tainted 6.7.0",
        "[ 1.0] RIP: 0010:set_blocksize.cold+0x4c/0x180", "Call Trace:", " bdev_open+0x1/0x2",
        "Kernel panic - not syncing: Fatal exception"},
       {"bug|BUG: kernel NULL pointer dereference, address: N|set_blocksize", "oops|Oops: 0000|set_blocksize",
        "panic|Kernel panic - not syncing: Fatal exception|"}},
      {"frames of the report and stray ones are passed over",
       {"UBSAN: shift-out-of-bounds in fs/x.c:1:2", "f+0x1/0x2", "Call Trace:", " <TASK>",
        " dump_stack_lvl+0x1/0x2", " ? stray+0x1/0x2", " loop0: an unrelated line",
        " __ubsan_handle_shift_out_of_bounds+0x1/0x2", " [<ffffffff81000000>] mount_fs+0x3/0x4"},
       {"ubsan|UBSAN: shift-out-of-bounds in fs/x.c:1:2|mount_fs"}},
      {"a hung task is where it waits for whom",
       {"INFO: task a:1 blocked for more than 120 seconds.", "Call Trace:", " __schedule+0x1/0x2",
        " schedule+0x1/0x2", " blkdev_put+0x1/0x2"},
       {"hung-task|INFO: task a:N blocked for more than N seconds.|blkdev_put"}},
      {"a user's registers name nothing",
       {"BUG: Bad page state in process a  pfn:12345", "RIP: 0033:0x7f1234567890", "---[ end trace ]---",
        "RIP: 0010:late+0x1/0x2"},
       {"bug|BUG: Bad page state in process a pfn:N|"}},
      {"the next splat keeps its own",
       {"BUG: first", "WARNING: CPU: 0 PID: 1 at a.c:1 own+0x1/0x2", "RIP: 0010:own+0x1/0x2"},
       {"bug|BUG: first|", "warning|WARNING at a.c:1 in own|own"}},
      {"on a line that another has begun",
       {"loop0: detected capac [    1.5] BUG: unable to do it"},
       {"bug|BUG: unable to do it|"}},
  };
  for (const Row& row : rows) {
    INFO(row.what);
    CHECK(splats_of(row.console) == row.splats);
  }
  Lines far{"BUG: first", "Call Trace:"};
  far.resize(200, "module");
  far.emplace_back("late+0x1/0x2");
  CHECK(splats_of(far) == Lines{"bug|BUG: first|"});
  CHECK(scan_kernel_log({"a", "b", "BUG: c"})[0].line == 2);
}

TEST_CASE("a splat in a few words", "[kernel_log]") {
  CHECK(signature({SplatKind::warning, "WARNING at a.c:1 in f", "f", 0}) == "WARNING in f");
  CHECK(signature({SplatKind::warning, "WARNING at a.c:1", "", 0}) == "WARNING at a.c:1");
  CHECK(signature({SplatKind::kasan, "KASAN: invalid-free in f", "f", 0}) == "KASAN: invalid-free in f");
  CHECK(signature({SplatKind::oops, "Oops: 0002", "f", 0}) == "Oops: 0002 in f");
}

TEST_CASE("a pattern asks for kind, function and a part of the title", "[kernel_log]") {
  const Splat splat{SplatKind::bug, "BUG: kernel NULL pointer dereference, address: N", "f", 0};
  CHECK(matches({SplatKind::bug, {}, {}}, splat));
  CHECK(matches({SplatKind::bug, "f", "NULL pointer"}, splat));
  CHECK_FALSE(matches({SplatKind::oops, {}, {}}, splat));
  CHECK_FALSE(matches({SplatKind::bug, "ff", {}}, splat));
  CHECK_FALSE(matches({SplatKind::bug, {}, "null"}, splat));
}

TEST_CASE("every kind has a name of its own", "[kernel_log]") {
  for (const SplatKind kind : splat_kinds()) CHECK(splat_kind_from(text(kind)) == kind);
  CHECK(splat_kind_from("Warning") == std::nullopt);
}

TEST_CASE("printk's prefixes are taken off, and nothing else", "[kernel_log]") {
  CHECK(message_of("[    1.234567] a b \r") == "a b");
  CHECK(message_of("  [ 1.2][   T1] [  C0] a") == "a");
  CHECK(message_of("[ BUG: a ]") == "[ BUG: a ]");
  CHECK(message_of("[    1.2") == "[    1.2");
  CHECK(message_of("").empty());
}

TEST_CASE("hostile bytes give printable titles", "[kernel_log]") {
  const Lines console{
      "\0\xff[ ] [1] "s, "BUG: \0\x1b[2J\xc3\x28 +0x +0x1"s, "+0x1", "RIP: +0x", "Call Trace:",
      "\0+0x1/\xff"s};
  for (const Splat& splat : scan_kernel_log(console)) {
    for (const char c : splat.title + splat.function) CHECK((c >= ' ' && c <= '~'));
  }
  CHECK(scan_kernel_log(console).size() == 1);
}

TEST_CASE("long lines and many of them take no longer than their bytes", "[kernel_log]") {
  constexpr size_t size = 4UL << 20;
  std::string prefixes;
  while (prefixes.size() < size) prefixes += "[1] ";
  std::string openings = "BUG: ";
  while (openings.size() < size) openings += "xBUG: KASAN:";
  for (const std::string& line : {std::string(size, '['), std::string(size, ' '), prefixes, openings,
                                  "[" + std::string(size, '1'), "BUG: " + std::string(size, 'a')}) {
    CHECK(seconds_for({line}) < 2);
    for (const Splat& splat : scan_kernel_log({line})) CHECK(splat.title.size() <= 200);
  }
  CHECK(seconds_for(Lines(100000, "Oops: 0000 [#1]")) < 10);
  Lines waiting(100000, "Oops: 0000 [#1]");
  waiting.emplace_back("RIP: 0010:f+0x1/0x2");
  CHECK(seconds_for(waiting) < 10);
}
