// Probabilities of every pixel: of one class, or of the pixel's own.

#include <cmath>
#include <cstdint>

#include "canvas.h"
#include "chance.h"
#include "contest.h"
#include "edgeward.h"
#include "mesh.h"
#include "paint.h"
#include "raster.h"
#include "task.h"
#include "vectors.h"

namespace edgeward {
namespace {

void write(float chance, float* pixel) { *pixel = chance; }
void write(float chance, uint8_t* pixel) { *pixel = static_cast<uint8_t>(255.0f * chance + 0.5f); }

#if EDGEWARD_VECTORS
// The first `n` of four, or all.
void write(Floats chances, int32_t n, float* pixels) {
  if (n >= 4) return store(pixels, chances);
  for (int32_t k = 0; k < n; ++k) pixels[k] = chances[k];
}
void write(Floats chances, int32_t n, uint8_t* pixels) {
  const Ints bytes = __builtin_convertvector(255.0f * chances + 0.5f, Ints);
  for (int32_t k = 0; k < std::min(n, 4); ++k) pixels[k] = static_cast<uint8_t>(bytes[k]);
}
#endif

// Interpolates three probabilities in a triangle, along its rows.
class Ramp {
 public:
  Ramp(const Triangle& triangle, const float (&chances)[3])
      : triangle_(&triangle), chances_{chances[0], chances[1], chances[2]} {
    const double scale = 1.0 / static_cast<double>(triangle.area()), one = kOne;
    double along = 0, down = 0;
    for (int k = 0; k < 3; ++k) {
      const Vertex &from = triangle.v[(k + 1) % 3], &to = triangle.v[(k + 2) % 3];
      along += (to.row - from.row) * chances_[k];
      down -= (to.col - from.col) * chances_[k];
    }
    along_ = along * scale * one, down_ = down * scale * one;
    origin_ = chances_[0] - along_ * (triangle.v[0].col / one) - down_ * (triangle.v[0].row / one);
    const auto [low, high] = std::minmax({chances[0], chances[1], chances[2]});
    low_ = low, high_ = high;
    // Terms of the sum beyond this leave less than 2^-27 of it.
    is_steep_ = !(std::fabs(along_) + std::fabs(down_) < 0x1p10);
  }

  // Columns [begin, end) of a row; `anchor` is where the triangle begins in it, whatever the
  // region.
  template <typename Number>
  void row(int32_t row, int32_t anchor, int32_t begin, int32_t end, Number* to) const {
    if (is_steep_) return by_weights(row, begin, end, to);
    const auto first = static_cast<float>(origin_ + down_ * row + along_ * anchor);
    const auto step = static_cast<float>(along_);
    int32_t k = begin - anchor;
    const int32_t past = end - anchor;
    to -= k;
#if EDGEWARD_VECTORS
    for (; k < past; k += 4) {
      const Floats lane = to_floats(Ints{0, 1, 2, 3} + k), low = Floats{} + low_;
      write(minimum(maximum(first + step * lane, low), Floats{} + high_), past - k, to + k);
    }
#else
    for (; k < past; ++k) {
      write(std::min(std::max(first + step * static_cast<float>(k), low_), high_), to + k);
    }
#endif
  }

  // The same from the weights of every pixel: slower, for any triangle, and without an anchor.
  template <typename Number>
  void by_weights(int32_t row, int32_t begin, int32_t end, Number* to) const {
    const Weights start = weights(*triangle_, row, begin);
    const double scale = 1.0 / static_cast<double>(std::abs(triangle_->area()));
    for (int32_t col = begin; col < end; ++col) {
      const double sum = start.moved(col - begin).sum(chances_) * scale;
      write(std::clamp(static_cast<float>(sum), low_, high_), to++);
    }
  }

 private:
  const Triangle* triangle_;
  double chances_[3];
  double origin_, along_, down_;  // at pixel (0, 0), and its change per column and row
  float low_, high_;
  bool is_steep_;
};

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

template <typename Number>
void paint_mask(Number* destination, ptrdiff_t row_stride, const edgeward_region& region,
                const Mesh& mesh, const Workspace& workspace) {
  const float* chances = workspace.chance;
  for_each_triangle(mesh, region, [&](const Triangle& t) {
    const Ramp ramp(t, {chances[t.v[0].index], chances[t.v[1].index], chances[t.v[2].index]});
    for_each_span(t, region, true, [&](int32_t row, int32_t begin, int32_t end, int32_t anchor) {
      ramp.row(row, anchor, begin, end,
               destination + (row - region.top) * row_stride + (begin - region.left));
    });
  });
}

template <typename Number>
void paint_confidence(Number* destination, ptrdiff_t row_stride, const edgeward_region& region,
                      const Mesh& mesh, float step, const Workspace& workspace) {
  for_each_triangle(mesh, region, [&](const Triangle& t) {
    const auto ramp_of = [&](int32_t label) {
      float chances[3];
      for (int k = 0; k < 3; ++k) {
        const int32_t index = t.v[k].index;
        chances[k] = label == mesh.label[index] ? workspace.chance[index]
                                                : chance(mesh.values, t.v[k].scores, label, step);
      }
      return Ramp(t, chances);
    };
    const Contest contest(mesh, t, workspace.live);
    int32_t label = mesh.label[t.v[0].index];
    Ramp ramp = ramp_of(label);
    contest.for_each_run(
        region, true, [&](int32_t row, int32_t begin, int32_t end, int32_t winner) {
          if (winner != label) ramp = ramp_of(label = winner);
          ramp.by_weights(row, begin, end,
                          destination + (row - region.top) * row_stride + (begin - region.left));
        });
  });
}

// What the two public functions share. `label` is negative for every pixel's own.
template <typename Number>
edgeward_status paint_chances(Number* destination, ptrdiff_t row_stride, const edgeward_task* task,
                              int32_t label, void* memory, size_t memory_size) {
  Workspace workspace;
  Mesh mesh;
  const Destination to{destination, sizeof(Number), row_stride, 1};
  const edgeward_status status = begin(task, to, memory, memory_size, &workspace, &mesh);
  if (status != EDGEWARD_OK || is_empty(task->region)) return status;
  const float step = step_of(task->scores);
  find_chances(mesh, label, step, workspace);
  if (label < 0) {
    paint_confidence(destination, row_stride, task->region, mesh, step, workspace);
  } else {
    paint_mask(destination, row_stride, task->region, mesh, workspace);
  }
  return EDGEWARD_OK;
}

edgeward_status paint_chances(void* destination, edgeward_type type, ptrdiff_t row_stride,
                              const edgeward_task* task, int32_t label, void* memory,
                              size_t memory_size) {
  if (task != nullptr && !(step_of(task->scores) > 0 && std::isfinite(step_of(task->scores)))) {
    return EDGEWARD_BAD_SCALE;
  }
  switch (type) {
    case EDGEWARD_FLOAT32:
      return paint_chances(static_cast<float*>(destination), row_stride, task, label, memory,
                           memory_size);
    case EDGEWARD_UINT8:
      return paint_chances(static_cast<uint8_t*>(destination), row_stride, task, label, memory,
                           memory_size);
    default:
      return EDGEWARD_BAD_TYPE;
  }
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
