// Exact rasterisation of a closed triangle: integer edge functions, and the span of each pixel row.
#ifndef EDGEWARD_RASTER_H
#define EDGEWARD_RASTER_H

#include <algorithm>
#include <cstdint>

#include "cells.h"
#include "edgeward.h"

namespace edgeward {

constexpr int32_t kOne = 256;  // one pixel in 24.8 fixed point

// `divisor` is positive.
inline int64_t floor_div(int64_t value, int64_t divisor) {
  return value / divisor - (value % divisor < 0);
}
inline int64_t ceil_div(int64_t value, int64_t divisor) { return -floor_div(-value, divisor); }

// Affine function of the pixel, at least 0 on the triangle's side of one of its edges.
struct Edge {
  int64_t origin, down, right;  // value at pixel (0, 0), step per row, step per column

  int64_t at(int32_t row, int32_t col) const { return origin + row * down + col * right; }
};

// sign * cross(a, b, pixel)
inline Edge edge(const Vertex& a, const Vertex& b, int32_t sign) {
  const int64_t rows = sign * int64_t{b.row - a.row};
  const int64_t cols = sign * int64_t{b.col - a.col};
  return {cols * a.row - rows * a.col, -kOne * cols, kOne * rows};
}

struct Triangle {
  int64_t area;  // twice, in squared fixed point units; the weights of every pixel add up to it
  Edge edges[3];
  int32_t first_row, last_row;
};

// A triangle of no area has no pixels.
inline Triangle make_triangle(const Corners& v) {
  const int64_t area = cross(*v[0], *v[1], *v[2]);
  const int32_t sign = area < 0 ? -1 : 1;
  const auto [low, high] = std::minmax({v[0]->row, v[1]->row, v[2]->row});
  return {sign * area,
          {edge(*v[1], *v[2], sign), edge(*v[2], *v[0], sign), edge(*v[0], *v[1], sign)},
          static_cast<int32_t>(ceil_div(low, kOne)),
          area == 0 ? -1 : static_cast<int32_t>(floor_div(high, kOne))};
}

inline bool touches(const Triangle& triangle, edgeward_band band) {
  return triangle.first_row < band.end && triangle.last_row >= band.begin;
}

// Columns [begin, end) of [0, width) that lie in the triangle.
struct Span {
  int32_t begin, end;
};

inline Span span(const Triangle& triangle, int32_t row, int32_t width) {
  int64_t first = 0, last = width - 1;
  for (const Edge& e : triangle.edges) {
    const int64_t value = e.at(row, 0);
    if (e.right > 0) {
      first = std::max(first, ceil_div(-value, e.right));
    } else if (e.right < 0) {
      last = std::min(last, floor_div(value, -e.right));
    } else if (value < 0) {
      return {0, 0};
    }
  }
  if (first > last) return {0, 0};
  return {static_cast<int32_t>(first), static_cast<int32_t>(last + 1)};
}

// Calls paint(row, span) for every row of the band that the triangle touches, top to bottom.
template <typename Paint>
void for_each_span(const Triangle& triangle, edgeward_band band, int32_t width, Paint&& paint) {
  const int32_t end = std::min(band.end, triangle.last_row + 1);
  for (int32_t row = std::max(band.begin, triangle.first_row); row < end; ++row) {
    const Span columns = span(triangle, row, width);
    if (columns.begin < columns.end) paint(row, columns);
  }
}

// Weights of the three vertices at a pixel. Integers below 2^53, so double steps are exact.
struct Weights {
  double at[3], step[3];  // step: per column

  void next() {
    for (int k = 0; k < 3; ++k) at[k] += step[k];
  }
  double sum(const double (&s)[3]) const { return (at[0] * s[0] + at[1] * s[1]) + at[2] * s[2]; }
};

inline Weights weights(const Triangle& triangle, int32_t row, int32_t col) {
  Weights result{};
  for (int k = 0; k < 3; ++k) {
    result.at[k] = static_cast<double>(triangle.edges[k].at(row, col));
    result.step[k] = static_cast<double>(triangle.edges[k].right);
  }
  return result;
}

}  // namespace edgeward

#endif
