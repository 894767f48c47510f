// A stand-in for qemu-system-x86_64: takes the arguments that kbisect gives, connects to its sockets as QEMU
// does, and plays the guest that the kernel image asks for by its first word. For faults only; what a real
// guest says is for the tests that boot one.
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "guest-image/protocol.hpp"

namespace protocol = kbisect::protocol;

namespace {

[[noreturn]] void give_up(const std::string& why) {
  std::fprintf(stderr, "qemu-system-x86_64: %s\n", why.c_str());
  std::exit(1);
}

[[noreturn]] void hang() {
  while (true) ::pause();
}

// --- what we were started with ---

struct Options {
  std::map<std::string, std::string> single;   // "-kernel" -> path
  std::map<std::string, std::string> chardev;  // "console" -> path
};

Options parse(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string name = argv[i];
    if (i + 1 == argc || argv[i + 1][0] == '-') continue;
    const std::string value = argv[++i];
    options.single[name] = value;
    const size_t id = value.find("id=");
    const size_t path = value.find(",path=");
    if (name == "-chardev" && id != std::string::npos && path != std::string::npos) {
      options.chardev[value.substr(id + 3, path - id - 3)] = value.substr(path + 6);
    }
  }
  return options;
}

// The value of "name=value" on the kernel's command line.
std::string parameter(const std::string& line, const std::string& name) {
  std::istringstream words(line);
  for (std::string word; words >> word;) {
    if (word.starts_with(name)) return word.substr(name.size());
  }
  return {};
}

std::filesystem::path world() {
  const char* folder = std::getenv("STAND_IN_FOLDER");
  if (folder == nullptr) give_up("STAND_IN_FOLDER is not set");
  return folder;
}

// How often a kernel of this behaviour has been booted, this time included.
int boots_of(const std::string& behaviour) {
  int boots = 0;
  std::ifstream lines(world() / "boots");
  for (std::string word, acceleration; lines >> word >> acceleration;) boots += word == behaviour ? 1 : 0;
  return boots;
}

// Behaviours that are not the same in every boot, as the plain one of this boot.
std::string this_time(const std::string& behaviour) {
  if (behaviour == "flaky") {
    std::minstd_rand random(static_cast<unsigned>(boots_of(behaviour)));
    random.discard(5);
    return random() % 2 == 0 ? "bad" : "good";
  }
  if (behaviour == "bad-after-2") return boots_of(behaviour) > 2 ? "bad" : "good";
  if (behaviour == "good-after-panic") return boots_of(behaviour) > 1 ? "good" : "panics";
  return behaviour;
}

// The machine's trouble, once as many commits have been configured as the file says.
std::string trouble() {
  std::string word;
  int from = 0;
  std::ifstream(world() / "trouble") >> word >> from;
  int commits = 0;
  std::ifstream calls(world() / "configure-calls");
  for (std::string line; std::getline(calls, line);) commits += 1;
  return commits >= from ? word : "";
}

// --- the guest's two lines to the host ---

int connect_to(const std::string& path) {
  const int descriptor = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(static_cast<char*>(address.sun_path), sizeof address.sun_path - 1);
  if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    give_up("cannot connect to " + path + ": " + std::strerror(errno));
  }
  return descriptor;
}

void send(int descriptor, const std::string& bytes) {
  size_t sent = 0;
  while (sent < bytes.size()) {
    const ssize_t count = ::write(descriptor, bytes.data() + sent, bytes.size() - sent);
    if (count < 0) give_up("the host does not listen");
    sent += static_cast<size_t>(count);
  }
}

// What the agent sends (guest-image/agent/results_port.cpp), gathered until it is to be sent.
class Report {
 public:
  explicit Report(std::string nonce) : nonce_(std::move(nonce)) {}

  void hello() { frame(protocol::hello, "6.7.0-stand-in"); }
  void ktap(const std::string& line) {
    frame(protocol::ktap, line);
    count_ += 1;
  }
  void end() { frame(protocol::end, std::to_string(count_)); }
  void raw(const std::string& bytes) { text_ += bytes; }
  const std::string& text() const { return text_; }

 private:
  void frame(const std::string& verb, const std::string& rest) {
    text_ += std::string(protocol::magic) + " " + nonce_ + " " + verb + " " + rest + "\n";
  }
  std::string nonce_;
  std::string text_;
  int count_ = 0;
};

struct Step {
  std::string name;
  std::string failure;  // "EBUSY (Device or resource busy)"; empty where it passes
};
struct Case {
  std::string name;
  const char* role;
  std::vector<Step> steps;
};

const std::string busy = "EBUSY (Device or resource busy)";

// The cases of guest-image/tests/loop_mount.cpp, with fewer steps.
std::vector<Case> loop_mount() {
  return {{"make-file-system", protocol::role_control, {{"truncate"}, {"mkfs"}}},
          {"mount-reader-held", protocol::role_control, {{"attach"}, {"mount"}, {"unmount"}}},
          {"mount-writer-gone", protocol::role_control, {{"attach"}, {"mount"}, {"unmount"}}},
          {"mount-writer-held", protocol::role_hunted, {{"attach"}, {"mount"}, {"unmount"}}},
          {"second-mount-other-flags", protocol::role_reference, {{"attach"}, {"mount-read-only"}}}};
}

void fail_step(std::vector<Case>& cases, const std::string& one, const std::string& step,
               const std::string& failure) {
  for (Case& candidate : cases) {
    if (candidate.name != one) continue;
    for (size_t i = 0; i < candidate.steps.size(); ++i) {
      if (candidate.steps[i].name != step) continue;
      candidate.steps[i].failure = failure;
      candidate.steps.resize(i + 1);  // a case ends with the first step that fails
    }
  }
}

void tell_cases(Report& report, const std::vector<Case>& cases) {
  report.ktap("KTAP version 1");
  report.ktap("1.." + std::to_string(cases.size()));
  int number = 0;
  for (const Case& one : cases) {
    report.ktap("  KTAP version 1");
    report.ktap("  # Subtest: " + one.name);
    bool passed = true;
    int step_number = 0;
    for (const Step& step : one.steps) {
      passed = step.failure.empty();
      if (!passed) report.ktap(std::string("  # ") + protocol::errno_prefix + step.failure);
      report.ktap((passed ? "  ok " : "  not ok ") + std::to_string(++step_number) + " " + step.name);
    }
    report.ktap(std::string("# ") + protocol::role_prefix + one.role);
    report.ktap((passed ? "ok " : "not ok ") + std::to_string(++number) + " " + one.name);
  }
}

Report whole_report(const std::string& nonce, const std::vector<Case>& cases) {
  Report report(nonce);
  report.hello();
  tell_cases(report, cases);
  report.end();
  return report;
}

std::vector<Case> bad_cases() {
  auto cases = loop_mount();
  fail_step(cases, "mount-writer-held", "mount", busy);
  return cases;
}

// --- the machine ---

struct Machine {
  std::string nonce;
  int results = -1;
  int monitor = -1;
  std::ofstream console;
};

// As QEMU does: ends when it is told to, or, as after the guest's reboot, by itself.
[[noreturn]] void leave(const Machine& machine, int seconds_for_quit = 5) {
  std::string heard;
  pollfd readable{.fd = machine.monitor, .events = POLLIN, .revents = 0};
  while (heard.find("\"quit\"") == std::string::npos && ::poll(&readable, 1, seconds_for_quit * 1000) == 1) {
    char piece[512];
    const ssize_t count = ::read(machine.monitor, static_cast<char*>(piece), sizeof piece);
    if (count <= 0) break;
    heard.append(static_cast<char*>(piece), static_cast<size_t>(count));
  }
  std::exit(0);
}

constexpr int at_once = 0;

[[noreturn]] void play_garbage(Machine& machine) {
  Report wrong(std::string(machine.nonce.size(), 'f'));
  wrong.hello();
  tell_cases(wrong, bad_cases());
  wrong.end();
  send(machine.results, std::string("\0\0\xff\xfe\x80 \xc3\x28\n", 9) + wrong.text());
  // Ours, but with an end that does not fit, and cut off in the middle of a frame.
  Report report(machine.nonce);
  report.hello();
  report.ktap("KTAP version 1");
  report.ktap("1..5");
  report.raw(std::string(protocol::magic) + " " + machine.nonce + " " + protocol::end + " 99\n");
  report.raw(std::string(protocol::magic) + " " + machine.nonce + " " + protocol::ktap + " ok 1 mount-wri");
  send(machine.results, report.text());
  machine.console << std::string("\0\xff\x1b[2J\x1b]0;title\a garbage \r\n", 25) << std::flush;
  leave(machine, at_once);
}

// What the kernel says: after it is up, and while the hunted step runs.
void boot_messages(Machine& machine) {
  machine.console
      << "[    0.000000] Linux version 6.7.0-stand-in\r\n[    0.400000] Run /init as init process\r\n"
      << std::flush;
}

[[noreturn]] void panic(Machine& machine) {
  machine.console << "[    0.700000] Kernel panic - not syncing: VFS: Unable to mount root fs\r\n"
                  << std::flush;
  leave(machine, at_once);
}

// A complaint with its call trace, as the kernel lays it out; no kernel is quoted here.
void complain(Machine& machine, const std::string& first_line) {
  machine.console << "[    0.600000] ------------[ cut here ]------------\r\n"
                  << "[    0.600001] " << first_line << "\r\n"
                  << "[    0.600002] RIP: 0010:loop_set_status+0x4c/0x180\r\n"
                  << "[    0.600003] Call Trace:\r\n[    0.600004]  <TASK>\r\n"
                  << "[    0.600005]  ? show_regs+0x60/0x70\r\n[    0.600006]  lo_ioctl+0x3ab/0x700\r\n"
                  << "[    0.600007] ---[ end trace 0000000000000000 ]---\r\n"
                  << std::flush;
}

[[noreturn]] void play(const std::string& behaviour, Machine& machine) {
  if (behaviour == "boot-hangs") {
    machine.console << "[    0.000000] Linux version 6.7.0-stand-in\r\n" << std::flush;
    hang();
  }
  if (behaviour == "panics") panic(machine);
  if (behaviour == "garbage") play_garbage(machine);
  boot_messages(machine);
  if (behaviour == "floods") {
    const std::string line(1 << 20, 'x');
    for (int i = 0; i < 70; ++i) machine.console << line << "\n" << std::flush;
    leave(machine, 60);
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
    if (behaviour == "oopses") {  // and the process of the test with it
      report.ktap("Bail out! killed by signal 9");
      report.end();
    }
    send(machine.results, report.text());
    if (behaviour == "oopses") leave(machine);
    if (behaviour == "test-hangs") hang();
    panic(machine);
  }
  auto cases = loop_mount();
  if (behaviour == "warns") {
    complain(machine, "WARNING: CPU: 0 PID: 61 at drivers/block/loop.c:1207 loop_set_status+0x4c/0x180");
  } else if (behaviour.starts_with("bad")) {
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
  } else if (!behaviour.starts_with("good")) {
    give_up("a kernel that behaves as nobody knows: " + behaviour);
  }
  const bool lied_about = behaviour.ends_with("-lied-about");
  if (lied_about) {
    const auto opposite = behaviour.starts_with("bad") ? loop_mount() : bad_cases();
    send(machine.results, whole_report(std::string(machine.nonce.size(), '0'), opposite).text());
  }
  send(machine.results, whole_report(machine.nonce, cases).text());
  if (lied_about) send(machine.results, whole_report(std::string(machine.nonce.size(), '1'), {}).text());
  // A real guest reboots as soon as it has said all, so the host's quit may come too late.
  leave(machine, behaviour.ends_with("-hasty") ? at_once : 5);
}

// Lets the test know where we are, then never ends.
[[noreturn]] void reach_and_hang(const char* phase) {
  std::ofstream(world() / "reached") << phase << "\n" << std::flush;
  hang();
}

void suffer(const std::string& word) {
  if (word == "qemu-fails") give_up("cannot set up guest memory 'pc.ram': Cannot allocate memory");
  if (word == "qemu-is-killed") ::raise(SIGKILL);
  if (word == "hang-in-boot") reach_and_hang("boot");
}

// STAND_IN_KVM: "hangs" runs the probe of a few instructions and no kernel, "works" runs both; anything else
// has no KVM.
void start_kvm(const Options& options) {
  const char* mode = std::getenv("STAND_IN_KVM");
  const std::string kvm = mode != nullptr ? mode : "";
  if (kvm != "hangs" && kvm != "works") give_up("failed to initialize kvm: Operation not permitted");
  constexpr int probe_answered = (0x2a << 1) | 1;
  if (options.single.count("-bios") != 0) std::exit(probe_answered);
  if (kvm == "hangs") hang();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1 && std::string(argv[1]) == "--version") {
    std::puts("QEMU emulator version 7.2.0 (stand-in)");
    return 0;
  }
  const Options options = parse(argc, argv);
  const auto value = [&](const char* name) {
    const auto at = options.single.find(name);
    return at != options.single.end() ? at->second : std::string();
  };
  const bool kvm = value("-accel") == "kvm";
  if (kvm) start_kvm(options);

  std::string behaviour;
  if (!(std::ifstream(value("-kernel")) >> behaviour))
    give_up("could not open kernel file " + value("-kernel"));
  std::ofstream(world() / "boots", std::ios::app) << behaviour << (kvm ? " kvm" : " tcg") << "\n";
  suffer(trouble());

  Machine machine{.nonce = parameter(value("-append"), protocol::nonce_parameter),
                  .results = connect_to(options.chardev.at("results")),
                  .monitor = connect_to(options.chardev.at("monitor")),
                  .console = std::ofstream(options.chardev.at("console"), std::ios::binary)};
  if (parameter(value("-append"), protocol::test_parameter) != "loop-mount")
    give_up("another test is asked for");
  send(machine.monitor, "{\"QMP\": {\"version\": {}, \"capabilities\": []}}\r\n");
  const bool passes = trouble() == "bug-passes" && behaviour.starts_with("bad");
  play(passes ? "good" : this_time(behaviour), machine);
}
