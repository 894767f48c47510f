#include "tests/support/loop_device.hpp"

#include <linux/loop.h>
#include <sys/ioctl.h>
#include <sys/mount.h>

#include <cstring>
#include <ctime>

namespace kbisect::guest {
namespace {

constexpr long nap_ns = 100'000;
constexpr long patience_ns = 2'000'000'000;

}  // namespace

LoopDevice::~LoopDevice() {
  if (bound_) steps_.clean_up("unbinding the loop device", unbind());
}

Result LoopDevice::find_free() {
  Descriptor control;
  Result opened = control.open("/dev/loop-control", O_RDWR);
  if (!opened.ok()) return opened;
  const int number = ::ioctl(control.get(), LOOP_CTL_GET_FREE);
  path_ = "/dev/loop" + std::to_string(number);
  return of_call(number);
}

Result LoopDevice::set_autoclear(const char* image) {
  loop_info64 info{};
  std::strncpy(reinterpret_cast<char*>(info.lo_file_name), image, LO_NAME_SIZE - 1);
  info.lo_flags = LO_FLAGS_AUTOCLEAR;
  return of_call(::ioctl(writer_.get(), LOOP_SET_STATUS64, &info));
}

void LoopDevice::attach(const char* image, Autoclear autoclear) {
  Descriptor file;
  steps_.run("get-free-device", [&] { return find_free(); });
  steps_.run("open-image", [&] { return file.open(image, O_RDWR); });
  steps_.run("open-device", [&] { return writer_.open(path(), O_RDWR); });
  steps_.run("set-fd", [&] {
    Result result = of_call(::ioctl(writer_.get(), LOOP_SET_FD, file.get()));
    bound_ = result.ok();
    return result;
  });
  // LOOP_SET_STATUS64 freezes the device's queue for some milliseconds, so it is called only when needed.
  if (autoclear == Autoclear::on) steps_.run("set-autoclear", [&] { return set_autoclear(image); });
  steps_.run("close-image", [&] { return file.close(); });
}

void LoopDevice::adopt(std::string path) {
  path_ = std::move(path);
  bound_ = true;
}

Result LoopDevice::wait_until_unbound() const {
  for (long waited = 0; waited < patience_ns; waited += nap_ns) {
    Descriptor device;
    Result opened = device.open(path(), O_RDONLY);
    if (opened.error == ENXIO) return {};
    if (!opened.ok()) return opened;
    loop_info64 info{};
    if (::ioctl(device.get(), LOOP_GET_STATUS64, &info) != 0 && errno == ENXIO) return {};
    // This may be the last open descriptor, in which case closing it triggers the unbinding.
    device.close();
    const timespec length{.tv_sec = 0, .tv_nsec = nap_ns};
    ::nanosleep(&length, nullptr);
  }
  return {.error = ETIMEDOUT, .note = {}};
}

Result LoopDevice::unbind() {
  Descriptor device;
  Result opened = device.open(path(), O_RDONLY);
  // ENXIO from the ioctl means that AUTOCLEAR has unbound the device, or is about to.
  if (opened.ok()) ::ioctl(device.get(), LOOP_CLR_FD);
  device.close();
  writer_.close();
  return wait_until_unbound();
}

Mount::~Mount() {
  if (mounted_) steps_.clean_up("unmounting", unmount());
}

Result Mount::mount(const char* device, unsigned long flags) {
  Result result = of_call(::mount(device, place_, "ext4", flags, nullptr));
  mounted_ = mounted_ || result.ok();
  return result;
}

Result Mount::unmount() {
  Result result = of_call(::umount2(place_, 0));
  mounted_ = mounted_ && !result.ok();
  return result;
}

}  // namespace kbisect::guest
