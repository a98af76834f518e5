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

namespace edgeward {
namespace {

int32_t to_byte(float chance) { return static_cast<int32_t>(255.0f * chance + 0.5f); }

void write(float chance, float* pixel) { *pixel = chance; }
void write(float chance, uint8_t* pixel) { *pixel = static_cast<uint8_t>(to_byte(chance)); }

// Interpolates three probabilities along a row of a triangle.
class Ramp {
 public:
  Ramp(const Triangle& triangle, const float (&chances)[3])
      : triangle_(&triangle),
        chances_{chances[0], chances[1], chances[2]},
        area_(static_cast<double>(std::abs(triangle.area()))),
        low_(std::min({chances[0], chances[1], chances[2]})),
        high_(std::max({chances[0], chances[1], chances[2]})) {}

  template <typename Number>
  void row(int32_t row, int32_t begin, int32_t end, Number* to) const {
    const Weights start = weights(*triangle_, row, begin);
    for (int32_t col = begin; col < end; ++col) {
      const double sum = start.moved(col - begin).sum(chances_);
      write(std::clamp(static_cast<float>(sum / area_), low_, high_), to++);
    }
  }

 private:
  const Triangle* triangle_;
  double chances_[3];
  double area_;
  float low_, high_;
};

float step_of(const edgeward_scores& scores) {
  return scores.type == EDGEWARD_FLOAT32 || scores.type == EDGEWARD_FLOAT16 ? 1.0f : scores.scale;
}

// Of one class.
struct MaskShader {
  const float* chances;  // per vertex
  const int32_t* keys;   // the same as bytes

  uint8_t even(int32_t key) const { return static_cast<uint8_t>(key); }

  template <typename Pen>
  void draw(const Triangle& t, const edgeward_region& region, bool bottom, const Pen& pen) const {
    const Ramp ramp(t, {chances[t.v[0].index], chances[t.v[1].index], chances[t.v[2].index]});
    for_each_span(t, region, bottom, [&](int32_t row, int32_t begin, int32_t end) {
      ramp.row(row, begin, end, pen.pixels(row, begin, end));
    });
  }
};

// Of class `label` at every vertex, or of the vertex's own class if it is negative.
void find_chances(const Mesh& mesh, int32_t label, float step, const Workspace& workspace) {
  for (int32_t i = mesh.first; i <= mesh.last; ++i) {
    for (int32_t j = 0; j < mesh.cols; ++j) {
      const int64_t at = count(i, mesh.cols) + j;
      const int32_t of = label < 0 ? mesh.label[at] : label;
      workspace.chance[at] = chance(mesh.values, mesh.values.at(i, j), of, step);
      workspace.key[at] = to_byte(workspace.chance[at]);
    }
  }
}

void paint_mask(uint8_t* destination, ptrdiff_t row_stride, const edgeward_region& region,
                const Mesh& mesh, const Workspace& workspace) {
  paint(destination, row_stride, region, mesh, MaskShader{workspace.chance, workspace.key}, workspace);
}

void paint_mask(float* destination, ptrdiff_t row_stride, const edgeward_region& region,
                const Mesh& mesh, const Workspace& workspace) {
  const float* chances = workspace.chance;
  for_each_triangle(mesh, region, [&](const Triangle& t) {
    const Ramp ramp(t, {chances[t.v[0].index], chances[t.v[1].index], chances[t.v[2].index]});
    for_each_span(t, region, true, [&](int32_t row, int32_t begin, int32_t end) {
      ramp.row(row, begin, end,
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
        chances[k] = label == mesh.label[index]
                         ? workspace.chance[index]
                         : chance(mesh.values, t.v[k].scores, label, step);
      }
      return Ramp(t, chances);
    };
    const Contest contest(mesh, t, workspace.live);
    int32_t label = mesh.label[t.v[0].index];
    Ramp ramp = ramp_of(label);
    contest.for_each_run(region, true, [&](int32_t row, int32_t begin, int32_t end, int32_t winner) {
      if (winner != label) ramp = ramp_of(label = winner);
      ramp.row(row, begin, end,
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
                      const edgeward_task* task, int32_t label, void* memory, size_t memory_size) {
  if (task != nullptr && !(step_of(task->scores) > 0 && std::isfinite(step_of(task->scores)))) {
    return EDGEWARD_BAD_SCALE;
  }
  switch (type) {
    case EDGEWARD_FLOAT32:
      return paint_chances(static_cast<float*>(destination), row_stride, task, label, memory, memory_size);
    case EDGEWARD_UINT8:
      return paint_chances(static_cast<uint8_t*>(destination), row_stride, task, label, memory, memory_size);
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
