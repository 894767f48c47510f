// A first, cheap test of whether this machine can run any guest under KVM. Only a Linux guest that has
// answered proves that it can run Linux (stages/run.hpp): /dev/kvm may open and run a few instructions and
// still hang a kernel.
#pragma once

#include <string>

#include "base/error.hpp"
#include "model/arch.hpp"

namespace kbisect {

// Starts a guest of four instructions under KVM that ends itself; takes five seconds at most. Fails with the
// reason why KVM cannot be used. There is a probe guest for x86_64 only. Throws InfrastructureError when QEMU
// cannot be started.
Expected<void> probe_kvm(const Arch& arch);

}  // namespace kbisect
