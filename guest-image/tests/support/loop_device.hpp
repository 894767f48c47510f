// A loop device (loop(4)) and a mount that leave nothing behind, whatever a case has come to.
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

  // The steps of mount(8) in util-linux 2.34: a free device, the image and the device opened for writing, the
  // image bound, LO_FLAGS_AUTOCLEAR set if wanted, the image closed. writer() stays open.
  void attach(const char* image, Autoclear autoclear);

  // Takes over, for cleaning up, a device that somebody else has configured.
  void adopt(std::string path);

  // The descriptor that has configured the device, O_RDWR.
  Descriptor& writer() { return writer_; }
  [[nodiscard]] const char* path() const { return path_.c_str(); }

  // Waits for the kernel to have unbound the image; ETIMEDOUT when it does not within two seconds.
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

  // ext4; `flags` as in mount(2).
  Result mount(const char* device, unsigned long flags = 0);
  Result unmount();
  // Takes over, for cleaning up, what somebody else has mounted.
  void adopt() { mounted_ = true; }
  [[nodiscard]] bool is_mounted() const { return mounted_; }

 private:
  Steps& steps_;
  const char* place_;
  bool mounted_ = false;
};

}  // namespace kbisect::guest
