// Cells of the grid: the diagonal rule, and what is worth knowing of each cell before painting.
#ifndef EDGEWARD_CELLS_H
#define EDGEWARD_CELLS_H

#include <array>
#include <cstdint>

#include "mesh.h"
#include "raster.h"

namespace edgeward {

// Both triangles of cell (i, j) in drawing order, by the diagonal rule. An edge is closed if the
// triangle across it is drawn earlier, or if there is none: so every pixel of a shared edge belongs
// to the later one.
std::array<Triangle, 2> triangles(const Mesh& mesh, int32_t i, int32_t j);

// A cell without area is a seam where those beside it meet as if it were not there, in the order
// that they would have: its top and bottom coincide, or its left and right, or all its corners lie
// within one row, which no row of pixels crosses. Points of a dense grid often fall on one pixel.
enum class Seam { kNone, kRows, kColumns };

Seam seam_of(const Mesh& mesh, int32_t i, int32_t j);

// Strip i may cover pixels of the region.
inline bool touches(const Mesh& mesh, int32_t i, const edgeward_region& region) {
  return mesh.low[i] <= kOne * (region.bottom - 1) && mesh.high[i] >= kOne * region.top;
}

// Calls visit(context, triangle), all edges closed, for the triangles with an area that may cover
// pixels of the region, in drawing order: painting over is what makes a pixel belong to its last
// triangle.
void visit_triangles(const Mesh& mesh, const edgeward_region& region,
                     void (*visit)(const void* context, const Triangle& triangle),
                     const void* context);

// The same for a function object.
template <typename Visit>
void for_each_triangle(const Mesh& mesh, const edgeward_region& region, const Visit& visit) {
  const auto call = [](const void* context, const Triangle& triangle) {
    (*static_cast<const Visit*>(context))(triangle);
  };
  visit_triangles(mesh, region, call, &visit);
}

// What a survey notes of a cell; 0 for one that needs no look of its own.
enum Note : uint8_t {
  kMixed = 1,     // its corners' labels differ
  kAwkward = 2,   // a triangle of it may be folded over or have no area
  kStraddles = 4  // it may cover the first column of the region
};

// Writes the notes of strip i, one per cell. `left` is the first column of the region.
void survey(const Mesh& mesh, int32_t i, int32_t left, uint8_t* notes);

}  // namespace edgeward

#endif
