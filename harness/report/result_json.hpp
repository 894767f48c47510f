// result.json: one run, for programs.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "model/outcome.hpp"

namespace kbisect {

nlohmann::json result_json(const Result& result);

}  // namespace kbisect
