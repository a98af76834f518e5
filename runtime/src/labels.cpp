// Labels of every pixel, as classes or as colours.

#include <cstddef>
#include <cstdint>

#include "checks.h"
#include "edgeward.h"
#include "mesh.h"
#include "paint.h"
#include "task.h"
#include "workspace.h"

namespace edgeward {
namespace {

// Pixel values of classes: the class itself, or its colour.
template <typename Pixel>
struct OwnNumber {
  Pixel operator()(int32_t label) const { return static_cast<Pixel>(label); }
};
struct Colour {
  const uint32_t* palette;
  uint32_t operator()(int32_t label) const { return palette[label]; }
};

template <typename Pixel, typename PixelOf>
edgeward_status paint_labels(Pixel* destination, ptrdiff_t row_stride, const edgeward_task* task,
                             PixelOf pixel_of, void* memory, size_t memory_size) {
  Workspace workspace;
  Mesh mesh;
  const Destination to{destination, sizeof(Pixel), row_stride, 1};
  const edgeward_status status = begin(task, to, memory, memory_size, &workspace, &mesh);
  if (status != EDGEWARD_OK || is_empty(task->region)) return status;
  paint(destination, row_stride, task->region, mesh, pixel_of, workspace);
  return EDGEWARD_OK;
}

}  // namespace
}  // namespace edgeward

using namespace edgeward;

edgeward_status edgeward_interpolate_labels(uint8_t* destination, ptrdiff_t row_stride,
                                            const edgeward_task* task, void* workspace,
                                            size_t workspace_size) {
  if (task != nullptr && task->scores.channels > 256) return EDGEWARD_TOO_MANY_CLASSES;
  return paint_labels(destination, row_stride, task, OwnNumber<uint8_t>{}, workspace,
                      workspace_size);
}

edgeward_status edgeward_interpolate_labels16(uint16_t* destination, ptrdiff_t row_stride,
                                              const edgeward_task* task, void* workspace,
                                              size_t workspace_size) {
  return paint_labels(destination, row_stride, task, OwnNumber<uint16_t>{}, workspace,
                      workspace_size);
}

edgeward_status edgeward_interpolate_overlay(uint32_t* destination, ptrdiff_t row_stride,
                                             const edgeward_task* task, const uint32_t* palette,
                                             void* workspace, size_t workspace_size) {
  if (palette == nullptr) return EDGEWARD_NULL_POINTER;
  if (!is_aligned(palette, sizeof *palette)) return EDGEWARD_MISALIGNED;
  return paint_labels(destination, row_stride, task, Colour{palette}, workspace, workspace_size);
}
