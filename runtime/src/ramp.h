// Probabilities interpolated in a triangle.
#ifndef EDGEWARD_RAMP_H
#define EDGEWARD_RAMP_H

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "raster.h"
#include "vectors.h"

namespace edgeward {

inline void write(float chance, float* pixel) { *pixel = chance; }
inline void write(float chance, uint8_t* pixel) {
  *pixel = static_cast<uint8_t>(255.0f * chance + 0.5f);
}

#if EDGEWARD_VECTORS
inline void write(Floats chances, float* pixels) { store(pixels, chances); }
inline void write(Floats chances, uint8_t* pixels) {
  store(pixels, narrow(to_ints(255.0f * chances + 0.5f)));
}

// The first `n` of four. All four pixels are the caller's and keep what they hold: a fixed
// amount of work is cheaper than a branch that cannot be predicted.
inline void write(Floats chances, int32_t n, float* pixels) {
  const Ints taken = Ints{0, 1, 2, 3} < n;
  const Ints kept = load<Ints>(pixels) & ~taken;
  store(pixels, (reinterpret_cast<Ints>(chances) & taken) | kept);
}
inline void write(Floats chances, int32_t n, uint8_t* pixels) {
  const uint32_t taken = (uint32_t{1} << 8 * n) - 1;
  const uint32_t bytes = narrow(to_ints(255.0f * chances + 0.5f));
  store(pixels, (bytes & taken) | (load<uint32_t>(pixels) & ~taken));
}
#endif

// Three probabilities in a triangle, as an affine function that stays in their range.
struct Slope {
  double origin, down, along;  // at pixel (0, 0), and its change per row and column
  float step, low, high;

  // Columns [begin, end) of a row, whose pixels are the caller's up to column `limit`; `anchor` is
  // where the triangle begins in it, whatever the region.
  template <typename Number>
  void row(int32_t row, int32_t anchor, int32_t begin, int32_t end, [[maybe_unused]] int32_t limit,
           Number* to) const {
    const auto first = static_cast<float>(origin + down * row + along * anchor);
    const auto at = [&](int32_t col) { return to + (col - begin); };
    int32_t col = begin;
#if EDGEWARD_VECTORS
    const auto four = [&](int32_t from) {
      const Floats lane = to_floats(Ints{0, 1, 2, 3} + (from - anchor));
      return minimum(maximum(first + step * lane, Floats{} + low), Floats{} + high);
    };
    if (end - begin >= 4) {
      // The last four may be written twice, with the same numbers.
      for (; col + 4 < end; col += 4) write(four(col), at(col));
      return write(four(end - 4), at(end - 4));
    }
    if (col + 4 <= limit) return write(four(col), end - col, to);
#endif
    for (; col < end; ++col) {
      const float chance = first + step * static_cast<float>(col - anchor);
      write(std::min(std::max(chance, low), high), at(col));
    }
  }
};

// Interpolates three probabilities in a triangle, along its rows.
class Ramp {
 public:
  Ramp(const Triangle& triangle, const float (&chances)[3]);

  // Too steep for a slope: its terms would leave more than 2^-27 of their sum.
  bool is_steep() const { return !(std::fabs(slope_.along) + std::fabs(slope_.down) < 0x1p10); }
  Slope slope() const { return slope_; }

  // From the weights of every pixel: slower, for any triangle, and without an anchor.
  template <typename Number>
  void by_weights(int32_t row, int32_t begin, int32_t end, Number* to) const;

 private:
  const Triangle* triangle_;
  double chances_[3];
  Slope slope_;
};

}  // namespace edgeward

#endif
