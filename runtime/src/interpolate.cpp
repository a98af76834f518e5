#include <cstddef>
#include <cstdint>
#include <cstring>

#include "cells.h"
#include "checks.h"
#include "edgeward.h"
#include "live.h"
#include "raster.h"
#include "vertices.h"

namespace edgeward {
namespace {

// Arguments of an interpolation, the destination apart.
struct Task {
  edgeward_size size;
  edgeward_band band;
  const edgeward_points* points;
  edgeward_size source;
  const edgeward_scores* scores;
  void* workspace;
  size_t workspace_size;
};

// Parts of the workspace.
struct Scratch {
  Vertex* vertices;  // rows * cols
  Candidate* live;   // channels
};

size_t vertices_size(const edgeward_points& points) {
  return static_cast<size_t>(count(points.rows, points.cols)) * sizeof(Vertex);
}

size_t scratch_size(const edgeward_points& points, const edgeward_scores& scores) {
  return alignof(Vertex) + vertices_size(points) +
         static_cast<size_t>(scores.channels) * sizeof(Candidate);
}

Scratch carve(const Task& task) {
  static_assert(alignof(Candidate) <= alignof(Vertex));
  constexpr uintptr_t mask = alignof(Vertex) - 1;
  auto* bytes = static_cast<unsigned char*>(task.workspace);
  bytes += (~reinterpret_cast<uintptr_t>(bytes) + 1) & mask;
  return {reinterpret_cast<Vertex*>(bytes),
          reinterpret_cast<Candidate*>(bytes + vertices_size(*task.points))};
}

edgeward_status check_shapes(const edgeward_points& points, const edgeward_scores& scores,
                             edgeward_size size) {
  const edgeward_status status = check_grid_shape(points.rows, points.cols, 2);
  if (status != EDGEWARD_OK) return status;
  return scores.channels < 1 ? EDGEWARD_BAD_CHANNELS : check_size(size);
}

edgeward_status check(const Task& task, const void* destination) {
  if (destination == nullptr || task.points == nullptr || task.scores == nullptr ||
      task.points->data == nullptr || task.scores->data == nullptr || task.workspace == nullptr) {
    return EDGEWARD_NULL_POINTER;
  }
  edgeward_status status = check_shapes(*task.points, *task.scores, task.size);
  if (status == EDGEWARD_OK) status = check_size(task.source);
  if (status != EDGEWARD_OK) return status;
  const edgeward_band band = task.band;
  if (band.begin < 0 || band.begin > band.end || band.end > task.size.height) {
    return EDGEWARD_BAD_BAND;
  }
  return task.workspace_size < scratch_size(*task.points, *task.scores)
             ? EDGEWARD_WORKSPACE_TOO_SMALL
             : EDGEWARD_OK;
}

// Calls paint(corners, triangle, row, span) in (cell row, cell column, triangle) order: painting
// over is what makes a pixel belong to its last triangle.
template <typename Paint>
void paint_cells(const Task& task, const Vertex* vertices, Paint&& paint) {
  const int32_t cols = task.points->cols;
  for (int32_t i = 0; i + 1 < task.points->rows; ++i, vertices += cols) {
    for (int32_t j = 0; j + 1 < cols; ++j) {
      const Vertex* tl = vertices + j;
      for (const Corners& corners : triangles({tl, tl + 1, tl + cols, tl + cols + 1})) {
        paint(corners, make_triangle(corners));
      }
    }
  }
}

// Checks everything, then paints: the destination stays untouched on error.
template <typename MakePainter>
edgeward_status interpolate(const Task& task, const void* destination, MakePainter&& make_painter) {
  edgeward_status status = check(task, destination);
  if (status != EDGEWARD_OK) return status;
  const Scratch scratch = carve(task);
  status = make_vertices(*task.points, task.source, *task.scores, task.size, scratch.vertices);
  if (status != EDGEWARD_OK) return status;
  paint_cells(task, scratch.vertices, make_painter(scratch.live));
  return EDGEWARD_OK;
}

int32_t best_label(const Weights& w, const Candidate* live, int32_t live_count) {
  int32_t best = live->label;
  double highest = w.sum(live->scores);
  for (int32_t k = 1; k < live_count; ++k) {
    const double value = w.sum(live[k].scores);
    if (value > highest) {
      highest = value;
      best = live[k].label;
    }
  }
  return best;
}

struct LabelPainter {
  const Task& task;
  uint8_t* destination;
  Candidate* live;

  uint8_t* at(int32_t row, int32_t col) const {
    return destination + count(row, task.size.width) + col;
  }

  void operator()(const Corners& v, const Triangle& triangle) const {
    if (!touches(triangle, task.band)) return;
    // Three equal labels beat every other class, so exactly one class is live.
    if (v[0]->label == v[1]->label && v[0]->label == v[2]->label) {
      fill(triangle, v[0]->label);
    } else {
      compete(v, triangle);
    }
  }

  void fill(const Triangle& triangle, int32_t label) const {
    for_each_span(triangle, task.band, task.size.width, [&](int32_t row, Span span) {
      std::memset(at(row, span.begin), label, static_cast<size_t>(span.end - span.begin));
    });
  }

  void compete(const Corners& v, const Triangle& triangle) const {
    const edgeward_scores& scores = *task.scores;
    const int32_t live_count = live_classes(v, scores.channels, scores.channel_stride, live);
    for_each_span(triangle, task.band, task.size.width, [&](int32_t row, Span span) {
      Weights w = weights(triangle, row, span.begin);
      uint8_t* end = at(row, span.end);
      for (uint8_t* pixel = at(row, span.begin); pixel != end; ++pixel, w.next()) {
        *pixel = static_cast<uint8_t>(best_label(w, live, live_count));
      }
    });
  }
};

struct ScorePainter {
  const Task& task;
  float* destination;

  void operator()(const Corners& v, const Triangle& triangle) const {
    const double area = static_cast<double>(triangle.area);
    const edgeward_scores& scores = *task.scores;
    for_each_span(triangle, task.band, task.size.width, [&](int32_t row, Span span) {
      Weights w = weights(triangle, row, span.begin);
      float* out = destination + (count(row, task.size.width) + span.begin) * scores.channels;
      for (int32_t col = span.begin; col < span.end; ++col, w.next()) {
        for (int32_t k = 0; k < scores.channels; ++k) {
          const ptrdiff_t at = k * scores.channel_stride;
          const double corner[3] = {v[0]->scores[at], v[1]->scores[at], v[2]->scores[at]};
          *out++ = static_cast<float>(w.sum(corner) / area);
        }
      }
    });
  }
};

}  // namespace
}  // namespace edgeward

using namespace edgeward;

size_t edgeward_workspace_size(const edgeward_points* points, const edgeward_scores* scores,
                               edgeward_size size) {
  if (points == nullptr || scores == nullptr) return 0;
  if (check_shapes(*points, *scores, size) != EDGEWARD_OK) return 0;
  return scratch_size(*points, *scores);
}

edgeward_status edgeward_interpolate_scores(float* destination, edgeward_size size,
                                            edgeward_band band, const edgeward_points* points,
                                            edgeward_size source, const edgeward_scores* scores,
                                            void* workspace, size_t workspace_size) {
  const Task task{size, band, points, source, scores, workspace, workspace_size};
  return interpolate(task, destination,
                     [&](Candidate*) { return ScorePainter{task, destination}; });
}

edgeward_status edgeward_interpolate_labels(uint8_t* destination, edgeward_size size,
                                            edgeward_band band, const edgeward_points* points,
                                            edgeward_size source, const edgeward_scores* scores,
                                            void* workspace, size_t workspace_size) {
  if (scores != nullptr && scores->channels > EDGEWARD_MAX_CLASSES)
    return EDGEWARD_TOO_MANY_CLASSES;
  const Task task{size, band, points, source, scores, workspace, workspace_size};
  return interpolate(task, destination,
                     [&](Candidate* live) { return LabelPainter{task, destination, live}; });
}
