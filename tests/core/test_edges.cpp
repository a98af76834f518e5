// Walking down an edge in fixed point finds the columns that integer division finds.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

#include "../../runtime/src/raster.h"

namespace {

using edgeward::kOne;
using edgeward::Vertex;

constexpr int32_t kFarthest = kOne * (EDGEWARD_MAX_SIDE - 1);

// The first column at or after the edge, or beyond it, by the definition.
int32_t column_at(const Vertex& from, const Vertex& to, int32_t row, bool beyond) {
  const int64_t rows = to.row - from.row, cols = to.col - from.col;
  const int64_t dividend = from.col * rows + (int64_t{kOne} * row - from.row) * cols;
  const int64_t divisor = kOne * rows;
  return static_cast<int32_t>(beyond ? dividend / divisor + 1 : (dividend + divisor - 1) / divisor);
}

void expect_exact(const Vertex& from, const Vertex& to, int32_t first_row) {
  const int32_t begin = std::max(edgeward::pixel_after(from.row), first_row);
  for (const bool beyond : {false, true}) {
    edgeward::Stepper edge = edgeward::step_down(from, to, begin, beyond);
    for (int32_t row = begin; kOne * row <= to.row; ++row, edge.next()) {
      ASSERT_EQ(edge.column(), column_at(from, to, row, beyond))
          << from.row << ' ' << from.col << " to " << to.row << ' ' << to.col << ", row " << row;
    }
  }
}

TEST(Edges, AreExactBetweenAnyTwoVertices) {
  std::mt19937 random(1);
  const auto below = [&](int32_t limit) {
    return static_cast<int32_t>(random() % static_cast<uint32_t>(limit + 1));
  };
  for (const int32_t side : {3, 5 * kOne, 300 * kOne, 5000 * kOne, kFarthest}) {
    for (int repeat = 0; repeat < (side < 1000 * kOne ? 3000 : 60); ++repeat) {
      const int32_t a = below(side), b = below(side);
      if (a == b) continue;
      const Vertex from{std::min(a, b), below(side), 0}, to{std::max(a, b), below(side), 0};
      expect_exact(from, to, 0);
      expect_exact(from, to, (from.row + (to.row - from.row) / 2) / kOne);
    }
  }
}

// Edges of the greatest height pass whole columns at distances down to the smallest there is.
TEST(Edges, AreExactAtTheirLongest) {
  for (const int32_t rows : {kFarthest, kFarthest - 1, kFarthest - 255}) {
    for (const int32_t cols : {1, 255, 257, rows / 3, rows - 1, rows, kFarthest}) {
      for (const int32_t offset : {0, 1}) {
        if (cols + offset > kFarthest) continue;
        expect_exact({0, offset, 0}, {rows, offset + cols, 0}, 0);
        expect_exact({0, offset + cols, 0}, {rows, offset, 0}, 0);
        expect_exact({kFarthest - rows, offset + cols, 0}, {kFarthest, offset, 0}, 0);
      }
    }
  }
}

TEST(Edges, MayBeAlmostLevel) {
  for (const int32_t row : {0, 1, 255, 256, 257}) {
    for (const int32_t rows : {1, 2, 255, 256, 257}) {
      expect_exact({row, 0, 0}, {row + rows, kFarthest, 0}, 0);
      expect_exact({row, kFarthest, 0}, {row + rows, 0, 0}, 0);
    }
  }
}

}  // namespace
