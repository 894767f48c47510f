#include "base/log.hpp"

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/spdlog.h>

#include "base/error.hpp"

namespace kbisect::log {
namespace {

std::shared_ptr<spdlog::logger>& current() {
  static std::shared_ptr<spdlog::logger> logger;
  return logger;
}

}  // namespace

void open(const std::filesystem::path& file) {
  try {
    auto sink = std::make_shared<spdlog::sinks::basic_file_sink_st>(file.string());
    current() = std::make_shared<spdlog::logger>("kbisect", std::move(sink));
  } catch (const spdlog::spdlog_ex& error) {
    throw InfrastructureError(error.what());
  }
  current()->set_level(spdlog::level::debug);
  current()->flush_on(spdlog::level::debug);
  // On a full disk the run stops at the first write that matters, with a better message than a lost log line.
  current()->set_error_handler([](const std::string&) {});
}

void debug(const std::string& message) {
  if (current()) current()->debug("{}", message);
}

}  // namespace kbisect::log
