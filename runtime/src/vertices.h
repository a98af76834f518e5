// Points and scores -> checked vertices in output coordinates.
#ifndef EDGEWARD_VERTICES_H
#define EDGEWARD_VERTICES_H

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "cells.h"
#include "checks.h"
#include "edgeward.h"
#include "raster.h"

namespace edgeward {

// One side of the map from source pixels to the output.
struct Axis {
  int64_t numerator, denominator;
  bool by_index;  // the source side is 1: the grid index stands in for the pixel

  // 24.8 fixed point, halves round up.
  int32_t position(int32_t pixel, int32_t index) const {
    const int64_t scaled = 2 * kOne * numerator * (by_index ? index : pixel);
    return static_cast<int32_t>((scaled + denominator) / (2 * denominator));
  }
};

inline Axis make_axis(int32_t source, int32_t output, int32_t grid) {
  if (source == 1) return {std::max(output - 1, 1), grid - 1, true};
  if (output == 1) return {1, 1, false};
  return {output - 1, source - 1, false};
}

// Argmax of one vertex's scores, lowest index on a tie; -1 if one of them is not finite.
inline int32_t finite_label(const float* scores, const edgeward_scores& layout) {
  int32_t best = 0;
  float highest = *scores;
  bool finite = true;
  for (int32_t k = 0; k < layout.channels; ++k, scores += layout.channel_stride) {
    finite = finite && std::isfinite(*scores);
    if (*scores > highest) {
      highest = *scores;
      best = k;
    }
  }
  return finite ? best : -1;
}

// An end of a side holds its first or last pixel.
inline bool is_covering(int32_t pixel, int32_t side, int32_t index, int32_t count) {
  return (index != 0 || pixel == 0) && (index != count - 1 || pixel == side - 1);
}

struct VertexMaker {
  const edgeward_points& points;
  edgeward_size source;
  const edgeward_scores& scores;
  Axis row_axis, col_axis;

  edgeward_status make(int32_t i, int32_t j, Vertex* vertex) const {
    const int32_t* point = points.data + 2 * (count(i, points.cols) + j);
    if (!is_inside(point, source)) return EDGEWARD_POINT_OUTSIDE;
    if (!is_covering(point[0], source.height, i, points.rows) ||
        !is_covering(point[1], source.width, j, points.cols)) {
      return EDGEWARD_NOT_COVERING;
    }
    const float* values = scores.data + i * scores.row_stride + j * scores.col_stride;
    const int32_t label = finite_label(values, scores);
    if (label < 0) return EDGEWARD_SCORES_NOT_FINITE;
    *vertex = {row_axis.position(point[0], i), col_axis.position(point[1], j), label, values};
    return EDGEWARD_OK;
  }
};

// Fills rows * cols vertices, row-major.
inline edgeward_status make_vertices(const edgeward_points& points, edgeward_size source,
                                     const edgeward_scores& scores, edgeward_size size,
                                     Vertex* vertices) {
  const VertexMaker maker{points, source, scores,
                          make_axis(source.height, size.height, points.rows),
                          make_axis(source.width, size.width, points.cols)};
  for (int32_t i = 0; i < points.rows; ++i) {
    for (int32_t j = 0; j < points.cols; ++j) {
      const edgeward_status status = maker.make(i, j, vertices++);
      if (status != EDGEWARD_OK) return status;
    }
  }
  return EDGEWARD_OK;
}

}  // namespace edgeward

#endif
