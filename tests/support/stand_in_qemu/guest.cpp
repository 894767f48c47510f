#include "support/stand_in_qemu/guest.hpp"

#include <unistd.h>

#include "guest-image/protocol.hpp"
#include "support/stand_in_qemu/report.hpp"

namespace protocol = kbisect::protocol;

namespace {

using namespace std::string_literals;

const std::string noise = "\0\xff\xfe\x80 \xc3\x28 \x1b[2J\x1b]0;title\a kbisect/1 \r\n"s;

// Not a constant: this program is started thousands of times, and few of its guests need the megabyte.
std::string long_line() {
  return std::string(1 << 20, 'x') + "\n";
}

[[noreturn]] void play_garbage(Machine& machine) {
  Report wrong(std::string(machine.nonce.size(), 'f'));
  wrong.hello();
  tell_cases(wrong, bad_cases());
  wrong.end();
  send(machine.results, noise + wrong.text());
  // Has the right nonce, but an end with a wrong count, and is cut off in the middle of a frame.
  Report report(machine.nonce);
  report.hello();
  report.ktap("KTAP version 1");
  report.ktap("1..5");
  report.raw(std::string(protocol::magic) + " " + machine.nonce + " " + protocol::end + " 99\n");
  report.raw(std::string(protocol::magic) + " " + machine.nonce + " " + protocol::ktap + " ok 1 mount-wri");
  send(machine.results, report.text());
  machine.console << noise << std::flush;
  leave();
}

// Reports of the hunted failure, none of which is a complete report of this boot; empty for any other
// behaviour.
std::string unearned(const std::string& behaviour, const std::string& nonce) {
  const auto cases = bad_cases();
  const std::string whole = whole_report(nonce, cases).text();
  if (behaviour == "half-a-frame") return whole.substr(0, whole.size() - 1);
  if (behaviour == "another-nonce") return whole_report(std::string(nonce.size(), 'f'), cases).text();
  if (behaviour == "no-nonce") return whole_report("", cases).text();
  const size_t failure = whole.find(" ktap   not ok ");
  const size_t frame = whole.rfind('\n', failure) + 1;
  if (behaviour == "nul-before-a-frame") return whole.substr(0, frame) + "\0"s + whole.substr(frame);
  const size_t end = whole.find('\n', failure);
  if (behaviour == "not-utf-8") return whole.substr(0, end) + "\xff" + whole.substr(end);
  if (behaviour == "megabyte-line") return whole.substr(0, end) + long_line() + whole.substr(end + 1);
  return {};
}

// Noise before the first frame and after each one.
std::string among_noise(const std::string& text) {
  std::string noisy = long_line();
  for (const char c : text) {
    noisy += c;
    if (c == '\n') noisy += noise;
  }
  return noisy;
}

// What the kernel prints until it starts the agent.
void boot_messages(Machine& machine) {
  machine.console
      << "[    0.000000] Linux version 6.7.0-stand-in\r\n[    0.400000] Run /init as init process\r\n"
      << std::flush;
}

[[noreturn]] void panic(Machine& machine) {
  machine.console << "[    0.700000] Kernel panic - not syncing: VFS: Unable to mount root fs\r\n"
                  << std::flush;
  leave();
}

// As after a kexec, which does not end QEMU: the agent starts anew each time.
[[noreturn]] void reboot_for_ever(Machine& machine) {
  Report report(machine.nonce);
  report.hello();
  tell_cases(report, bad_cases());
  while (true) {
    boot_messages(machine);
    send(machine.results, report.text());
    ::usleep(50'000);
  }
}

// A complaint with its call trace, in the kernel's layout but not copied from a real log.
void complain(Machine& machine, const std::string& first_line) {
  machine.console << "[    0.600000] ------------[ cut here ]------------\r\n"
                  << "[    0.600001] " << first_line << "\r\n"
                  << "[    0.600002] RIP: 0010:loop_set_status+0x4c/0x180\r\n"
                  << "[    0.600003] Call Trace:\r\n[    0.600004]  <TASK>\r\n"
                  << "[    0.600005]  ? show_regs+0x60/0x70\r\n[    0.600006]  lo_ioctl+0x3ab/0x700\r\n"
                  << "[    0.600007] ---[ end trace 0000000000000000 ]---\r\n"
                  << std::flush;
}

}  // namespace

void play(const std::string& behaviour, Machine& machine) {
  if (behaviour == "boot-hangs") {
    machine.console << "[    0.000000] Linux version 6.7.0-stand-in\r\n" << std::flush;
    hang();
  }
  if (behaviour == "panics") panic(machine);
  if (behaviour == "garbage") play_garbage(machine);
  boot_messages(machine);
  if (const std::string report = unearned(behaviour, machine.nonce); !report.empty()) {
    send(machine.results, report);
    leave();
  }
  if (behaviour == "resets") leave();
  if (behaviour == "reboots") reboot_for_ever(machine);
  if (behaviour == "floods-port") {
    Report report(machine.nonce);
    report.hello();
    send(machine.results, report.text());
    const std::string line = long_line();
    while (true) send(machine.results, line);
  }
  if (behaviour == "floods") {
    const std::string line = long_line();
    for (int i = 0; i < 70; ++i) machine.console << line << std::flush;
    wait_for_quit(machine);
  }
  const bool oopses = behaviour.starts_with("oopses");
  if (behaviour == "test-hangs" || behaviour == "panics-in-test" || oopses) {
    Report report(machine.nonce);
    report.hello();
    report.ktap("KTAP version 1");
    report.ktap("1..5");
    if (oopses) {
      complain(machine, "BUG: kernel NULL pointer dereference, address: 0000000000000018");
      complain(machine, "Oops: 0002 [#1] PREEMPT SMP NOPTI");
    }
    if (behaviour == "oopses") {  // and kills the test's process
      report.ktap("Bail out! killed by signal 9");
      report.end();
    }
    send(machine.results, report.text());
    if (behaviour == "oopses") wait_for_quit(machine);
    if (behaviour == "test-hangs") hang();
    panic(machine);
  }
  if (behaviour.starts_with("warns"))
    complain(machine, "WARNING: CPU: 0 PID: 61 at drivers/block/loop.c:1207 loop_set_status+0x4c/0x180");
  if (machine.test == protocol::own_test) {
    const bool passes = behaviour == "good" || behaviour.ends_with("-own-passes");
    send(machine.results, own_report(machine.nonce, passes ? 0 : 1).text());
    wait_for_quit(machine);
  }
  if (machine.test == "userland") {
    send(machine.results,
         userland_report(machine.nonce, behaviour == "good" ? "OK" : "EBUSY,exit-32").text());
    wait_for_quit(machine);
  }
  auto cases = loop_mount();
  if (behaviour.starts_with("bad")) {
    cases = bad_cases();
    machine.console << "[    0.600000] kbisect: step mount-writer-held/mount\r\n"
                    << "[    0.600001] /dev/loop0: Can't open blockdev\r\n"
                    << "[    0.600002] kbisect: end of mount-writer-held\r\n"
                    << std::flush;
  } else if (behaviour == "other-errno") {
    fail_step(cases, "mount-writer-held", "mount", "EINVAL (Invalid argument)");
  } else if (behaviour == "control-fails") {
    cases = bad_cases();
    fail_step(cases, "mount-reader-held", "mount", busy);
  } else if (!behaviour.starts_with("good") && !behaviour.starts_with("warns")) {
    give_up("a kernel that behaves as nobody knows: " + behaviour);
  }
  if (behaviour.ends_with("-reference-fails"))
    fail_step(cases, "second-mount-other-flags", "mount-read-only", "EIO (Input/output error)");
  const bool lied_about = behaviour.ends_with("-lied-about");
  if (lied_about) {
    const auto opposite = behaviour.starts_with("bad") ? loop_mount() : bad_cases();
    send(machine.results, whole_report(std::string(machine.nonce.size(), '0'), opposite).text());
  }
  const bool noisy = behaviour.ends_with("-noisy");
  if (noisy) machine.console << noise << long_line() << noise << std::flush;
  const std::string report = whole_report(machine.nonce, cases).text();
  send(machine.results, noisy ? among_noise(report) : report);
  if (behaviour.ends_with("-hangs-at-exit")) hang();
  if (behaviour.ends_with("-panics-at-exit")) panic(machine);
  if (lied_about) send(machine.results, whole_report(std::string(machine.nonce.size(), '1'), {}).text());
  // A real guest reboots as soon as it has reported, so the host's quit may come too late.
  if (behaviour.ends_with("-hasty")) leave();
  wait_for_quit(machine);
}
