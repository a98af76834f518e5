// The classes that can win somewhere in a triangle, and the winner at a pixel.
#ifndef EDGEWARD_LIVE_H
#define EDGEWARD_LIVE_H

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "mesh.h"
#include "raster.h"

namespace edgeward {

// Scores of all classes at the vertices of a triangle.
struct CornerScores {
  const float* at[3];
  int32_t channels;
  ptrdiff_t stride;
};

inline CornerScores corner_scores(const Mesh& mesh, const Triangle& triangle) {
  const Values& values = mesh.values;
  CornerScores result{{}, values.channels, values.channel_stride};
  for (int k = 0; k < 3; ++k) result.at[k] = triangle.v[k].scores;
  return result;
}

struct Candidate {
  double scores[3];  // at the triangle's vertices
  int32_t label;
};

inline Candidate candidate(const CornerScores& corners, int32_t label) {
  const ptrdiff_t at = label * corners.stride;
  return {{corners.at[0][at], corners.at[1][at], corners.at[2][at]}, label};
}

inline bool at_least(const Candidate& a, const Candidate& b) {
  return a.scores[0] >= b.scores[0] && a.scores[1] >= b.scores[1] && a.scores[2] >= b.scores[2];
}
inline bool above(const Candidate& a, const Candidate& b) {
  return a.scores[0] > b.scores[0] && a.scores[1] > b.scores[1] && a.scores[2] > b.scores[2];
}

// Writes the live classes in rising order, returns how many; `live` has room for all channels. Some
// live ones that never win are left out: those below the mean of the vertices' best classes at all
// three, by a margin that the sums' rounding cannot bridge.
// "Beaten by" is transitive, so comparing with the classes kept so far is enough.
inline int32_t live_classes(const CornerScores& corners, const int32_t (&labels)[3],
                            Candidate* live) {
  double bar[3], size = 0;
  for (int v = 0; v < 3; ++v) {
    double sum = 0;
    for (const int32_t label : labels) {
      const double score = corners.at[v][label * corners.stride];
      sum += score;
      size = std::max(size, std::fabs(score));
    }
    bar[v] = sum / 3;
  }
  for (double& height : bar) height -= 0x1p-30 * size;
  Candidate* end = live;
  for (int32_t k = 0; k < corners.channels; ++k) {
    const Candidate next = candidate(corners, k);
    const double* s = next.scores;
    if ((s[0] < bar[0]) & (s[1] < bar[1]) & (s[2] < bar[2])) continue;
    const auto beats_next = [&](const Candidate& kept) { return at_least(kept, next); };
    if (std::any_of(live, end, beats_next)) continue;
    end = std::remove_if(live, end, [&](const Candidate& kept) { return above(next, kept); });
    *end++ = next;
  }
  return static_cast<int32_t>(end - live);
}

struct Winner {
  int32_t label;
  double lead;  // over the second
};

// The lowest of the classes with the greatest weighted sum.
inline Winner winner(const Weights& w, const Candidate* live, int32_t live_count) {
  Winner best{live->label, HUGE_VAL};
  double highest = w.sum(live->scores);
  for (int32_t k = 1; k < live_count; ++k) {
    const double value = w.sum(live[k].scores);
    if (value > highest) {
      best = {live[k].label, value - highest};
      highest = value;
    } else {
      best.lead = std::min(best.lead, highest - value);
    }
  }
  return best;
}

}  // namespace edgeward

#endif
