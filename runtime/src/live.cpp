#include "live.h"

#include <algorithm>
#include <cmath>

namespace edgeward {
namespace {

bool at_least(const Candidate& a, const Candidate& b) {
  return a.scores[0] >= b.scores[0] && a.scores[1] >= b.scores[1] && a.scores[2] >= b.scores[2];
}
bool above(const Candidate& a, const Candidate& b) {
  return a.scores[0] > b.scores[0] && a.scores[1] > b.scores[1] && a.scores[2] > b.scores[2];
}

}  // namespace

int32_t live_classes(const CornerScores& corners, const int32_t (&labels)[3], Candidate* live) {
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

Winner winner(const Weights& w, const Candidate* live, int32_t live_count) {
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
