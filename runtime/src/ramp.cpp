#include "ramp.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace edgeward {

Ramp::Ramp(const Triangle& triangle, const float (&chances)[3])
    : triangle_(&triangle), chances_{chances[0], chances[1], chances[2]} {
  const double scale = 1.0 / static_cast<double>(triangle.area()), one = kOne;
  double along = 0, down = 0;
  for (int k = 0; k < 3; ++k) {
    const Vertex &from = triangle.v[(k + 1) % 3], &to = triangle.v[(k + 2) % 3];
    along += (to.row - from.row) * chances_[k];
    down -= (to.col - from.col) * chances_[k];
  }
  slope_.along = along * scale * one, slope_.down = down * scale * one;
  slope_.origin = chances_[0] - slope_.along * (triangle.v[0].col / one) -
                  slope_.down * (triangle.v[0].row / one);
  slope_.step = static_cast<float>(slope_.along);
  slope_.low = std::min({chances[0], chances[1], chances[2]});
  slope_.high = std::max({chances[0], chances[1], chances[2]});
}

template <typename Number>
void Ramp::by_weights(int32_t row, int32_t begin, int32_t end, Number* to) const {
  const Weights start = weights(*triangle_, row, begin);
  const double scale = 1.0 / static_cast<double>(std::abs(triangle_->area()));
  for (int32_t col = begin; col < end; ++col) {
    const double sum = start.moved(col - begin).sum(chances_) * scale;
    write(std::clamp(static_cast<float>(sum), slope_.low, slope_.high), to++);
  }
}

template void Ramp::by_weights(int32_t, int32_t, int32_t, float*) const;
template void Ramp::by_weights(int32_t, int32_t, int32_t, uint8_t*) const;

}  // namespace edgeward
