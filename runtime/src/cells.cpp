#include "cells.h"

#include <algorithm>

#include "vectors.h"

namespace edgeward {
namespace {

// The four turns are all strictly left or all strictly right.
bool is_convex(const Vertex& tl, const Vertex& tr, const Vertex& bl, const Vertex& br) {
  const int64_t turns[4] = {cross(tl, tr, br), cross(tr, br, bl), cross(br, bl, tl),
                            cross(bl, tl, tr)};
  const auto [low, high] = std::minmax_element(turns, turns + 4);
  return *low > 0 || *high < 0;
}

// The corners of one cell or, in vectors, of four neighbours.
template <typename Int>
struct Corners {
  Int row[4], col[4], label[4];  // top left, top right, bottom left, bottom right
};

// The notes of cells, in each lane. Differences are below 2^24, so exact in float32; products are
// not, so a cell is awkward by 2^-20 of their size too early.
template <typename Float, typename Int, typename ToFloat>
Int note(const Corners<Int>& at, int32_t column, ToFloat to_float) {
  const Float tr_row = to_float(at.row[1] - at.row[0]), tr_col = to_float(at.col[1] - at.col[0]);
  const Float bl_row = to_float(at.row[2] - at.row[0]), bl_col = to_float(at.col[2] - at.col[0]);
  const Float br_row = to_float(at.row[3] - at.row[0]), br_col = to_float(at.col[3] - at.col[0]);
  // Whether a * b > c * d is in doubt or false.
  const auto is_awkward = [](Float a, Float b, Float c, Float d) {
    constexpr float kLess = 1.0f - 0x1p-20f;
    const Float plus = a * b, minus = c * d;
    return (plus * kLess <= minus) | (plus <= minus * kLess);
  };
  const Int awkward =
      is_awkward(tr_col, br_row, tr_row, br_col) | is_awkward(br_col, bl_row, br_row, bl_col);
  const Int mixed =
      (at.label[0] != at.label[1]) | (at.label[0] != at.label[2]) | (at.label[0] != at.label[3]);
  const Int starts =
      (at.col[0] <= column) | (at.col[1] <= column) | (at.col[2] <= column) | (at.col[3] <= column);
  const Int ends =
      (at.col[0] >= column) | (at.col[1] >= column) | (at.col[2] >= column) | (at.col[3] >= column);
  // A true comparison is all ones in a lane, and 1 in a scalar.
  return (mixed & 1) | (awkward & 1) << 1 | (starts & ends & 1) << 2;
}

}  // namespace

std::array<Triangle, 2> triangles(const Mesh& mesh, int32_t i, int32_t j) {
  const int32_t tl = i * mesh.cols + j, tr = tl + 1, bl = tl + mesh.cols, br = bl + 1;
  const uint32_t right = j + 2 == mesh.cols;  // the cell's right edge is the picture's
  const auto triangle = [&](int32_t a, int32_t b, int32_t c, uint32_t closed) {
    return Triangle{{mesh.at(a), mesh.at(b), mesh.at(c)}, closed};
  };
  const int32_t* label = mesh.label;
  if (label[tr] == label[bl] && label[tl] != label[br] &&
      is_convex(mesh.at(tl), mesh.at(tr), mesh.at(bl), mesh.at(br))) {
    return {triangle(tl, tr, bl, 1u | 4u), triangle(tr, br, bl, right | 4u)};
  }
  return {triangle(tl, tr, br, 1u | right << 1), triangle(tl, br, bl, 1u | 4u)};
}

Seam seam_of(const Mesh& mesh, int32_t i, int32_t j) {
  const int32_t start = i * mesh.cols + j;
  const Vertex tl = mesh.at(start), tr = mesh.at(start + 1), bl = mesh.at(start + mesh.cols),
               br = mesh.at(start + mesh.cols + 1);
  const auto meet = [](const Vertex& a, const Vertex& b) {
    return a.row == b.row && a.col == b.col;
  };
  const bool is_level = tl.row == tr.row && tl.row == bl.row && tl.row == br.row;
  if (is_level && tl.col <= tr.col && bl.col <= br.col) return Seam::kRows;
  if (meet(tl, bl) && meet(tr, br)) return Seam::kRows;
  // At the right side of the picture nobody would own the pixels on it.
  if (meet(tl, tr) && meet(bl, br) && j + 2 < mesh.cols) return Seam::kColumns;
  return Seam::kNone;
}

void visit_triangles(const Mesh& mesh, const edgeward_region& region,
                     void (*visit)(const void* context, const Triangle& triangle),
                     const void* context) {
  const int32_t top = kOne * region.top, bottom = kOne * (region.bottom - 1);
  for (int32_t i = mesh.first; i < mesh.last; ++i) {
    if (!touches(mesh, i, region)) continue;
    for (int32_t j = 0; j + 1 < mesh.cols; ++j) {
      for (Triangle t : triangles(mesh, i, j)) {
        t.closed = kAllClosed;
        if (t.top() <= bottom && t.bottom() >= top && t.area() != 0) visit(context, t);
      }
    }
  }
}

void survey(const Mesh& mesh, int32_t i, int32_t left, uint8_t* notes) {
  const int64_t start = int64_t{i} * mesh.cols;
  const int64_t corners[4] = {start, start + 1, start + mesh.cols, start + mesh.cols + 1};
  const int32_t column = kOne * left;
  int32_t j = 0;
#if EDGEWARD_VECTORS
  for (; j + 4 < mesh.cols; j += 4) {
    Corners<Ints> at;
    for (int k = 0; k < 4; ++k) {
      at.row[k] = load<Ints>(mesh.row + corners[k] + j);
      at.col[k] = load<Ints>(mesh.col + corners[k] + j);
      at.label[k] = load<Ints>(mesh.label + corners[k] + j);
    }
    const Ints four = note<Floats>(at, column, [](Ints x) { return to_floats(x); });
    for (int k = 0; k < 4; ++k) notes[j + k] = static_cast<uint8_t>(four[k]);
  }
#endif
  for (; j + 1 < mesh.cols; ++j) {
    Corners<int32_t> at;
    for (int k = 0; k < 4; ++k) {
      at.row[k] = mesh.row[corners[k] + j];
      at.col[k] = mesh.col[corners[k] + j];
      at.label[k] = mesh.label[corners[k] + j];
    }
    notes[j] = static_cast<uint8_t>(
        note<float>(at, column, [](int32_t x) { return static_cast<float>(x); }));
  }
}

}  // namespace edgeward
