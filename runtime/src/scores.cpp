// Scores of every class at every pixel.

#include "cells.h"
#include "edgeward.h"
#include "live.h"
#include "mesh.h"
#include "raster.h"
#include "task.h"

using namespace edgeward;

edgeward_status edgeward_interpolate_scores(float* destination, ptrdiff_t row_stride,
                                            const edgeward_task* task, void* workspace,
                                            size_t workspace_size) {
  Workspace pieces;
  Mesh mesh;
  const int32_t channels = task == nullptr ? 0 : task->scores.channels;
  const Destination to{destination, sizeof *destination, row_stride, channels};
  const edgeward_status status = begin(task, to, workspace, workspace_size, &pieces, &mesh);
  if (status != EDGEWARD_OK || is_empty(task->region)) return status;
  const edgeward_region& region = task->region;
  for_each_triangle(mesh, region, [&](const Triangle& triangle) {
    const CornerScores corners = corner_scores(mesh, triangle);
    const auto area = static_cast<double>(triangle.area() < 0 ? -triangle.area() : triangle.area());
    for_each_span(triangle, region, true, [&](int32_t row, int32_t begin, int32_t end, int32_t) {
      const Weights start = weights(triangle, row, begin);
      float* pixel = destination + (row - region.top) * row_stride +
                     static_cast<ptrdiff_t>(begin - region.left) * channels;
      for (int32_t col = begin; col < end; ++col) {
        const Weights w = start.moved(col - begin);
        for (int32_t k = 0; k < channels; ++k) {
          *pixel++ = static_cast<float>(w.sum(candidate(corners, k).scores) / area);
        }
      }
    });
  });
  return EDGEWARD_OK;
}
