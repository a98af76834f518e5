#include "ramp.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "vectors.h"

namespace edgeward {
namespace {

void write(float chance, float* pixel) { *pixel = chance; }
void write(float chance, uint8_t* pixel) { *pixel = static_cast<uint8_t>(255.0f * chance + 0.5f); }

#if EDGEWARD_VECTORS
// The first `n` of four, or all.
void write(Floats chances, int32_t n, float* pixels) {
  if (n >= 4) return store(pixels, chances);
  for (int32_t k = 0; k < n; ++k) pixels[k] = chances[k];
}
void write(Floats chances, int32_t n, uint8_t* pixels) {
  const Ints bytes = __builtin_convertvector(255.0f * chances + 0.5f, Ints);
  for (int32_t k = 0; k < std::min(n, 4); ++k) pixels[k] = static_cast<uint8_t>(bytes[k]);
}
#endif

}  // namespace

Ramp::Ramp(const Triangle& triangle, const float (&chances)[3])
    : triangle_(&triangle), chances_{chances[0], chances[1], chances[2]} {
  const double scale = 1.0 / static_cast<double>(triangle.area()), one = kOne;
  double along = 0, down = 0;
  for (int k = 0; k < 3; ++k) {
    const Vertex &from = triangle.v[(k + 1) % 3], &to = triangle.v[(k + 2) % 3];
    along += (to.row - from.row) * chances_[k];
    down -= (to.col - from.col) * chances_[k];
  }
  along_ = along * scale * one, down_ = down * scale * one;
  origin_ = chances_[0] - along_ * (triangle.v[0].col / one) - down_ * (triangle.v[0].row / one);
  low_ = std::min({chances[0], chances[1], chances[2]});
  high_ = std::max({chances[0], chances[1], chances[2]});
  // Terms of the sum beyond this leave less than 2^-27 of it.
  is_steep_ = !(std::fabs(along_) + std::fabs(down_) < 0x1p10);
}

template <typename Number>
void Ramp::row(int32_t row, int32_t anchor, int32_t begin, int32_t end, Number* to) const {
  if (is_steep_) return by_weights(row, begin, end, to);
  const auto first = static_cast<float>(origin_ + down_ * row + along_ * anchor);
  const auto step = static_cast<float>(along_);
  int32_t k = begin - anchor;
  const int32_t past = end - anchor;
  to -= k;
#if EDGEWARD_VECTORS
  for (; k < past; k += 4) {
    const Floats lane = to_floats(Ints{0, 1, 2, 3} + k), low = Floats{} + low_;
    write(minimum(maximum(first + step * lane, low), Floats{} + high_), past - k, to + k);
  }
#else
  for (; k < past; ++k) {
    write(std::min(std::max(first + step * static_cast<float>(k), low_), high_), to + k);
  }
#endif
}

template <typename Number>
void Ramp::by_weights(int32_t row, int32_t begin, int32_t end, Number* to) const {
  const Weights start = weights(*triangle_, row, begin);
  const double scale = 1.0 / static_cast<double>(std::abs(triangle_->area()));
  for (int32_t col = begin; col < end; ++col) {
    const double sum = start.moved(col - begin).sum(chances_) * scale;
    write(std::clamp(static_cast<float>(sum), low_, high_), to++);
  }
}

template void Ramp::row(int32_t, int32_t, int32_t, int32_t, float*) const;
template void Ramp::row(int32_t, int32_t, int32_t, int32_t, uint8_t*) const;
template void Ramp::by_weights(int32_t, int32_t, int32_t, float*) const;
template void Ramp::by_weights(int32_t, int32_t, int32_t, uint8_t*) const;

}  // namespace edgeward
