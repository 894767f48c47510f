#include "model/search/proof_boots.hpp"

#include <algorithm>
#include <cmath>

namespace kbisect {

int proof_boots(double failure_rate) {
  if (failure_rate >= 1) return least_proof_boots;
  const double passes = std::log(chance_of_luck) / std::log1p(-failure_rate);
  return std::clamp(static_cast<int>(std::ceil(std::min<double>(passes, most_proof_boots))),
                    least_proof_boots, most_proof_boots);
}

}  // namespace kbisect
