// The classes that can win somewhere in a triangle, and the winner at a pixel.
#ifndef EDGEWARD_LIVE_H
#define EDGEWARD_LIVE_H

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
  for (int k = 0; k < 3; ++k) result.at[k] = mesh.scores(triangle.v[k].index);
  return result;
}

// Bit k is set if the best classes at the ends of edge k of a triangle are the same: of none, of
// one, or of all three edges.
inline uint32_t equal_edges(const Mesh& mesh, const Triangle& triangle) {
  const int32_t a = mesh.label[triangle.v[0].index], b = mesh.label[triangle.v[1].index],
                c = mesh.label[triangle.v[2].index];
  return static_cast<uint32_t>(a == b) | static_cast<uint32_t>(b == c) << 1 |
         static_cast<uint32_t>(c == a) << 2;
}

constexpr uint32_t kAllEqual = 7;

// The only edge of equal ends, from vertex k to the next.
inline int only_edge(uint32_t equal) { return static_cast<int>(equal >> 1); }

struct Candidate {
  double scores[3];  // at the triangle's vertices
  int32_t label;
};

inline Candidate candidate(const CornerScores& corners, int32_t label) {
  const ptrdiff_t at = label * corners.stride;
  return {{corners.at[0][at], corners.at[1][at], corners.at[2][at]}, label};
}

// Writes the live classes in rising order, returns how many; `live` has room for all channels. Some
// live ones that never win are left out: those below the mean of the vertices' best classes at all
// three, by a margin that the sums' rounding cannot bridge.
// "Beaten by" is transitive, so comparing with the classes kept so far is enough.
int32_t live_classes(const CornerScores& corners, const int32_t (&labels)[3], Candidate* live);

struct Winner {
  int32_t label;
  double lead;  // over the second
};

// The lowest of the classes with the greatest weighted sum.
Winner winner(const Weights& w, const Candidate* live, int32_t live_count);

}  // namespace edgeward

#endif
