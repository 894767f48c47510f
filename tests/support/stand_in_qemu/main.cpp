// A stand-in for qemu-system-x86_64: takes the arguments that kbisect passes, connects to its sockets as QEMU
// does, and plays the guest named by the first word of the kernel image. It serves to produce faults; what a
// real guest reports is covered by the tests that boot one.
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
#include <random>
#include <sstream>
#include <string>

#include "guest-image/protocol.hpp"
#include "support/stand_in_qemu/guest.hpp"

namespace protocol = kbisect::protocol;

namespace {

// --- the command line ---

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

// The value of "name=value" on the kernel's command line; `name` includes the '='. Empty if absent.
std::string parameter(const std::string& line, const std::string& name) {
  std::istringstream words(line);
  for (std::string word; words >> word;) {
    if (word.starts_with(name)) return word.substr(name.size());
  }
  return {};
}

// How often a kernel of this behaviour has been booted, including this boot.
int boots_of(const std::string& behaviour) {
  int boots = 0;
  std::ifstream lines(world() / "boots");
  for (std::string word, acceleration; lines >> word >> acceleration;) boots += word == behaviour ? 1 : 0;
  return boots;
}

// Replaces a behaviour that differs between boots by the plain one for this boot.
std::string this_time(const std::string& behaviour) {
  if (behaviour == "flaky") {
    std::minstd_rand random(static_cast<unsigned>(boots_of(behaviour)));
    random.discard(5);
    return random() % 2 == 0 ? "bad" : "good";
  }
  // "good:2:bad" is good for two boots and bad from then on.
  const size_t colon = behaviour.find(':');
  if (colon == std::string::npos) return behaviour;
  const size_t second = behaviour.find(':', colon + 1);
  const int first_boots = std::stoi(behaviour.substr(colon + 1));
  return boots_of(behaviour) > first_boots ? behaviour.substr(second + 1) : behaviour.substr(0, colon);
}

// The machine's trouble, if as many commits have been configured as its file says; else empty.
std::string trouble() {
  std::string word;
  int from = 0;
  std::ifstream(world() / "trouble") >> word >> from;
  int commits = 0;
  std::ifstream calls(world() / "configure-calls");
  for (std::string line; std::getline(calls, line);) commits += 1;
  return commits >= from ? word : "";
}

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

// Tells the test which phase this is, then hangs.
[[noreturn]] void reach_and_hang(const char* phase) {
  std::ofstream(world() / "reached") << phase << "\n" << std::flush;
  hang();
}

// Tells the test which phase this is, then continues once the test has removed the trouble.
void reach_and_pause(const char* phase) {
  std::ofstream(world() / "reached") << phase << "\n" << std::flush;
  while (std::filesystem::exists(world() / "trouble")) ::usleep(20'000);
}

void suffer(const std::string& word) {
  if (word == "qemu-fails") give_up("cannot set up guest memory 'pc.ram': Cannot allocate memory");
  if (word == "qemu-is-killed") ::raise(SIGKILL);
  if (word == "hang-in-boot") reach_and_hang("boot");
  if (word == "pause-in-boot") reach_and_pause("boot");
}

// STAND_IN_KVM: with "hangs" the probe of a few instructions runs but no kernel does, with "works" both run;
// with any other value there is no KVM.
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
                  .test = parameter(value("-append"), protocol::test_parameter),
                  .results = connect_to(options.chardev.at("results")),
                  .monitor = connect_to(options.chardev.at("monitor")),
                  .console = std::ofstream(options.chardev.at("console"), std::ios::binary)};
  // All guest tests but two report the same cases (guest.cpp).
  if (machine.test != "loop-mount" && machine.test != "loop-mount-cases" && machine.test != "userland" &&
      machine.test != protocol::own_test)
    give_up("another test is asked for");
  send(machine.monitor, "{\"QMP\": {\"version\": {}, \"capabilities\": []}}\r\n");
  // "--append stand-in=good" is a boot parameter that changes the kernel's behaviour.
  if (const std::string turned = parameter(value("-append"), "stand-in="); !turned.empty())
    behaviour = turned;
  const bool passes = trouble() == "bug-passes" && behaviour.starts_with("bad");
  play(passes ? "good" : this_time(behaviour), machine);
}
