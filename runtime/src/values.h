// Scores in the caller's memory -> float32 values, and the argmax at every point of a grid row.
#ifndef EDGEWARD_VALUES_H
#define EDGEWARD_VALUES_H

#include <cstddef>
#include <cstdint>

#include "edgeward.h"

namespace edgeward {

// float32 scores, strides in elements.
struct Values {
  const float* data;
  int32_t channels;
  ptrdiff_t row_stride, col_stride, channel_stride;

  const float* at(int32_t row, int32_t col) const {
    return data + row * row_stride + col * col_stride;
  }
};

// Bytes of one number.
size_t size_of(edgeward_type type);

// Converts the scores of grid row `row`, of any type but float32, to channels last; exactly.
void convert_row(const edgeward_scores& scores, int32_t row, int32_t cols, float* destination);

// Writes the argmax, lowest channel on a tie, at every point of a grid row. False if a value is not
// finite.
bool label_row(const Values& values, int32_t row, int32_t cols, int32_t* labels);

}  // namespace edgeward

#endif
