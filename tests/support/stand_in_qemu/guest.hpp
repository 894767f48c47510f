// Plays the guest whose behaviour is the first word of the kernel image. Does not return.
#pragma once

#include <string>

#include "support/stand_in_qemu/machine.hpp"

[[noreturn]] void play(const std::string& behaviour, Machine& machine);
