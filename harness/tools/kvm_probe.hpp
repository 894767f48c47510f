// Whether this machine can run any guest under KVM at all: a first, cheap question. That it runs Linux is
// only proven by a Linux guest that has answered (stages/run.hpp): /dev/kvm can open, run a few instructions,
// and still hang a kernel.
#pragma once

#include <string>

#include "base/error.hpp"
#include "model/arch.hpp"

namespace kbisect {

// Starts a guest of a few instructions under KVM, which ends itself. Fails with the reason why KVM is out of
// the question.
Expected<void> probe_kvm(const Arch& arch);

}  // namespace kbisect
