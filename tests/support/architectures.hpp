// The rows of the table of architectures, by name.
#pragma once

#include "model/arch.hpp"

inline const kbisect::Arch& x86_64 = *kbisect::find_arch("x86_64");
inline const kbisect::Arch& arm64 = *kbisect::find_arch("arm64");
