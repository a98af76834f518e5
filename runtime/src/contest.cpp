#include "contest.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "vectors.h"

namespace edgeward {
namespace {

// Counts the channels of the scores for which `reach(get)` is true, where get(scores) is the score
// of the channel in question, or of four channels at once.
template <typename Reach>
int32_t count_channels(const CornerScores& corners, Reach&& reach) {
  int32_t above = 0;
#if EDGEWARD_VECTORS
  if (corners.stride == 1 && corners.channels >= 4) {
    const auto reach_four = [&](int32_t k) -> Ints {
      return reach([&](const float* scores) { return load<Floats>(scores + k); });
    };
    Ints reached = {0, 0, 0, 0};
    int32_t k = 0;
    for (; k + 4 <= corners.channels; k += 4) reached -= reach_four(k);
    // The last four again, but for those that have been counted.
    const int32_t last = corners.channels - 4;
    reached -= reach_four(last) & (Ints{0, 1, 2, 3} >= k - last);
    return reached[0] + reached[1] + reached[2] + reached[3];
  }
#endif
  for (int32_t k = 0; k < corners.channels; ++k) {
    above += reach([&](const float* scores) { return scores[k * corners.stride]; }) ? 1 : 0;
  }
  return above;
}

// Whether classes a and b beat all others at the vertices, by their mean.
bool are_above_all(const CornerScores& corners, int32_t a, int32_t b) {
  const float *u = corners.at[0], *v = corners.at[1], *w = corners.at[2];
  const auto bar = [&](const float* scores) {
    const float one = scores[a * corners.stride], other = scores[b * corners.stride];
    return (one + other) * 0.5f - 0x1p-18f * (std::fabs(one) + std::fabs(other));
  };
  const float at_u = bar(u), at_v = bar(v), at_w = bar(w);
  if (!std::isfinite(at_u + at_v + at_w)) return false;
  return 2 == count_channels(corners, [&](const auto& get) {
           return either(get(u) >= at_u, either(get(v) >= at_v, get(w) >= at_w));
         });
}

// The same where they tie between vertex `from`, which a wins, and `to`, which b wins.
bool are_above_all(const CornerScores& corners, int32_t a, int32_t b, int from, int to) {
  const float *u = corners.at[from], *v = corners.at[to];
  const float a_u = u[a * corners.stride], b_u = u[b * corners.stride];
  const float a_v = v[a * corners.stride], b_v = v[b * corners.stride];
  const float t = (a_u - b_u) / ((a_u - b_u) + (b_v - a_v)), s = 1.0f - t;
  const float size = std::fabs(a_u) + std::fabs(b_u) + std::fabs(a_v) + std::fabs(b_v);
  const float bar = a_u * s + a_v * t - 0x1p-18f * size;
  if (!std::isfinite(bar)) return false;
  return 2 ==
         count_channels(corners, [&](const auto& get) { return get(u) * s + get(v) * t >= bar; });
}

}  // namespace

Contest::Contest(const Mesh& mesh, const Triangle& triangle, uint32_t equal, Candidate* live)
    : triangle_(triangle), live_(live) {
  const CornerScores corners = corner_scores(mesh, triangle);
  const int32_t labels[3] = {mesh.label[triangle.v[0].index], mesh.label[triangle.v[1].index],
                             mesh.label[triangle.v[2].index]};
  if (equal == kAllEqual) {
    live_[0] = candidate(corners, labels[0]), live_count_ = 1;
    return;
  }
  if (equal != 0) {
    const int one = only_edge(equal), odd = (one + 2) % 3;
    is_duel_ = make_duel(corners, labels[one], labels[odd], odd);
  }
  if (!is_duel_) make_melee(corners, labels);
}

bool Contest::make_duel(const CornerScores& corners, int32_t a, int32_t b, int odd) {
  const int64_t area = std::abs(triangle_.area());
  if (area > int64_t{1} << 33) return false;
  live_[0] = candidate(corners, std::min(a, b)), live_[1] = candidate(corners, std::max(a, b));
  live_count_ = 2;
  const bool alone = corners.channels == 2 || are_above_all(corners, a, b) ||
                     (are_above_all(corners, a, b, (odd + 1) % 3, odd) &&
                      are_above_all(corners, a, b, (odd + 2) % 3, odd));
  return alone && find_line(static_cast<double>(area));
}

bool Contest::find_line(double area) {
  const Vertex* v = triangle_.v;
  const double *low = live_[0].scores, *high = live_[1].scores;
  // Change of high - low per column and row, times the area.
  double along = 0, down = 0, size = 0;
  const double sign = triangle_.area() < 0 ? -kOne : kOne;
  for (int k = 0; k < 3; ++k) {
    const Vertex &from = v[(k + 1) % 3], &to = v[(k + 2) % 3];
    const double difference = high[k] - low[k];
    along += sign * (to.row - from.row) * difference;
    down -= sign * (to.col - from.col) * difference;
    size = std::max({size, std::fabs(low[k]), std::fabs(high[k])});
  }
  const double scale = 1.0 / along, slope = -down * scale, one = kOne;
  const int32_t row = pixel_before(triangle_.top());
  const double origin =
      v[0].col / one - area * (high[0] - low[0]) * scale + slope * (row - v[0].row / one);
  // Beside float64, the fixed point errs by a unit, and by another for every row.
  const double doubt = 0x1p-40 * area * size * std::fabs(scale) + 0x1p-16;
  if (!(doubt < 0.25 && std::fabs(slope) < 0x1p15 && std::fabs(origin) < 0x1p29)) return false;
  const int32_t lower = live_[0].label, higher = live_[1].label;
  line_ = {static_cast<int64_t>(origin * 0x1p32),
           static_cast<int64_t>(slope * 0x1p32),
           row,
           static_cast<uint32_t>(doubt * 0x1p32),
           along > 0 ? lower : higher,
           along > 0 ? higher : lower};
  return true;
}

int32_t Contest::decide(int32_t row, int32_t nearest, int32_t begin, int32_t end) const {
  if (nearest < begin || nearest >= end) return nearest;
  const Winner found = winner(weights(triangle_, row, nearest), live_, 2);
  return found.label == line_.right ? nearest : nearest + 1;
}

void Contest::make_melee(const CornerScores& corners, const int32_t (&labels)[3]) {
  live_count_ = live_classes(corners, labels, live_);
  double size = 0;
  for (const Candidate* c = live_; c != live_ + live_count_; ++c) {
    for (const double score : c->scores) size = std::max(size, std::fabs(score));
  }
  doubt_ = 0x1p-49 * size * static_cast<double>(std::abs(triangle_.area()));
}

void Contest::for_each_melee_run(const edgeward_region& region, bool bottom, EmitRun emit,
                                 const void* context) const {
  for_each_span(triangle_, region, bottom, [&](int32_t row, int32_t begin, int32_t end, int32_t) {
    melee(row, begin, end, emit, context);
  });
}

// A class that leads clearly at both ends of a stretch leads in all of it.
void Contest::melee(int32_t row, int32_t begin, int32_t end, EmitRun emit,
                    const void* context) const {
  const Weights start = weights(triangle_, row, begin);
  for (int32_t first = begin; first < end;) {
    const Winner here = winner(start.moved(first - begin), live_, live_count_);
    int32_t last = here.lead > doubt_ ? end - 1 : first;
    while (last > first) {
      const Winner there = winner(start.moved(last - begin), live_, live_count_);
      if (there.label == here.label && there.lead > doubt_) break;
      last = first + (last - first) / 2;
    }
    emit(context, row, first, last + 1, here.label);
    first = last + 1;
  }
}

}  // namespace edgeward
