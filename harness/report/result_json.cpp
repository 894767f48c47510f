#include "report/result_json.hpp"

#include <nlohmann/json.hpp>

#include "model/search/certificate.hpp"

namespace kbisect {

nlohmann::json result_json(const Result& result) {
  nlohmann::json steps = nlohmann::json::array();
  for (const Step& step : result.steps) steps.push_back(to_json(step));
  nlohmann::json certificate;
  if (const auto* found = std::get_if<CulpritFound>(&result.outcome))
    certificate = to_json(certificate_of(result.header, found->culprit, result.steps));
  return {{"schema", 4},
          {"outcome", to_json(result.outcome)},
          {"exit_code", static_cast<int>(exit_code(result))},
          {"run", to_json(result.header)},
          {"acceleration", result.acceleration},
          {"pruned", result.pruned},
          {"search_profile_given_up", result.search_profile_given_up.value_or("")},
          {"certificate", certificate},
          {"steps", steps},
          {"seconds",
           {{"wall", result.times.wall},
            {"make", result.times.make},
            {"configure", result.times.configure},
            {"qemu", result.times.qemu},
            {"checkout", result.times.checkout},
            {"overhead", result.times.overhead()}}}};
}

}  // namespace kbisect
