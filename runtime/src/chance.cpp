#include "chance.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace edgeward {
namespace {

// e^x within 2^-22 of itself for x in [-87, 88], which x is clamped to. Cody and Waite's reduction,
// then the Taylor series to x^7 for |x| <= ln(2) / 2, whose rest is below 2^-27.
float exponential(float x) {
  x = std::min(std::max(x, -87.0f), 88.0f);
  const float power = std::floor(x * 1.44269504f + 0.5f);
  const float r = (x - power * 0.693359375f) + power * 2.12194440e-4f;
  float sum = 1.0f / 5040;
  sum = sum * r + 1.0f / 720;
  sum = sum * r + 1.0f / 120;
  sum = sum * r + 1.0f / 24;
  sum = sum * r + 1.0f / 6;
  sum = sum * r + 0.5f;
  sum = sum * r + 1.0f;
  sum = sum * r + 1.0f;
  const auto bits = static_cast<uint32_t>(static_cast<int32_t>(power) + 127) << 23;
  float scale;
  std::memcpy(&scale, &bits, sizeof scale);
  return sum * scale;
}

}  // namespace

float chance(const Values& values, const float* scores, int32_t label, float step) {
  const float own = scores[label * values.channel_stride];
  double sum = 0;
  for (int32_t k = 0; k < values.channels; ++k) {
    sum += k == label ? 1.0f : exponential((scores[k * values.channel_stride] - own) * step);
  }
  return static_cast<float>(1.0 / sum);
}

}  // namespace edgeward
