#include "tools/qemu.hpp"

#include <fmt/format.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include "base/digest.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/log.hpp"
#include "base/subprocess.hpp"
#include "guest-image/protocol.hpp"
#include "tools/qmp.hpp"

namespace kbisect {
namespace {

using boost::asio::local::stream_protocol;

constexpr int nonce_bytes = 16;

std::filesystem::path monitor_address(const std::filesystem::path& sockets) {
  return sockets / "qmp";
}

std::filesystem::path results_address(const std::filesystem::path& sockets) {
  return sockets / "results";
}

// Commas separate QEMU's options; within a value they are doubled.
std::string option_value(const std::filesystem::path& path) {
  std::string escaped;
  for (const char c : path.string()) {
    escaped += c;
    if (c == ',') escaped += ',';
  }
  return escaped;
}

// The host's end of the results port: feeds the report and calls `on_complete` once when it is complete.
class ResultsPort {
 public:
  ResultsPort(boost::asio::io_context& loop, const std::filesystem::path& address, GuestReport& report,
              std::function<void()> on_complete)
      : acceptor_(loop, stream_protocol::endpoint(address.string())),
        socket_(loop),
        report_(report),
        on_complete_(std::move(on_complete)) {
    acceptor_.async_accept(socket_, [this](const boost::system::error_code& error) {
      if (!error) read();
    });
  }

 private:
  void read() {
    socket_.async_read_some(boost::asio::buffer(buffer_),
                            [this](const boost::system::error_code& error, size_t count) {
                              report_.feed({buffer_.data(), count});
                              if (report_.complete() && on_complete_) std::exchange(on_complete_, nullptr)();
                              if (!error) read();
                            });
  }

  stream_protocol::acceptor acceptor_;
  stream_protocol::socket socket_;
  GuestReport& report_;
  std::function<void()> on_complete_;
  std::array<char, 65536> buffer_{};
};

std::string kernel_command_line(const BootRequest& request, const std::string& nonce) {
  const Arch& arch = *request.arch;
  // The log is evidence: ignore_loglevel keeps "quiet", or a config's CONFIG_CONSOLE_LOGLEVEL_DEFAULT, from
  // hiding it (Documentation/admin-guide/kernel-parameters.txt).
  return fmt::format("console={}{} ignore_loglevel panic=-1 {}{} {}{}{}{}{}", arch.console,
                     arch.reboot.empty() ? "" : fmt::format(" reboot={}", arch.reboot),
                     protocol::nonce_parameter, nonce, protocol::test_parameter, request.test,
                     request.trace.empty() ? "" : " nokaslr", request.parameters.empty() ? "" : " ",
                     request.parameters);
}

std::uintmax_t console_size(const BootRequest& request) {
  std::error_code absent;
  const std::uintmax_t size = std::filesystem::file_size(request.console, absent);
  return absent ? 0 : size;
}

}  // namespace

std::string text(Acceleration acceleration) {
  return acceleration == Acceleration::kvm ? "kvm" : "tcg";
}

std::vector<std::string> qemu_arguments(const BootRequest& request, const std::string& nonce,
                                        const std::filesystem::path& sockets) {
  const bool emulated = request.acceleration == Acceleration::tcg;
  std::vector<std::string> arguments{
      std::string(request.arch->qemu), "-machine", std::string(request.arch->machine),
      // The guest has one processor, so a second translation thread would only cost time.
      "-accel", emulated ? "tcg,thread=single" : "kvm", "-cpu",
      emulated ? std::string(request.arch->emulated_cpu) : "host", "-smp", "1", "-m",
      fmt::format("{}M", request.memory_mib), "-nodefaults", "-no-user-config", "-no-reboot", "-display",
      "none", "-nic", "none", "-sandbox",
      "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny", "-kernel",
      request.image.string(), "-initrd", request.initramfs.string(), "-append",
      kernel_command_line(request, nonce), "-chardev",
      "file,id=console,path=" + option_value(request.console), "-serial", "chardev:console", "-chardev",
      "socket,id=monitor,path=" + option_value(monitor_address(sockets)), "-mon",
      "chardev=monitor,mode=control", "-device", "virtio-serial-pci", "-chardev",
      "socket,id=results,path=" + option_value(results_address(sockets)), "-device",
      fmt::format("virtserialport,chardev=results,name={}", protocol::results_port)};
  if (!request.trace.empty())
    arguments.insert(arguments.end(), {"-d", "in_asm", "-D", request.trace.string()});
  return arguments;
}

Boot boot(const BootRequest& request) {
  const TemporaryDirectory sockets;
  const std::string nonce = random_hex(nonce_bytes);
  boost::asio::io_context loop;
  Boot result{.report = GuestReport(nonce)};
  QmpMonitor monitor(loop, monitor_address(sockets.path()));
  const ResultsPort port(loop, results_address(sockets.path()), result.report,
                         [&monitor] { monitor.quit(); });
  bool flooded = false;
  const Finished finished = run({.argv = qemu_arguments(request, nonce, sockets.path()),
                                 .on_tick =
                                     [&] {
                                       request.on_tick();
                                       if (flooded || console_size(request) <= console_limit) return;
                                       flooded = true;
                                       monitor.quit();
                                     },
                                 .deadline = request.deadline},
                                loop);
  result.seconds = std::chrono::duration<double>(finished.elapsed).count();
  const bool timed_out = std::holds_alternative<TimedOut>(finished.ending);
  if (!timed_out && !finished.ok()) {
    throw InfrastructureError(
        fmt::format("{} failed ({}): {}", request.arch->qemu, describe(finished.ending), finished.err));
  }
  if (const int ignored = result.report.ignored(); ignored > 0)
    log::debug(fmt::format("the guest sent {} lines on its results port that had no effect", ignored));
  if (flooded) {
    result.ending = BootEnding::flooded;
  } else {
    result.ending = timed_out ? BootEnding::deadline : BootEnding::left;
  }
  if (console_size(request) > console_limit) std::filesystem::resize_file(request.console, console_limit);
  return result;
}

}  // namespace kbisect
