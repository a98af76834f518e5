#include "mesh.h"

#include <algorithm>

#include "checks.h"
#include "workspace.h"

namespace edgeward {
namespace {

// One side of the map from source pixels to the output.
struct Axis {
  int64_t numerator, denominator;
  bool by_index;  // the source side is 1: the grid index stands in for the pixel

  bool is_identity() const { return numerator == denominator && !by_index; }

  // 24.8 fixed point, halves round up. The quotient of these integers is below 2^24, so the nearest
  // double has the same floor.
  int32_t position(int32_t pixel, int32_t index) const {
    const int64_t scaled = 2 * kOne * numerator * (by_index ? index : pixel);
    return static_cast<int32_t>(static_cast<double>(scaled + denominator) /
                                static_cast<double>(2 * denominator));
  }
};

Axis make_axis(int32_t source, int32_t output, int32_t grid) {
  if (source == 1) return {std::max(output - 1, 1), grid - 1, true};
  if (output == 1) return {1, 1, false};
  return {output - 1, source - 1, false};
}

// Border points lie on their sides of the picture.
bool is_covering(const edgeward_points& points, edgeward_size source) {
  const int32_t* last_row = points.data + 2 * count(points.rows - 1, points.cols);
  for (int32_t j = 0; j < points.cols; ++j) {
    if (points.data[2 * j] != 0 || last_row[2 * j] != source.height - 1) return false;
  }
  for (int32_t i = 0; i < points.rows; ++i) {
    const int32_t* row = points.data + 2 * count(i, points.cols);
    if (row[1] != 0 || row[2 * points.cols - 1] != source.width - 1) return false;
  }
  return true;
}

// Maps one coordinate of a grid row's points, every other integer from `pixels` on.
void map_row(const Axis& axis, const int32_t* pixels, int32_t index, int32_t step, int32_t cols,
             int32_t* positions) {
  if (axis.is_identity()) {
    for (int32_t j = 0; j < cols; ++j) positions[j] = kOne * pixels[2 * j];
  } else {
    for (int32_t j = 0; j < cols; ++j) {
      positions[j] = axis.position(pixels[2 * j], index + j * step);
    }
  }
}

// Places the vertices and finds the strips that touch the rows of the region.
void place(const edgeward_task& task, Mesh& mesh) {
  const Axis down = make_axis(task.source.height, task.size.height, mesh.rows);
  const Axis right = make_axis(task.source.width, task.size.width, mesh.cols);
  const int32_t top = kOne * task.region.top, bottom = kOne * (task.region.bottom - 1);
  int32_t low_before = 0, high_before = 0;
  mesh.first = mesh.rows, mesh.last = 0;
  for (int32_t i = 0; i < mesh.rows; ++i) {
    const int64_t start = count(i, mesh.cols);
    const int32_t* pixels = task.points.data + 2 * start;
    int32_t* row = mesh.row + start;
    map_row(down, pixels, i, 0, mesh.cols, row);
    map_row(right, pixels + 1, 0, 1, mesh.cols, mesh.col + start);
    int32_t low = row[0], high = row[0];
    for (int32_t j = 1; j < mesh.cols; ++j) {
      low = std::min(low, row[j]), high = std::max(high, row[j]);
    }
    if (i > 0) {
      mesh.low[i - 1] = std::min(low, low_before), mesh.high[i - 1] = std::max(high, high_before);
      if (mesh.low[i - 1] <= bottom && mesh.high[i - 1] >= top) {
        mesh.first = std::min(mesh.first, i - 1);
        mesh.last = i;
      }
    }
    low_before = low, high_before = high;
  }
}

}  // namespace

edgeward_status check_points(const edgeward_points& points, edgeward_size source) {
  const int32_t* end = points.data + 2 * count(points.rows, points.cols);
  bool inside = true;
  for (const int32_t* point = points.data; point != end; point += 2) {
    inside = inside & is_inside(point, source);
  }
  if (!inside) return EDGEWARD_POINT_OUTSIDE;
  return is_covering(points, source) ? EDGEWARD_OK : EDGEWARD_NOT_COVERING;
}

edgeward_status make_mesh(const edgeward_task& task, const Workspace& workspace, Mesh* mesh) {
  const edgeward_points& points = task.points;
  const edgeward_scores& scores = task.scores;
  mesh->rows = points.rows, mesh->cols = points.cols;
  mesh->row = workspace.row, mesh->col = workspace.col, mesh->label = workspace.label;
  mesh->low = workspace.low, mesh->high = workspace.high;
  place(task, *mesh);
  const bool converts = scores.type != EDGEWARD_FLOAT32;
  const ptrdiff_t row_size = static_cast<ptrdiff_t>(points.cols) * scores.channels;
  mesh->values = converts
                     ? Values{workspace.converted, scores.channels, row_size, scores.channels, 1}
                     : Values{static_cast<const float*>(scores.data), scores.channels,
                              scores.row_stride, scores.col_stride, scores.channel_stride};
  for (int32_t i = mesh->first; i <= mesh->last; ++i) {
    if (converts) convert_row(scores, i, points.cols, workspace.converted + i * row_size);
    if (!label_row(mesh->values, i, points.cols, mesh->label + count(i, points.cols))) {
      return EDGEWARD_SCORES_NOT_FINITE;
    }
  }
  return EDGEWARD_OK;
}

}  // namespace edgeward
