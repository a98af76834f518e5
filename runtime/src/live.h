// The classes that can win somewhere in a triangle.
#ifndef EDGEWARD_LIVE_H
#define EDGEWARD_LIVE_H

#include <algorithm>
#include <cstdint>

#include "cells.h"

namespace edgeward {

struct Candidate {
  double scores[3];  // at the triangle's vertices
  int32_t label;
};

inline bool at_least(const Candidate& a, const Candidate& b) {
  return a.scores[0] >= b.scores[0] && a.scores[1] >= b.scores[1] && a.scores[2] >= b.scores[2];
}
inline bool above(const Candidate& a, const Candidate& b) {
  return a.scores[0] > b.scores[0] && a.scores[1] > b.scores[1] && a.scores[2] > b.scores[2];
}

// Writes the live classes in rising order, returns how many. `live` has room for all channels.
// "Beaten by" is transitive, so comparing with the classes kept so far is enough.
inline int32_t live_classes(const Corners& v, int32_t channels, ptrdiff_t stride, Candidate* live) {
  Candidate* end = live;
  for (int32_t k = 0; k < channels; ++k) {
    const ptrdiff_t at = k * stride;
    const Candidate next{{v[0]->scores[at], v[1]->scores[at], v[2]->scores[at]}, k};
    const auto beats_next = [&](const Candidate& kept) { return at_least(kept, next); };
    if (std::any_of(live, end, beats_next)) continue;
    end = std::remove_if(live, end, [&](const Candidate& kept) { return above(next, kept); });
    *end++ = next;
  }
  return static_cast<int32_t>(end - live);
}

}  // namespace edgeward

#endif
