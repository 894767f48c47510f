// Finds the kernel's own complaints on a console: where a warning, an oops or a lockup begins, and in which
// function. Pure. A guest can print anything there; judge.hpp says what it counts for.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kbisect {

enum class SplatKind {
  warning,  // WARN_ON() and the like
  bug,      // BUG_ON(), a bad pointer, anything else that begins with "BUG: "
  oops,     // a line with "[#1]": Oops, general protection fault, divide error, invalid opcode
  kasan,
  kcsan,
  kfence,
  kmsan,
  ubsan,
  lockdep,  // lock dependencies, lock states and RCU usage
  hung_task,
  soft_lockup,
  hard_lockup,
  rcu_stall,
  panic,
};

// The kind as campaigns and reports name it: "hung-task".
std::string_view text(SplatKind kind);
std::optional<SplatKind> splat_kind_from(std::string_view text);
const std::vector<SplatKind>& splat_kinds();

// One complaint of the kernel.
struct Splat {
  SplatKind kind = SplatKind::warning;
  // Its first line in printable ASCII, at most 200 characters. It is the same on each boot that shows it:
  // addresses and the numbers of processes and processors become N.
  std::string title;
  // The function that the line itself, the RIP after it or the first frame of the call trace outside the
  // reporting code names. Without a compiler's suffix (".isra.0"); empty if nothing names one.
  std::string function;
  size_t line = 0;  // index into the console
  bool operator==(const Splat&) const = default;
};

// The splats in the order of the console; one event may give several (BUG, then Oops, then panic). Accepts
// any bytes and takes linear time.
std::vector<Splat> scan_kernel_log(const std::vector<std::string>& console);

// A splat in a few words: "WARNING in foo_bar", "BUG: kernel NULL pointer dereference, address: N in
// foo_bar".
std::string signature(const Splat& splat);

// A line of the console without printk's "[    1.234567]" and "[    T1]" and without surrounding blanks.
std::string_view message_of(std::string_view line);

}  // namespace kbisect
