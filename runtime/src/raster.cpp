#include "raster.h"

#include <cmath>

namespace edgeward {

Stepper step_down(const Vertex& from, const Vertex& to, int32_t pixel_row, int32_t after) {
  constexpr double kUnit = Stepper::kUnit, kSteepest = EDGEWARD_MAX_SIDE;
  const double cols = to.col - from.col, scale = 1.0 / (to.row - from.row);
  const double below = kOne * pixel_row - from.row;
  const double column = (from.col + below * cols * scale) * (kUnit / kOne);
  // An edge that is steeper crosses one pixel row at most.
  const double slope = std::clamp(cols * scale, -kSteepest, kSteepest) * kUnit;
  const int64_t before =
      after != 0 ? Stepper::kUnit + Stepper::kDoubt : Stepper::kUnit - Stepper::kDoubt;
  return {static_cast<int64_t>(column) + before,
          static_cast<int64_t>(slope + std::copysign(0.5, slope))};
}

Spans find_spans(const Triangle& triangle, const edgeward_region& region, bool bottom) {
  // Vertices from top to bottom, by the outcomes of three comparisons.
  struct Order {
    uint8_t top, mid, low;
  };
  constexpr Order kOrders[8] = {{2, 1, 0}, {2, 0, 1}, {1, 2, 0}, {},
                                {},        {0, 2, 1}, {1, 0, 2}, {0, 1, 2}};
  const Vertex* const v = triangle.v;
  const auto [top, mid, low] =
      kOrders[(v[0].row <= v[1].row) + 2 * (v[1].row <= v[2].row) + 4 * (v[0].row <= v[2].row)];
  Spans spans{};
  spans.begin = std::max(pixel_after(v[top].row), region.top);
  const int32_t last = bottom ? pixel_before(v[low].row) + 1 : pixel_after(v[low].row);
  spans.end = std::min(last, region.bottom);
  if (spans.begin >= spans.end) return spans;
  spans.turn = v[mid].row == v[low].row
                   ? spans.end
                   : std::clamp(pixel_after(v[mid].row), spans.begin, spans.end);
  spans.right_turns = cross(v[top], v[low], v[mid]) > 0;
  // Edge of two corners: corners add up to 1, 3 or 2 for edges 0, 1 and 2.
  const auto step = [&](int32_t from, int32_t to, bool is_left, int32_t row) {
    constexpr uint8_t kEdge[4] = {0, 0, 2, 1};
    const bool closed = triangle.closed >> kEdge[from + to] & 1;
    return step_down(v[from], v[to], row, closed == is_left ? 0 : 1);
  };
  const Stepper straight = step(top, low, spans.right_turns, spans.begin);
  Stepper bent = straight;
  if (spans.turn > spans.begin) bent = step(top, mid, !spans.right_turns, spans.begin);
  if (spans.turn < spans.end) spans.turned = step(mid, low, !spans.right_turns, spans.turn);
  spans.left = spans.right_turns ? straight : bent;
  spans.right = spans.right_turns ? bent : straight;
  return spans;
}

Weights weights(const Triangle& triangle, int32_t row, int32_t col) {
  const int64_t sign = triangle.area() < 0 ? -1 : 1;
  const Vertex pixel{kOne * row, kOne * col, 0};
  Weights result{};
  for (int k = 0; k < 3; ++k) {
    const Vertex &from = triangle.v[(k + 1) % 3], &to = triangle.v[(k + 2) % 3];
    result.at[k] = static_cast<double>(sign * cross(from, to, pixel));
    result.step[k] = static_cast<double>(sign * kOne * (to.row - from.row));
  }
  return result;
}

}  // namespace edgeward
