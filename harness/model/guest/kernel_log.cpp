#include "model/guest/kernel_log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "base/text.hpp"
#include "model/printable.hpp"

namespace kbisect {
namespace {

// printk cuts its records at about this many bytes, so what follows on a longer line is ignored.
constexpr size_t longest_message = 1024;
constexpr size_t longest_title = 200;
// How many lines after the first one of a splat its registers or call trace may begin; a list of modules or
// locks can come between.
constexpr size_t lines_to_function = 64;

struct KindName {
  SplatKind kind;
  std::string_view name;
};
constexpr std::array kind_names{
    KindName{SplatKind::warning, "warning"},
    KindName{SplatKind::bug, "bug"},
    KindName{SplatKind::oops, "oops"},
    KindName{SplatKind::kasan, "kasan"},
    KindName{SplatKind::kcsan, "kcsan"},
    KindName{SplatKind::kfence, "kfence"},
    KindName{SplatKind::kmsan, "kmsan"},
    KindName{SplatKind::ubsan, "ubsan"},
    KindName{SplatKind::lockdep, "lockdep"},
    KindName{SplatKind::hung_task, "hung-task"},
    KindName{SplatKind::soft_lockup, "soft-lockup"},
    KindName{SplatKind::hard_lockup, "hard-lockup"},
    KindName{SplatKind::rcu_stall, "rcu-stall"},
    KindName{SplatKind::panic, "panic"},
};

// A line begins a splat if it contains `opening` and, somewhere behind it, `also`.
struct Rule {
  SplatKind kind;
  std::string_view opening;
  std::string_view also = {};
};

// The first rule that matches is taken, so a kind comes before the wider kind that would also match.
constexpr std::array rules{
    Rule{SplatKind::panic, "Kernel panic - not syncing"},
    Rule{SplatKind::lockdep, "WARNING: possible circular locking dependency"},
    Rule{SplatKind::lockdep, "WARNING: possible recursive locking"},
    Rule{SplatKind::lockdep, "WARNING: possible irq lock inversion"},
    Rule{SplatKind::lockdep, "WARNING: ", "-unsafe lock order detected"},
    Rule{SplatKind::lockdep, "WARNING: inconsistent lock state"},
    Rule{SplatKind::lockdep, "WARNING: suspicious RCU usage"},
    Rule{SplatKind::lockdep, "WARNING: bad unlock balance"},
    Rule{SplatKind::lockdep, "BUG: Invalid wait context"},
    Rule{SplatKind::lockdep, "WARNING: bad contention detected"},
    Rule{SplatKind::lockdep, "WARNING: Nested lock was not taken"},
    Rule{SplatKind::lockdep, "WARNING: chain_key collision"},
    Rule{SplatKind::lockdep, "WARNING: held lock freed"},
    Rule{SplatKind::lockdep, "BUG: held lock freed"},  // of older kernels
    Rule{SplatKind::lockdep, "WARNING: ", " still has locks held"},
    Rule{SplatKind::lockdep, "WARNING: lock held when returning to user space"},
    Rule{SplatKind::kasan, "KASAN: "},
    Rule{SplatKind::kcsan, "KCSAN: "},
    Rule{SplatKind::kfence, "KFENCE: "},
    Rule{SplatKind::kmsan, "KMSAN: "},
    Rule{SplatKind::ubsan, "UBSAN: "},
    Rule{SplatKind::soft_lockup, "BUG: soft lockup"},
    Rule{SplatKind::hard_lockup, "Watchdog detected hard LOCKUP"},
    Rule{SplatKind::hung_task, "INFO: task ", " for more than "},
    Rule{SplatKind::rcu_stall, "INFO: rcu", "detected stall"},
    Rule{SplatKind::rcu_stall, "INFO: rcu", "detected expedited stall"},
    // "WARNING: CPU: 0 PID: 1 at FILE:LINE FUNC+0x1/0x2"; newer kernels print "WARNING: FILE:LINE at
    // FUNC+0x1/0x2, CPU#0".
    Rule{SplatKind::warning, "WARNING: CPU: "},
    Rule{SplatKind::warning, "WARNING: ", "+0x"},
    // For a process that is killed, the same words come without "[#1]".
    Rule{SplatKind::oops, "Oops: ", "[#"},
    Rule{SplatKind::oops, "general protection fault", "[#"},
    Rule{SplatKind::oops, "divide error", "[#"},
    Rule{SplatKind::oops, "invalid opcode", "[#"},
    Rule{SplatKind::oops, "stack segment", "[#"},
    Rule{SplatKind::oops, "Internal error: ", "[#"},
    Rule{SplatKind::oops, "PANIC: double fault"},
    Rule{SplatKind::bug, "kernel BUG at "},
    Rule{SplatKind::bug, "BUG: "},
    Rule{SplatKind::bug, "Unable to handle kernel "},
};

// Beginnings of functions that are in a call trace because of the report or of waiting, not because of what
// went wrong.
constexpr std::array<std::string_view, 54> reporters{
    "dump_stack",     "__dump_stack",    "show_stack",      "print_report",   "print_address",
    "print_circ",     "print_usage",     "print_deadlock",  "print_irq",      "print_unlock",
    "print_bad",      "kasan_",          "__kasan_",        "__asan_",        "kcsan_",
    "__tsan_",        "kfence_",         "kmsan_",          "__msan_",        "ubsan_",
    "__ubsan_",       "lockdep_",        "lock_acquire",    "__lock_acquire", "mark_lock",
    "validate_chain", "check_noncirc",   "check_prev",      "_raw_",          "__warn",
    "warn_slowpath",  "report_bug",      "handle_bug",      "exc_",           "asm_exc_",
    "panic",          "vpanic",          "__schedule",      "schedule",       "io_schedule",
    "preempt_sched",  "__mutex_lock",    "mutex_lock",      "rwsem_",         "down_",
    "__down_",        "wait_for_",       "__wait_",         "__might_",       "___might_",
    "watchdog_",      "sched_show_task", "rcu_sched_clock", "nmi_",
};

bool is_letter_or_digit(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0;
}
bool is_in_name(char c) {
  return is_letter_or_digit(c) || c == '_' || c == '.' || c == '$';
}

// Finds the kernel's words, whatever precedes them on the line, unless somebody quotes them.
size_t find_words(std::string_view message, std::string_view words) {
  constexpr std::string_view before = " \t]:)>-";
  for (size_t at = message.find(words); at != std::string_view::npos; at = message.find(words, at + 1)) {
    if (at == 0 || before.find(message[at - 1]) != std::string_view::npos) return at;
  }
  return std::string_view::npos;
}

// "foo" from the first "foo.isra.0+0x12/0x34"; empty if there is none.
std::string function_in(std::string_view text) {
  const size_t plus = text.find("+0x");
  if (plus == std::string_view::npos) return {};
  size_t begin = plus;
  while (begin > 0 && is_in_name(text[begin - 1])) begin -= 1;
  const std::string_view name = text.substr(begin, plus - begin);
  if (name.empty() || is_digit(name[0])) return {};
  return std::string(name.substr(0, name.find('.')));
}

bool names_source_line(std::string_view word) {
  for (const std::string_view suffix : {".c:", ".h:", ".S:", ".rs:"}) {
    if (word.find(suffix) != std::string_view::npos) return true;
  }
  return false;
}

// Takes the next word off the text; empty at the end.
std::string_view take_word(std::string_view& text) {
  text = trimmed(text);
  const std::string_view word = text.substr(0, text.find_first_of(" \t\r\n"));
  text.remove_prefix(word.size());
  return word;
}

bool is_hexadecimal(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; });
}

// What stands for a run of letters and digits in a title: N for an address or a plain number, Ns for "22s".
std::string steady(std::string_view run) {
  const size_t digits = std::min(run.find_first_not_of("0123456789"), run.size());
  if (run.starts_with("0x") || digits == run.size() || (run.size() >= 8 && is_hexadecimal(run))) return "N";
  if (digits > 0 && run.substr(digits) == "s") return "Ns";
  return std::string(run);
}

std::string steady_word(std::string_view word) {
  if (names_source_line(word)) return std::string(word);
  // This is the error code of an oops, such as "0002", and stays.
  const std::string_view code = word.substr(0, word.find(':'));
  if (code.size() == 4 && code[0] == '0' && code.find_first_not_of("0123456789") == code.npos)
    return std::string(word);
  std::string out;
  // An unbound worker is named by its pool and its number: kworker/u4:2.
  const size_t worker = word.find("kworker/u");
  for (size_t i = 0; i < word.size();) {
    size_t end = i;
    while (end < word.size() && is_letter_or_digit(word[end])) end += 1;
    if (end == i) {
      out += word[i++];
      continue;
    }
    const std::string_view run = word.substr(i, end - i);
    const bool inside_name = i > 0 && (word[i - 1] == '_' || word[i - 1] == '.');
    const bool unbound =
        worker != std::string_view::npos && i == worker + std::string_view("kworker/").size();
    out += unbound ? "uN" : inside_name ? std::string(run) : steady(run);
    i = end;
  }
  return out;
}

// `text` begins at the rule's opening.
std::string title_of(std::string_view text) {
  std::string out;
  while (out.size() < longest_title) {
    std::string_view word = take_word(text);
    // The rest of an oops line is a count and how the kernel was configured.
    if (word.empty() || word.starts_with("[#")) break;
    const size_t offset = word.find("+0x");
    if (!out.empty()) out += ' ';
    out += offset == std::string_view::npos ? steady_word(word) : std::string(word.substr(0, offset));
  }
  // The line was "[ BUG: Invalid wait context ]".
  if (out.ends_with(" ]")) out.resize(out.size() - 2);
  return out.substr(0, longest_title);
}

// Gives both forms of the line, which differ in order, the same title.
std::string warning_title(std::string_view text, const std::string& function) {
  std::string place;
  for (std::string_view rest = text; place.empty();) {
    const std::string_view word = take_word(rest);
    if (word.empty()) break;
    if (names_source_line(word)) place = word;
  }
  std::string title = "WARNING";
  if (!place.empty()) title += " at " + place;
  if (!function.empty()) title += " in " + function;
  return title.substr(0, longest_title);
}

std::optional<Splat> splat_in(std::string_view message, size_t line) {
  for (const Rule& rule : rules) {
    const size_t at = find_words(message, rule.opening);
    if (at == std::string_view::npos) continue;
    const std::string_view text = message.substr(at);
    if (!rule.also.empty() && text.find(rule.also, rule.opening.size()) == std::string_view::npos) continue;
    // "---[ end Kernel panic - not syncing: ... ]---" repeats what was said.
    if (rule.kind == SplatKind::panic && message.substr(0, at).ends_with("end ")) return std::nullopt;
    const std::string clean = printable(text);
    std::string function = function_in(clean);
    std::string title = rule.kind == SplatKind::warning ? warning_title(clean, function) : title_of(clean);
    return Splat{.kind = rule.kind, .title = std::move(title), .function = std::move(function), .line = line};
  }
  return std::nullopt;
}

// Splats whose function is yet to be named by a line that follows.
class Unnamed {
 public:
  explicit Unnamed(std::vector<Splat>& splats) : splats_(splats) {}

  // Adds the splat that was just found.
  void add(size_t line) {
    const Splat& splat = splats_.back();
    // An oops says more about the BUG before it, and KASAN about the oops; any other splat is a new event.
    const bool same_event = splat.kind == SplatKind::oops || splat.kind == SplatKind::kasan;
    if (!same_event || in_trace_) close();
    if (!splat.function.empty()) return;
    waiting_.push_back(splats_.size() - 1);
    opened_ = line;
  }

  void follow(std::string_view message, size_t line) {
    if (waiting_.empty()) return;
    if (line - opened_ > lines_to_function || message.starts_with("---[ end")) return close();
    if (message.starts_with("Call Trace:") || message.starts_with("Call trace:")) {
      in_trace_ = true;
      return;
    }
    const bool is_register = message.starts_with("RIP: ") || message.starts_with("pc : ");
    // A frame after a question mark was found on the stack by chance.
    if (!is_register && (!in_trace_ || message.starts_with('?'))) return;
    const std::string function = function_in(message);
    if (function.empty() || (!is_register && is_reporter(function))) return;
    for (const size_t index : waiting_) splats_[index].function = function;
    close();
  }

 private:
  static bool is_reporter(std::string_view function) {
    return std::any_of(reporters.begin(), reporters.end(),
                       [&](std::string_view start) { return function.starts_with(start); });
  }

  void close() {
    waiting_.clear();
    in_trace_ = false;
  }

  std::vector<Splat>& splats_;
  std::vector<size_t> waiting_;
  size_t opened_ = 0;
  bool in_trace_ = false;
};

}  // namespace

std::string_view text(SplatKind kind) {
  for (const KindName& row : kind_names) {
    if (row.kind == kind) return row.name;
  }
  return {};
}

std::optional<SplatKind> splat_kind_from(std::string_view text) {
  for (const KindName& row : kind_names) {
    if (row.name == text) return row.kind;
  }
  return std::nullopt;
}

const std::vector<SplatKind>& splat_kinds() {
  static const std::vector<SplatKind> kinds = [] {
    std::vector<SplatKind> all;
    all.reserve(kind_names.size());
    for (const KindName& row : kind_names) all.push_back(row.kind);
    return all;
  }();
  return kinds;
}

std::vector<Splat> scan_kernel_log(const std::vector<std::string>& console) {
  std::vector<Splat> splats;
  Unnamed unnamed(splats);
  for (size_t line = 0; line < console.size(); ++line) {
    const std::string_view message = message_of(console[line]).substr(0, longest_message);
    if (auto splat = splat_in(message, line)) {
      splats.push_back(std::move(*splat));
      unnamed.add(line);
    } else {
      unnamed.follow(message, line);
    }
  }
  return splats;
}

std::string signature(const Splat& splat) {
  if (splat.function.empty()) return splat.title;
  if (splat.kind == SplatKind::warning) return "WARNING in " + splat.function;
  const std::string in = " in " + splat.function;
  return splat.title.find(in) != std::string::npos ? splat.title : splat.title + in;
}

std::string_view message_of(std::string_view line) {
  line = trimmed(line);
  while (line.starts_with('[')) {
    const size_t end = line.find(']');
    const bool prefix = end != std::string_view::npos &&
                        line.substr(1, end - 1).find_first_not_of(" .0123456789TC") == std::string_view::npos;
    if (!prefix) break;
    line = trimmed(line.substr(end + 1));
  }
  return line;
}

}  // namespace kbisect
