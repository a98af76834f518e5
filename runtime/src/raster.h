// Exact rasterisation: triangles of integer vertices, the columns they cover in each pixel row, and
// the weights of a pixel.
#ifndef EDGEWARD_RASTER_H
#define EDGEWARD_RASTER_H

#include <algorithm>
#include <cstdint>
#include <utility>

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

// Steps down the pixel rows along an edge and knows, in integers, the first column that is not
// before it (`after` = 0), or that is beyond it (`after` = 1).
struct Stepper {
  int32_t column, slope;             // slope: whole columns per row
  uint32_t rest, rest_slope, whole;  // rest / whole < 1 is the fraction of `column`

  void next() {
    column += slope;
    rest += rest_slope;  // no overflow: `whole` is below 2^31
    const bool carry = rest >= whole;
    column += carry;
    rest -= carry ? whole : 0;
  }
};

// `from` lies above `to`; `pixel_row` between them.
inline Stepper step_down(const Vertex& from, const Vertex& to, int32_t pixel_row, int32_t after) {
  const int32_t rows = to.row - from.row, cols = to.col - from.col;
  const int64_t below = int64_t{kOne} * pixel_row - from.row, whole = int64_t{kOne} * rows;
  int32_t slope = cols / rows, slope_rest = cols % rows;
  if (slope_rest < 0) slope_rest += rows, --slope;
  // Not negative: the edge lies inside the output. Starting at a pixel needs no division.
  const int64_t start = int64_t{from.col} * rows + below * cols + whole - 1 + after;
  const int64_t column =
      below == 0 && from.col % kOne == 0 ? from.col / kOne + after : start / whole;
  return {static_cast<int32_t>(column), slope, static_cast<uint32_t>(start - column * whole),
          static_cast<uint32_t>(kOne * int64_t{slope_rest}), static_cast<uint32_t>(whole)};
}

// Calls paint(row, begin, end, anchor) for the columns [begin, end) of the region that a triangle
// with an area covers, top to bottom; `anchor` is `begin` as if the region had no left side.
// `bottom` tells whether pixels at the very bottom of the triangle count.
template <typename Paint>
void for_each_span(const Triangle& triangle, const edgeward_region& region, bool bottom,
                   Paint&& paint) {
  // Vertices from top to bottom, by the outcomes of three comparisons.
  struct Order {
    uint8_t top, mid, low;
  };
  constexpr Order kOrders[8] = {{2, 1, 0}, {2, 0, 1}, {1, 2, 0}, {},
                                {},        {0, 2, 1}, {1, 0, 2}, {0, 1, 2}};
  const Vertex* const v = triangle.v;
  const auto [top, mid, low] =
      kOrders[(v[0].row <= v[1].row) + 2 * (v[1].row <= v[2].row) + 4 * (v[0].row <= v[2].row)];
  const int32_t begin = std::max(pixel_after(v[top].row), region.top);
  const int32_t last = bottom ? pixel_before(v[low].row) + 1 : pixel_after(v[low].row);
  const int32_t end = std::min(last, region.bottom);
  if (begin >= end) return;
  const int32_t turn =
      v[mid].row == v[low].row ? end : std::clamp(pixel_after(v[mid].row), begin, end);
  const bool bends_right = cross(v[top], v[low], v[mid]) > 0;
  // Edge of two corners: corners add up to 1, 3 or 2 for edges 0, 1 and 2.
  const auto step = [&](int32_t from, int32_t to, bool is_left, int32_t row) {
    constexpr uint8_t kEdge[4] = {0, 0, 2, 1};
    const bool closed = triangle.closed >> kEdge[from + to] & 1;
    return step_down(v[from], v[to], row, closed == is_left ? 0 : 1);
  };
  const Stepper straight = step(top, low, bends_right, begin);
  const Stepper bent = turn > begin ? step(top, mid, !bends_right, begin) : straight;
  Stepper left = bends_right ? straight : bent, right = bends_right ? bent : straight;
  for (int32_t row = begin; row < end; ++row, left.next(), right.next()) {
    if (row == turn) (bends_right ? right : left) = step(mid, low, !bends_right, turn);
    const int32_t first = std::max(left.column, region.left);
    const int32_t past = std::min(right.column, region.right);
    if (first < past) paint(row, first, past, left.column);
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

inline Weights weights(const Triangle& triangle, int32_t row, int32_t col) {
  const int64_t sign = triangle.area() < 0 ? -1 : 1;
  const Vertex pixel{kOne * row, kOne * col, 0, nullptr};
  Weights result{};
  for (int k = 0; k < 3; ++k) {
    const Vertex &from = triangle.v[(k + 1) % 3], &to = triangle.v[(k + 2) % 3];
    result.at[k] = static_cast<double>(sign * cross(from, to, pixel));
    result.step[k] = static_cast<double>(sign * kOne * (to.row - from.row));
  }
  return result;
}

}  // namespace edgeward

#endif
