#include "values.h"

#include <cmath>
#include <cstring>

#include "vectors.h"

namespace edgeward {
namespace {

// IEEE 754 binary16 -> binary32, exact; infinities and NaN stay what they are.
float from_half(uint16_t half) {
  const uint32_t sign = (half & 0x8000u) << 16, exponent = (half >> 10) & 31u,
                 mantissa = half & 1023u;
  uint32_t bits = sign | 0x7f800000u | mantissa << 13;
  if (exponent == 0) {
    const float magnitude = static_cast<float>(mantissa) * 0x1p-24f;
    std::memcpy(&bits, &magnitude, sizeof bits);
    bits |= sign;
  } else if (exponent != 31) {
    bits = sign | (exponent + 112) << 23 | mantissa << 13;
  }
  float value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

float widen(uint16_t value) { return from_half(value); }
float widen(uint8_t value) { return value; }
float widen(int8_t value) { return value; }

template <typename T>
void convert(const edgeward_scores& scores, int32_t row, int32_t cols, float* destination) {
  const T* from = static_cast<const T*>(scores.data) + row * scores.row_stride;
  for (int32_t j = 0; j < cols; ++j, from += scores.col_stride) {
    for (int32_t k = 0; k < scores.channels; ++k) {
      *destination++ = widen(from[k * scores.channel_stride]);
    }
  }
}

// One point. 0 * x is NaN where x is not finite.
bool label_one(const float* scores, int32_t channels, ptrdiff_t stride, int32_t* label) {
  float highest = *scores, poison = 0.0f;
  *label = 0;
  for (int32_t k = 0; k < channels; ++k, scores += stride) {
    poison += 0.0f * *scores;
    if (*scores > highest) {
      highest = *scores;
      *label = k;
    }
  }
  return poison == 0.0f;
}

#if EDGEWARD_VECTORS
// Running argmax of four points. A sum of numbers is finite only if they are; where it overflows
// although they are, label_one() knows better.
struct Best {
  Floats highest, sum = {0, 0, 0, 0};
  Ints label = {0, 0, 0, 0}, channel = {0, 0, 0, 0};  // channel: of the next scores

  void take(Floats scores) {
    const Ints above = scores > highest;
    sum += scores;
    highest = maximum(scores, highest);
    label = maximum(label, above & channel);
    channel += 1;
  }
  bool finite() const { return !any(sum * 0.0f != 0.0f); }
};

// Four points whose channels lie side by side, at least four of them: tiles of 4 x 4 are turned.
// The last tile may overlap the one before, which changes nothing.
bool label_four_points_last(const float* scores, int32_t channels, ptrdiff_t stride,
                            int32_t* labels) {
  const float *a = scores, *b = a + stride, *c = b + stride, *d = c + stride;
  Best best{Floats{*a, *b, *c, *d}};
  const auto take = [&](int32_t k) {
    Floats tile[4] = {load<Floats>(a + k), load<Floats>(b + k), load<Floats>(c + k),
                      load<Floats>(d + k)};
    transpose(tile);
    for (const Floats& column : tile) best.take(column);
  };
  int32_t k = 0;
  for (; k + 4 <= channels; k += 4) take(k);
  if (k < channels) {
    best.channel += channels - 4 - k;
    take(channels - 4);
  }
  store(labels, best.label);
  return best.finite();
}

// Four points that lie side by side in every channel.
bool label_four_points_first(const float* scores, int32_t channels, ptrdiff_t stride,
                             int32_t* labels) {
  Best best{load<Floats>(scores)};
  for (int32_t k = 0; k < channels; ++k, scores += stride) best.take(load<Floats>(scores));
  store(labels, best.label);
  return best.finite();
}

// Labels points from the first one on, four by four, until fewer are left or one needs a closer
// look; returns how many.
int32_t label_fours(const Values& values, const float* from, int32_t cols, int32_t* labels) {
  const bool last = values.channel_stride == 1 && values.channels >= 4;
  if ((!last && values.col_stride != 1) || values.channels > INT16_MAX) return 0;
  for (int32_t j = 0; j + 4 <= cols; j += 4, from += 4 * values.col_stride) {
    const bool finite =
        last ? label_four_points_last(from, values.channels, values.col_stride, labels + j)
             : label_four_points_first(from, values.channels, values.channel_stride, labels + j);
    if (!finite) return j;
  }
  return cols / 4 * 4;
}
#else
int32_t label_fours(const Values&, const float*, int32_t, int32_t*) { return 0; }
#endif

}  // namespace

size_t size_of(edgeward_type type) {
  switch (type) {
    case EDGEWARD_FLOAT32:
      return 4;
    case EDGEWARD_FLOAT16:
      return 2;
    default:
      return 1;
  }
}

void convert_row(const edgeward_scores& scores, int32_t row, int32_t cols, float* destination) {
  if (scores.type == EDGEWARD_FLOAT16) return convert<uint16_t>(scores, row, cols, destination);
  if (scores.type == EDGEWARD_UINT8) return convert<uint8_t>(scores, row, cols, destination);
  convert<int8_t>(scores, row, cols, destination);
}

bool label_row(const Values& values, int32_t row, int32_t cols, int32_t* labels) {
  const float* from = values.at(row, 0);
  const int32_t done = label_fours(values, from, cols, labels);
  for (int32_t j = done; j < cols; ++j) {
    const float* scores = from + j * values.col_stride;
    if (!label_one(scores, values.channels, values.channel_stride, labels + j)) return false;
  }
  return true;
}

}  // namespace edgeward
