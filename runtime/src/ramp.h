// Probabilities interpolated in a triangle.
#ifndef EDGEWARD_RAMP_H
#define EDGEWARD_RAMP_H

#include <cstdint>

#include "raster.h"

namespace edgeward {

// Interpolates three probabilities in a triangle, along its rows.
class Ramp {
 public:
  Ramp(const Triangle& triangle, const float (&chances)[3]);

  // Columns [begin, end) of a row; `anchor` is where the triangle begins in it, whatever the
  // region.
  template <typename Number>
  void row(int32_t row, int32_t anchor, int32_t begin, int32_t end, Number* to) const;

  // The same from the weights of every pixel: slower, for any triangle, and without an anchor.
  template <typename Number>
  void by_weights(int32_t row, int32_t begin, int32_t end, Number* to) const;

 private:
  const Triangle* triangle_;
  double chances_[3];
  double origin_, along_, down_;  // at pixel (0, 0), and its change per column and row
  float low_, high_;
  bool is_steep_;
};

}  // namespace edgeward

#endif
