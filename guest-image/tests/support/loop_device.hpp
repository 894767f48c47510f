// A loop device (loop(4)) and a mount that clean up after themselves, however a case ends.
#pragma once

#include <string>

#include "agent/descriptor.hpp"
#include "agent/test.hpp"

namespace kbisect::guest {

enum class Autoclear { off, on };

class LoopDevice {
 public:
  explicit LoopDevice(Steps& steps) : steps_(steps) {}
  ~LoopDevice();
  LoopDevice(const LoopDevice&) = delete;
  LoopDevice& operator=(const LoopDevice&) = delete;

  // Runs the steps of mount(8) from util-linux 2.34: find a free device, open the image and the device for
  // writing, bind the image, set LO_FLAGS_AUTOCLEAR if requested, close the image. writer() stays open.
  void attach(const char* image, Autoclear autoclear);

  // Takes over the cleanup of a device that a program has configured.
  void adopt(std::string path);

  // The O_RDWR descriptor that configured the device.
  Descriptor& writer() { return writer_; }
  [[nodiscard]] const char* path() const { return path_.c_str(); }

  // Waits until the kernel has unbound the image; ETIMEDOUT after naps of 2 s in total.
  [[nodiscard]] Result wait_until_unbound() const;

 private:
  Result find_free();
  Result set_autoclear(const char* image);
  Result unbind();

  Steps& steps_;
  std::string path_;
  Descriptor writer_;
  bool bound_ = false;
};

class Mount {
 public:
  Mount(Steps& steps, const char* place) : steps_(steps), place_(place) {}
  ~Mount();
  Mount(const Mount&) = delete;
  Mount& operator=(const Mount&) = delete;

  // Mounts ext4; `flags` as in mount(2).
  Result mount(const char* device, unsigned long flags = 0);
  Result unmount();
  // Takes over the cleanup of what a program has mounted at this place.
  void adopt() { mounted_ = true; }
  [[nodiscard]] bool is_mounted() const { return mounted_; }

 private:
  Steps& steps_;
  const char* place_;
  bool mounted_ = false;
};

}  // namespace kbisect::guest
