// Painting labels by runs, at a cost that grows with the boundary and not with the area.
//
// A triangle of three equal labels is even: one class is live in it. Where the grid does not fold,
// the triangles tile the picture, and walking along a pixel row the label can change only inside an
// uneven triangle, or where an even one begins to its right. So the uneven ones are drawn, the even
// ones begin a run along the edge that they share with an uneven one to their left, and the canvas
// fills the rest. A triangle of two equal labels has one edge of equal labels; on it, whoever owns
// the pixel, the label is theirs.
//
// Pixel row y stands for a line just below it, so no vertex and no horizontal edge lies on it. Rows
// for which that is not enough are painted triangle by triangle in drawing order: those that a
// folded triangle touches, one without area near uneven ones unless it is of a seam, the last row
// of the picture, one along which an edge lies whose pixels belong to the triangle above, and one
// where two even areas begin within the same pixel.
#ifndef EDGEWARD_PAINT_H
#define EDGEWARD_PAINT_H

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "canvas.h"
#include "cells.h"
#include "contest.h"
#include "mesh.h"
#include "raster.h"
#include "workspace.h"

namespace edgeward {

// Calls paint_run(context, row, begin, end, label) for the runs of all triangles in drawing order.
void paint_in_order(const Mesh& mesh, const edgeward_region& rows, Candidate* live,
                    EmitRun paint_run, const void* context);

// Paints the canvas's region; pixel_of(label) is the value of a pixel.
template <typename Pixel, typename PixelOf>
class Painter {
 public:
  Painter(const Mesh& mesh, const PixelOf& pixel_of, const Canvas<Pixel>& canvas,
          const Workspace& workspace)
      : mesh_(mesh),
        pixel_of_(pixel_of),
        canvas_(canvas),
        region_(canvas.region()),
        notes_(workspace.note),
        live_(workspace.live) {}

  void paint() const {
    for_each_noted([&](int32_t i, int32_t j, const Triangle& t) {
      const uint32_t equal = equal_edges(mesh_, t);
      if (t.area() >= 0) {
        const Seam seam = t.area() == 0 ? seam_of(mesh_, i, j) : Seam::kNone;
        return seam == Seam::kNone ? leave_unless_calm(i, j, t) : begin_beyond_seam(t, equal, seam);
      }
      if (equal == kAllEqual) return begin_first_column(t);
      if (equal != 0) begin_beyond(t, only_edge(equal), 0);
      leave_owned_row(t, equal);
      draw_uneven(t, equal);
    });
    leave_last_row();
    canvas_.fill_runs();
    paint_by_hand();
  }

 private:
  Pixel pixel_of(const Triangle& t, int k) const { return pixel_of_(mesh_.label[t.v[k].index]); }

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
        for (const Triangle& t : triangles(mesh_, i, j)) {
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

  // A triangle that is folded over or has no area.
  void leave_unless_calm(int32_t i, int32_t j, const Triangle& t) const {
    if (t.area() == 0 && is_calm(i, j)) return;
    canvas_.leave_rows(pixel_after(t.top()), pixel_before(t.bottom()) + 1);
  }

  // All corners of a cell and of those around it have one label.
  bool is_calm(int32_t i, int32_t j) const {
    const auto at = [&](int32_t row, int32_t col) {
      return mesh_.label[static_cast<int64_t>(row) * mesh_.cols + col];
    };
    for (int32_t row = std::max(i - 1, mesh_.first); row <= std::min(i + 2, mesh_.last); ++row) {
      for (int32_t col = std::max(j - 1, 0); col <= std::min(j + 2, mesh_.cols - 1); ++col) {
        if (at(row, col) != at(i, j)) return false;
      }
    }
    return true;
  }

  // An even triangle in the first column of the region begins runs there.
  void begin_first_column(const Triangle& t) const {
    if (std::min({t.v[0].col, t.v[1].col, t.v[2].col}) > kOne * region_.left) return;
    const edgeward_region column{region_.top, region_.left, region_.bottom, region_.left + 1};
    const Pixel value = pixel_of(t, 0);
    for_each_span({{t.v[0], t.v[1], t.v[2]}, kAllClosed}, column, true,
                  [&](int32_t row, int32_t begin, int32_t, int32_t) {
                    canvas_.propose_run(row, begin, value);
                  });
  }

  // An even triangle across edge k, whose labels are equal, begins there, if it lies to the right:
  // where the grid does not fold, edges that go down have their own triangle on their left.
  // With `after` = 1, pixels on the edge itself are another's.
  void begin_beyond(const Triangle& t, int k, int32_t after) const {
    const Vertex &from = t.v[k], &to = t.v[(k + 1) % 3];
    const int32_t begin = std::max(pixel_after(from.row), region_.top);
    const int32_t end = std::min(pixel_after(to.row), region_.bottom);
    if (begin >= end) return;
    const Pixel value = pixel_of(t, k);
    Stepper edge = step_down(from, to, begin, after);
    for (int32_t row = begin; row < end; ++row, edge.next()) {
      canvas_.propose_run(row, edge.column(), value);
    }
  }

  // Pixels on a seam belong to the later one of the two that meet there: not to what lies above it,
  // across edge 0, nor to its left, across edge 2.
  void begin_beyond_seam(const Triangle& t, uint32_t equal, Seam seam) const {
    if (equal == 0 || equal == kAllEqual) return;
    const int k = only_edge(equal);
    begin_beyond(t, k, k == (seam == Seam::kRows ? 0 : 2));
  }

  // A row that a closed edge of different labels lies along, below its triangle.
  void leave_owned_row(const Triangle& t, uint32_t equal) const {
    const uint32_t closed = t.closed & ~equal;
    for (int k = 0; k < 3; ++k) {
      const int32_t row = t.v[k].row;
      const bool lies_along = (row == t.v[(k + 1) % 3].row) & (row % kOne == 0);
      if (lies_along & (row > t.v[(k + 2) % 3].row) & ((closed >> k & 1) != 0)) {
        canvas_.leave_rows(row / kOne, row / kOne + 1);
      }
    }
  }

  // Edges of equal labels count as closed on both sides: their pixels have one label.
  void draw_uneven(const Triangle& t, uint32_t equal) const {
    const Triangle drawn{{t.v[0], t.v[1], t.v[2]}, t.closed | equal};
    // A copy: pixels that are bytes might alias the canvas itself.
    const Canvas<Pixel> canvas = canvas_;
    Contest(mesh_, drawn, equal, live_)
        .for_each_run(region_, false, [&](int32_t row, int32_t begin, int32_t, int32_t label) {
          canvas.begin_run(row, begin, pixel_of_(label));
        });
  }

  // Nothing lies below the last row of the picture.
  void leave_last_row() const {
    const int32_t bottom = mesh_.row[static_cast<int64_t>(mesh_.rows - 1) * mesh_.cols] / kOne;
    canvas_.leave_rows(bottom, bottom + 1);
  }

  // Rows near each other are painted together: every band is a walk through the triangles.
  void paint_by_hand() const {
    constexpr int32_t kNear = 16;
    for (int32_t begin = region_.top; begin < region_.bottom; ++begin) {
      if (!canvas_.is_by_hand(begin)) continue;
      int32_t end = begin + 1;
      for (int32_t row = end; row < std::min(end + kNear, region_.bottom); ++row) {
        if (canvas_.is_by_hand(row)) end = row + 1;
      }
      paint_in_order({begin, region_.left, end, region_.right});
      begin = end;
    }
  }

  void paint_in_order(const edgeward_region& rows) const {
    const auto paint_run = [](const void* painter, int32_t row, int32_t begin, int32_t end,
                              int32_t label) {
      const Painter& own = *static_cast<const Painter*>(painter);
      std::fill_n(own.canvas_.at(row, begin), end - begin, own.pixel_of_(label));
    };
    edgeward::paint_in_order(mesh_, rows, live_, paint_run, this);
  }

  const Mesh& mesh_;
  const PixelOf& pixel_of_;
  const Canvas<Pixel>& canvas_;
  const edgeward_region& region_;
  const uint8_t* notes_;  // see survey()
  Candidate* live_;
};

// Paints a region block by block.
template <typename Pixel, typename PixelOf>
void paint(Pixel* destination, ptrdiff_t row_stride, const edgeward_region& region,
           const Mesh& mesh, const PixelOf& pixel_of, const Workspace& workspace) {
  for (int32_t i = mesh.first; i < mesh.last; ++i) {
    survey(mesh, i, region.left, workspace.note + static_cast<int64_t>(i) * mesh.cols);
  }
  const int32_t rows = block_rows(region);
  for (int32_t top = region.top; top < region.bottom; top += rows) {
    const int32_t bottom = std::min(top + rows, region.bottom);
    const Canvas<Pixel> canvas(destination + (top - region.top) * row_stride, row_stride,
                               {top, region.left, bottom, region.right}, workspace);
    Painter<Pixel, PixelOf>(mesh, pixel_of, canvas, workspace).paint();
  }
}

}  // namespace edgeward

#endif
