#include <algorithm>
#include <cstdint>

#include "checks.h"
#include "edgeward.h"

namespace edgeward {
namespace {

float clamp_unit(float value) { return value > 0.0f ? std::min(value, 1.0f) : 0.0f; }

// Position along one side: 0 and 1 at its ends, the clamped coordinate between.
float covering(float value, int32_t index, int32_t count) {
  if (index == 0) return 0.0f;
  return index == count - 1 ? 1.0f : clamp_unit(value);
}

// The two source lines that output line `index` lies between, and how far beyond the first it lies.
struct Blend {
  int32_t first, second;
  double t;
};

Blend blend(int32_t index, int32_t outputs, int32_t sources) {
  if (outputs == 1) return {0, 0, 0.0};
  const double x = static_cast<double>(count(index, sources - 1)) / (outputs - 1);
  const auto first = static_cast<int32_t>(x);
  return {first, std::min(first + 1, sources - 1), x - first};
}

double mix(double a, double b, double t) { return a * (1.0 - t) + b * t; }

// `axis` is 0 for the row coordinate, 1 for the column coordinate.
float resized(const edgeward_grid& grid, const Blend& row, const Blend& col, int32_t axis) {
  const auto at = [&](int32_t i, int32_t j) {
    return grid.data[2 * (count(i, grid.cols) + j) + axis];
  };
  const double first = mix(at(row.first, col.first), at(row.first, col.second), col.t);
  const double second = mix(at(row.second, col.first), at(row.second, col.second), col.t);
  return static_cast<float>(mix(first, second, row.t));
}

// The sampling contract, in float32. Of what is not negative the conversion takes the floor.
int32_t nearest_pixel(float coordinate, int32_t side) {
  const float scaled = clamp_unit(coordinate) * static_cast<float>(side - 1);
  return static_cast<int32_t>(scaled + 0.5f);
}

}  // namespace
}  // namespace edgeward

using namespace edgeward;

edgeward_status edgeward_project_covering(float* destination, const edgeward_grid* grid) {
  if (destination == nullptr || grid == nullptr) return EDGEWARD_NULL_POINTER;
  if (!is_aligned(destination, sizeof *destination)) return EDGEWARD_MISALIGNED;
  const edgeward_status status = check_grid(*grid, 2);
  if (status != EDGEWARD_OK) return status;
  const float* source = grid->data;
  for (int32_t i = 0; i < grid->rows; ++i) {
    for (int32_t j = 0; j < grid->cols; ++j) {
      *destination++ = covering(*source++, i, grid->rows);
      *destination++ = covering(*source++, j, grid->cols);
    }
  }
  return EDGEWARD_OK;
}

edgeward_status edgeward_resize_grid(float* destination, int32_t rows, int32_t cols,
                                     const edgeward_grid* grid) {
  if (destination == nullptr || grid == nullptr) return EDGEWARD_NULL_POINTER;
  if (!is_aligned(destination, sizeof *destination)) return EDGEWARD_MISALIGNED;
  edgeward_status status = check_grid(*grid, 1);
  if (status == EDGEWARD_OK) status = check_grid_shape(rows, cols, 1);
  if (status != EDGEWARD_OK) return status;
  for (int32_t i = 0; i < rows; ++i) {
    const Blend row = blend(i, rows, grid->rows);
    for (int32_t j = 0; j < cols; ++j) {
      const Blend col = blend(j, cols, grid->cols);
      for (int32_t axis = 0; axis < 2; ++axis) *destination++ = resized(*grid, row, col, axis);
    }
  }
  return EDGEWARD_OK;
}

edgeward_status edgeward_grid_points(int32_t* destination, const edgeward_grid* grid,
                                     edgeward_size picture) {
  if (destination == nullptr || grid == nullptr) return EDGEWARD_NULL_POINTER;
  if (!is_aligned(destination, sizeof *destination)) return EDGEWARD_MISALIGNED;
  edgeward_status status = check_grid(*grid, 1);
  if (status == EDGEWARD_OK) status = check_size(picture);
  if (status != EDGEWARD_OK) return status;
  const float* end = grid->data + 2 * count(grid->rows, grid->cols);
  for (const float* point = grid->data; point != end; point += 2) {
    *destination++ = nearest_pixel(point[0], picture.height);
    *destination++ = nearest_pixel(point[1], picture.width);
  }
  return EDGEWARD_OK;
}
