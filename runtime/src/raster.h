// Exact rasterisation: triangles of integer vertices, the columns they cover in each pixel row, and
// the weights of a pixel.
#ifndef EDGEWARD_RASTER_H
#define EDGEWARD_RASTER_H

#include <algorithm>
#include <cstdint>

#include "edgeward.h"
#include "mesh.h"

namespace edgeward {

// Twice the signed area of triangle abc, below 2^47 for sides up to EDGEWARD_MAX_SIDE; negative if
// they turn clockwise on the screen, as the corners of a cell do where the grid does not fold.
inline int64_t cross(const Vertex& a, const Vertex& b, const Vertex& c) {
  return int64_t{b.row - a.row} * (c.col - a.col) - int64_t{b.col - a.col} * (c.row - a.row);
}

// First pixel at or after a coordinate, and last pixel at or before it.
inline int32_t pixel_after(int32_t fixed) { return (fixed + kOne - 1) / kOne; }
inline int32_t pixel_before(int32_t fixed) { return fixed / kOne; }

// A triangle, and which of its edges (from a vertex to the next) count as part of it: bit k is set
// if edge k is closed.
struct Triangle {
  Vertex v[3];
  uint32_t closed;

  int64_t area() const { return cross(v[0], v[1], v[2]); }
  int32_t top() const { return std::min({v[0].row, v[1].row, v[2].row}); }
  int32_t bottom() const { return std::max({v[0].row, v[1].row, v[2].row}); }
};

constexpr uint32_t kAllClosed = 7;

// Steps down the pixel rows along an edge and knows the first column that is not before it (`after`
// = 0), or that is beyond it (`after` = 1). In 16.47 fixed point, yet exact: where an edge of up to
// 2^15 pixel rows crosses a row is a multiple of at least 2^-31 of a column, and the sum of all
// roundings stays below 2^-32 = `kDoubt`. (2^15 steps of 2^-48, and 2^-36 in float64 at the start.)
struct Stepper {
  static constexpr int kFraction = 47;
  static constexpr int64_t kUnit = int64_t{1} << kFraction, kDoubt = kUnit >> 32;

  int64_t position, slope;

  int32_t column() const { return static_cast<int32_t>(position >> kFraction); }
  void next() { position += slope; }
};

// `from` lies above `to`; `pixel_row` between them.
Stepper step_down(const Vertex& from, const Vertex& to, int32_t pixel_row, int32_t after);

// The rows [begin, end) of a triangle in a region, and the columns between its left and right edge.
struct Spans {
  int32_t begin, end;
  Stepper left, right;
  // From row `turn` on, one of the two follows another edge.
  int32_t turn;
  bool right_turns;
  Stepper turned;
};

// Of a triangle with an area. `bottom` tells whether pixels at the very bottom of it count.
Spans find_spans(const Triangle& triangle, const edgeward_region& region, bool bottom);

// Calls paint(row, begin, end, anchor) for the columns [begin, end) of the region that a triangle
// covers, top to bottom; `anchor` is `begin` as if the region had no left side.
template <typename Paint>
void for_each_span(const Triangle& triangle, const edgeward_region& region, bool bottom,
                   Paint&& paint) {
  const Spans spans = find_spans(triangle, region, bottom);
  Stepper left = spans.left, right = spans.right;
  for (int32_t row = spans.begin; row < spans.end; ++row, left.next(), right.next()) {
    if (row == spans.turn) (spans.right_turns ? right : left) = spans.turned;
    const int32_t first = std::max(left.column(), region.left);
    const int32_t past = std::min(right.column(), region.right);
    if (first < past) paint(row, first, past, left.column());
  }
}

// Weights of the three vertices at a pixel, positive inside. Integers below 2^53, so steps along a
// row are exact in double.
struct Weights {
  double at[3], step[3];  // step: per column

  double sum(const double (&s)[3]) const { return (at[0] * s[0] + at[1] * s[1]) + at[2] * s[2]; }

  Weights moved(int32_t columns) const {
    Weights result = *this;
    for (int k = 0; k < 3; ++k) result.at[k] += columns * step[k];
    return result;
  }
};

Weights weights(const Triangle& triangle, int32_t row, int32_t col);

}  // namespace edgeward

#endif
