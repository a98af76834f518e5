// Painting a region by its runs, at a cost that grows with the boundary and not with the area.
//
// Keys say which triangles are even: those of three equal keys. Where the grid does not fold, the
// triangles tile the picture, and walking along a pixel row the value can change only inside an
// uneven triangle, or where an even one begins to its right. So the uneven ones are drawn, the even
// ones begin a run along the edge that they share with an uneven one to their left, and the canvas
// fills the rest. A triangle of two equal keys has one edge of equal keys; on it, whoever owns the
// pixel, the value is that key's.
//
// Pixel row y stands for a line just below it, so no vertex and no horizontal edge lies on it. Rows
// for which that is not enough are painted triangle by triangle in drawing order: those that a
// folded triangle touches, one without area near uneven ones, the last row of the picture, one along
// which an edge lies whose pixels belong to the triangle above, and one where two even areas begin
// within the same pixel.
#ifndef EDGEWARD_PAINT_H
#define EDGEWARD_PAINT_H

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "canvas.h"
#include "cells.h"
#include "mesh.h"
#include "raster.h"

namespace edgeward {

// A Shader has
//   const int32_t* keys                      one per vertex
//   Pixel even(key)                          value of an even triangle
//   draw(triangle, for_each_row, pen)        an uneven one, row by row; the pen has
//                                            run(row, begin, end, value) and pixels(row, begin, end)
template <typename Pixel, typename Shader>
class Painter {
 public:
  Painter(const Mesh& mesh, const Shader& shader, const Canvas<Pixel>& canvas, const uint8_t* notes)
      : mesh_(mesh), shader_(shader), canvas_(canvas), region_(canvas.region()), notes_(notes) {}

  void paint() const {
    for_each_noted([&](int32_t i, int32_t j, const Triangle& t) {
      if (t.area() >= 0) return leave_unless_calm(i, j, t);
      if (is_even(t)) return begin_first_column(t);
      for (int k = 0; k < 3; ++k) look_at_edge(t, k);
      draw_uneven(t);
    });
    leave_last_row();
    canvas_.fill_runs();
    paint_by_hand();
  }

 private:
  // Pens of a shader: one begins runs, the other paints them out.
  struct RunPen {
    Canvas<Pixel> canvas;  // a copy: pixels that are bytes might alias anything else
    void run(int32_t row, int32_t begin, int32_t, Pixel value) const {
      canvas.begin_run(row, begin, value);
    }
    Pixel* pixels(int32_t row, int32_t begin, int32_t end) const {
      for (int32_t col = begin; col < end; ++col) canvas.mark(row, col);
      return canvas.at(row, begin);
    }
  };
  struct HandPen {
    const Canvas<Pixel>& canvas;
    void run(int32_t row, int32_t begin, int32_t end, Pixel value) const {
      std::fill_n(canvas.at(row, begin), end - begin, value);
    }
    Pixel* pixels(int32_t row, int32_t begin, int32_t) const { return canvas.at(row, begin); }
  };

  int32_t key(const Triangle& t, int k) const { return shader_.keys[t.v[k].index]; }
  bool is_even(const Triangle& t) const { return key(t, 0) == key(t, 1) && key(t, 0) == key(t, 2); }

  bool is_in_region(const Triangle& t) const {
    const auto [low, high] = std::minmax({t.v[0].col, t.v[1].col, t.v[2].col});
    return t.bottom() >= kOne * region_.top && t.top() < kOne * region_.bottom &&
           high >= kOne * region_.left && low < kOne * region_.right;
  }

  template <typename Visit>
  void for_each_noted(Visit&& visit) const {
    for (int32_t i = mesh_.first; i < mesh_.last; ++i) {
      if (!touches(mesh_, i, region_)) continue;
      const uint8_t* notes = notes_ + static_cast<int64_t>(i) * mesh_.cols;
      for (int32_t j = next_noted(notes, 0); j + 1 < mesh_.cols; j = next_noted(notes, j + 1)) {
        for (const Triangle& t : triangles(mesh_, cell_at(mesh_, i, j))) {
          if (is_in_region(t)) visit(i, j, t);
        }
      }
    }
  }

  // First cell from j on with a note; past the last cell if there is none.
  int32_t next_noted(const uint8_t* notes, int32_t j) const {
    const int32_t cells = mesh_.cols - 1;
    for (uint64_t eight; j + 8 <= cells; j += 8) {
      std::memcpy(&eight, notes + j, 8);
      if (eight != 0) break;
    }
    while (j < cells && notes[j] == 0) ++j;
    return j;
  }

  // Folded over, or without an area.
  void leave_unless_calm(int32_t i, int32_t j, const Triangle& t) const {
    if (t.area() == 0 && is_calm(i, j)) return;
    canvas_.leave_rows(pixel_after(t.top()), pixel_before(t.bottom()) + 1);
  }

  // All corners of a cell and of those around it have one key.
  bool is_calm(int32_t i, int32_t j) const {
    const int32_t own = shader_.keys[i * mesh_.cols + j];
    for (int32_t row = std::max(i - 1, mesh_.first); row <= std::min(i + 2, mesh_.last); ++row) {
      for (int32_t col = std::max(j - 1, 0); col <= std::min(j + 2, mesh_.cols - 1); ++col) {
        if (shader_.keys[row * mesh_.cols + col] != own) return false;
      }
    }
    return true;
  }

  void begin_first_column(const Triangle& t) const {
    if (std::min({t.v[0].col, t.v[1].col, t.v[2].col}) > kOne * region_.left) return;
    const edgeward_region column{region_.top, region_.left, region_.bottom, region_.left + 1};
    for_each_span({{t.v[0], t.v[1], t.v[2]}, kAllClosed}, column, true,
                  [&](int32_t row, int32_t begin, int32_t) {
                    canvas_.propose_run(row, begin, shader_.even(key(t, 0)));
                  });
  }

  // An even triangle across an edge of equal keys begins there, if it lies to the right: where the
  // grid does not fold, edges that go down have their own triangle on their left.
  void look_at_edge(const Triangle& t, int k) const {
    const Vertex &from = t.v[k], &to = t.v[(k + 1) % 3], &third = t.v[(k + 2) % 3];
    const int32_t value = shader_.keys[from.index];
    if (shader_.keys[to.index] != value) {
      const bool owns = (t.closed >> k & 1) != 0 && third.row < from.row;
      if (owns && from.row == to.row && from.row % kOne == 0) {
        canvas_.leave_rows(from.row / kOne, from.row / kOne + 1);
      }
    } else if (from.row < to.row) {
      const int32_t begin = std::max(pixel_after(from.row), region_.top);
      const int32_t end = std::min(pixel_after(to.row), region_.bottom);
      if (begin >= end) return;
      Stepper edge = step_down(from, to, begin, 0);
      for (int32_t row = begin; row < end; ++row, edge.next()) {
        canvas_.propose_run(row, edge.column, shader_.even(value));
      }
    }
  }

  // Edges of equal keys count as closed on both sides: their pixels have one value.
  void draw_uneven(const Triangle& t) const {
    Triangle drawn = t;
    for (int k = 0; k < 3; ++k) {
      if (key(t, k) == key(t, (k + 1) % 3)) drawn.closed |= 1u << k;
    }
    shader_.draw(drawn, region_, false, RunPen{canvas_});
  }

  void leave_last_row() const {
    const int32_t bottom = mesh_.row[static_cast<int64_t>(mesh_.rows - 1) * mesh_.cols] / kOne;
    canvas_.leave_rows(bottom, bottom + 1);
  }

  void paint_by_hand() const {
    for (int32_t begin = region_.top, end; begin < region_.bottom; begin = end) {
      const bool by_hand = canvas_.is_by_hand(begin);
      for (end = begin + 1; end < region_.bottom && canvas_.is_by_hand(end) == by_hand;) ++end;
      if (by_hand) paint_in_order({begin, region_.left, end, region_.right});
    }
  }

  void paint_in_order(const edgeward_region& rows) const {
    for_each_triangle(mesh_, rows, [&](const Triangle& t) {
      const HandPen pen{canvas_};
      if (!is_even(t)) return shader_.draw(t, rows, true, pen);
      const Pixel value = shader_.even(key(t, 0));
      for_each_span(t, rows, true, [&](int32_t row, int32_t begin, int32_t end) {
        pen.run(row, begin, end, value);
      });
    });
  }

  const Mesh& mesh_;
  const Shader& shader_;
  const Canvas<Pixel>& canvas_;
  const edgeward_region& region_;
  const uint8_t* notes_;  // one per vertex
};

// Paints a region block by block.
template <typename Pixel, typename Shader>
void paint(Pixel* destination, ptrdiff_t row_stride, const edgeward_region& region,
           const Mesh& mesh, const Shader& shader, const Workspace& workspace) {
  for (int32_t i = mesh.first; i < mesh.last; ++i) {
    survey(mesh, i, shader.keys, region.left, workspace.note + static_cast<int64_t>(i) * mesh.cols);
  }
  const int32_t rows = block_rows(region);
  for (int32_t top = region.top; top < region.bottom; top += rows) {
    const int32_t bottom = std::min(top + rows, region.bottom);
    const Canvas<Pixel> canvas(destination + (top - region.top) * row_stride, row_stride,
                               {top, region.left, bottom, region.right}, workspace);
    Painter<Pixel, Shader>(mesh, shader, canvas, workspace.note).paint();
  }
}

}  // namespace edgeward

#endif
