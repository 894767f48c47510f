// The kernel's own complaints among the lines of a console: where a warning, an oops, a lockup begins, and in
// which function. Pure. What a guest prints there is its own word and no more than that; judge.hpp says what
// it counts for.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kbisect {

enum class SplatKind {
  warning,  // WARN_ON and its kin
  bug,      // BUG_ON, a bad pointer, anything that begins with "BUG: " and is no other kind
  oops,     // the line with [#1]: Oops, general protection fault, divide error, invalid opcode
  kasan,
  kcsan,
  kfence,
  kmsan,
  ubsan,
  lockdep,  // locking dependencies, lock states and RCU usage
  hung_task,
  soft_lockup,
  hard_lockup,
  rcu_stall,
  panic,
};

// "hung-task": as in a campaign, and as shown.
std::string_view text(SplatKind kind);
std::optional<SplatKind> splat_kind_from(std::string_view text);
const std::vector<SplatKind>& splat_kinds();

// One complaint.
struct Splat {
  SplatKind kind = SplatKind::warning;
  // Its first line in printable ASCII, 200 characters at most, the same on each boot that shows it:
  // addresses, process and processor numbers are N.
  std::string title;
  // As the line itself, the RIP after it or the first frame of the call trace that is not the reporting
  // itself names it, without a compiler's suffix (".isra.0"); empty when none does.
  std::string function;
  size_t line = 0;  // index into the console
  bool operator==(const Splat&) const = default;
};

// In the order of the console; one event may show as several (BUG, then Oops, then panic). Takes any bytes,
// in time that is linear in them.
std::vector<Splat> scan_kernel_log(const std::vector<std::string>& console);

// In a few words: "WARNING in foo_bar", "BUG: kernel NULL pointer dereference, address: N in foo_bar".
std::string signature(const Splat& splat);

// A line of the console without printk's "[    1.234567]" and "[    T1]", and without blanks at its ends.
std::string_view message_of(std::string_view line);

}  // namespace kbisect
