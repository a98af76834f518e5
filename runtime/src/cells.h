// A cell of the grid and its two triangles: the diagonal rule.
#ifndef EDGEWARD_CELLS_H
#define EDGEWARD_CELLS_H

#include <array>
#include <cstdint>

namespace edgeward {

struct Vertex {
  int32_t row, col;     // output coordinates, 24.8 fixed point
  int32_t label;        // argmax of the scores, lowest index on a tie
  const float* scores;  // of the first channel
};

// Twice the signed area of triangle abc; below 2^47 for sides up to EDGEWARD_MAX_SIDE.
inline int64_t cross(const Vertex& a, const Vertex& b, const Vertex& c) {
  return int64_t{b.row - a.row} * (c.col - a.col) - int64_t{b.col - a.col} * (c.row - a.row);
}

struct Cell {
  const Vertex *tl, *tr, *bl, *br;
};

using Corners = std::array<const Vertex*, 3>;

// The four turns are all strictly left or all strictly right.
inline bool is_convex(const Cell& cell) {
  const int64_t turns[4] = {
      cross(*cell.tl, *cell.tr, *cell.br),
      cross(*cell.tr, *cell.br, *cell.bl),
      cross(*cell.br, *cell.bl, *cell.tl),
      cross(*cell.bl, *cell.tl, *cell.tr),
  };
  bool left = true, right = true;
  for (const int64_t turn : turns) {
    left = left && turn < 0;
    right = right && turn > 0;
  }
  return left || right;
}

inline bool takes_other_diagonal(const Cell& cell) {
  return cell.tr->label == cell.bl->label && cell.tl->label != cell.br->label && is_convex(cell);
}

inline std::array<Corners, 2> triangles(const Cell& cell) {
  if (takes_other_diagonal(cell)) {
    return {Corners{cell.tl, cell.tr, cell.bl}, Corners{cell.tr, cell.br, cell.bl}};
  }
  return {Corners{cell.tl, cell.tr, cell.br}, Corners{cell.tl, cell.br, cell.bl}};
}

}  // namespace edgeward

#endif
