// Probabilities of every pixel: of one class, or of the pixel's own.

#include <cmath>
#include <cstdint>

#include "cells.h"
#include "chance.h"
#include "contest.h"
#include "edgeward.h"
#include "mesh.h"
#include "ramp.h"
#include "raster.h"
#include "task.h"

namespace edgeward {
namespace {

float step_of(const edgeward_scores& scores) {
  return scores.type == EDGEWARD_FLOAT32 || scores.type == EDGEWARD_FLOAT16 ? 1.0f : scores.scale;
}

// Of class `label` at every vertex, or of the vertex's own class if it is negative.
void find_chances(const Mesh& mesh, int32_t label, float step, const Workspace& workspace) {
  for (int32_t i = mesh.first; i <= mesh.last; ++i) {
    for (int32_t j = 0; j < mesh.cols; ++j) {
      const int64_t at = count(i, mesh.cols) + j;
      const int32_t of = label < 0 ? mesh.label[at] : label;
      workspace.chance[at] = chance(mesh.values, mesh.values.at(i, j), of, step);
    }
  }
}

// Where probabilities go, as numbers of either type.
struct Picture {
  void* pixels;
  edgeward_type type;
  ptrdiff_t row_stride;
  const edgeward_region& region;

  // Calls draw(pointer to the pixel).
  template <typename Draw>
  void at(int32_t row, int32_t col, Draw&& draw) const {
    const ptrdiff_t place = (row - region.top) * row_stride + (col - region.left);
    if (type == EDGEWARD_FLOAT32) {
      draw(static_cast<float*>(pixels) + place);
    } else {
      draw(static_cast<uint8_t*>(pixels) + place);
    }
  }
};

template <typename Number>
void paint_mask(Number* destination, ptrdiff_t row_stride, const edgeward_region& region,
                const Mesh& mesh, const float* chances) {
  for_each_triangle(mesh, region, [&](const Triangle& t) {
    const auto at = [&](int32_t row, int32_t col) {
      return destination + (row - region.top) * row_stride + (col - region.left);
    };
    const Ramp ramp(t, {chances[t.v[0].index], chances[t.v[1].index], chances[t.v[2].index]});
    if (ramp.is_steep()) {
      return for_each_span(t, region, true, [&](int32_t row, int32_t begin, int32_t end, int32_t) {
        ramp.by_weights(row, begin, end, at(row, begin));
      });
    }
    const Slope slope = ramp.slope();
    for_each_span(t, region, true, [&](int32_t row, int32_t begin, int32_t end, int32_t anchor) {
      slope.row(row, anchor, begin, end, region.right, at(row, begin));
    });
  });
}

void paint_confidence(const Picture& picture, const Mesh& mesh, float step,
                      const Workspace& workspace) {
  for_each_triangle(mesh, picture.region, [&](const Triangle& t) {
    const auto ramp_of = [&](int32_t label) {
      float chances[3];
      for (int k = 0; k < 3; ++k) {
        const int32_t index = t.v[k].index;
        chances[k] = label == mesh.label[index]
                         ? workspace.chance[index]
                         : chance(mesh.values, mesh.scores(index), label, step);
      }
      return Ramp(t, chances);
    };
    const Contest contest(mesh, t, workspace.live);
    int32_t label = mesh.label[t.v[0].index];
    Ramp ramp = ramp_of(label);
    contest.for_each_run(
        picture.region, true, [&](int32_t row, int32_t begin, int32_t end, int32_t winner) {
          if (winner != label) ramp = ramp_of(label = winner);
          picture.at(row, begin, [&](auto* to) { ramp.by_weights(row, begin, end, to); });
        });
  });
}

// What the two public functions share. `label` is negative for every pixel's own.
edgeward_status paint_chances(void* destination, edgeward_type type, ptrdiff_t row_stride,
                              const edgeward_task* task, int32_t label, void* memory,
                              size_t memory_size) {
  if (type != EDGEWARD_FLOAT32 && type != EDGEWARD_UINT8) return EDGEWARD_BAD_TYPE;
  const float step = task == nullptr ? 1.0f : step_of(task->scores);
  if (!(step > 0 && std::isfinite(step))) return EDGEWARD_BAD_SCALE;
  Workspace workspace;
  Mesh mesh;
  const Destination to{destination, size_of(type), row_stride, 1};
  const edgeward_status status = begin(task, to, memory, memory_size, &workspace, &mesh);
  if (status != EDGEWARD_OK || is_empty(task->region)) return status;
  find_chances(mesh, label, step, workspace);
  const Picture picture{destination, type, row_stride, task->region};
  if (label < 0) {
    paint_confidence(picture, mesh, step, workspace);
  } else {
    picture.at(task->region.top, task->region.left, [&](auto* first) {
      paint_mask(first, row_stride, task->region, mesh, workspace.chance);
    });
  }
  return EDGEWARD_OK;
}

}  // namespace
}  // namespace edgeward

using namespace edgeward;

edgeward_status edgeward_interpolate_mask(void* destination, edgeward_type type,
                                          ptrdiff_t row_stride, const edgeward_task* task,
                                          int32_t label, void* workspace, size_t workspace_size) {
  if (label < 0 || (task != nullptr && label >= task->scores.channels)) return EDGEWARD_BAD_CLASS;
  return paint_chances(destination, type, row_stride, task, label, workspace, workspace_size);
}

edgeward_status edgeward_interpolate_confidence(void* destination, edgeward_type type,
                                                ptrdiff_t row_stride, const edgeward_task* task,
                                                void* workspace, size_t workspace_size) {
  return paint_chances(destination, type, row_stride, task, -1, workspace, workspace_size);
}
