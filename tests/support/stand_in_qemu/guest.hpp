// What a guest does, by the first word of its kernel image; no kernel is quoted here.
#pragma once

#include <string>

#include "support/stand_in_qemu/machine.hpp"

[[noreturn]] void play(const std::string& behaviour, Machine& machine);
