// Argument checks shared by the public functions. Each returns the first status that applies.
#ifndef EDGEWARD_CHECKS_H
#define EDGEWARD_CHECKS_H

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "edgeward.h"

namespace edgeward {

inline bool is_side(int32_t length, int32_t minimum) {
  return length >= minimum && length <= EDGEWARD_MAX_SIDE;
}

inline edgeward_status check_grid_shape(int32_t rows, int32_t cols, int32_t minimum) {
  return is_side(rows, minimum) && is_side(cols, minimum) ? EDGEWARD_OK : EDGEWARD_BAD_GRID_SHAPE;
}

inline edgeward_status check_size(edgeward_size size) {
  return is_side(size.height, 1) && is_side(size.width, 1) ? EDGEWARD_OK : EDGEWARD_BAD_SIZE;
}

inline bool is_aligned(const void* pointer, size_t alignment) {
  return reinterpret_cast<uintptr_t>(pointer) % alignment == 0;
}

inline int64_t count(int32_t rows, int32_t cols) { return int64_t{rows} * cols; }

inline edgeward_status check_grid(const edgeward_grid& grid, int32_t minimum) {
  if (grid.data == nullptr) return EDGEWARD_NULL_POINTER;
  const edgeward_status shape = check_grid_shape(grid.rows, grid.cols, minimum);
  if (shape != EDGEWARD_OK) return shape;
  if (!is_aligned(grid.data, alignof(float))) return EDGEWARD_MISALIGNED;
  const float* end = grid.data + 2 * count(grid.rows, grid.cols);
  bool finite = true;
  for (const float* value = grid.data; value != end; ++value) {
    finite = finite & std::isfinite(*value);
  }
  return finite ? EDGEWARD_OK : EDGEWARD_GRID_NOT_FINITE;
}

inline bool is_inside(const int32_t* point, edgeward_size size) {
  // Unsigned, a negative number is a large one.
  return (static_cast<uint32_t>(point[0]) < static_cast<uint32_t>(size.height)) &
         (static_cast<uint32_t>(point[1]) < static_cast<uint32_t>(size.width));
}

}  // namespace edgeward

#endif
