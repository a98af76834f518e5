// What all interpolate functions begin with: a checked task, its workspace and its mesh.
#ifndef EDGEWARD_TASK_H
#define EDGEWARD_TASK_H

#include <cstddef>
#include <cstdint>

#include "edgeward.h"
#include "mesh.h"
#include "workspace.h"

namespace edgeward {

// Where a task's result goes.
struct Destination {
  const void* pixels;
  size_t number_size;    // bytes; pixels must be aligned to it
  ptrdiff_t row_stride;  // in numbers
  int32_t depth;         // numbers per pixel
};

// Checks everything and makes the mesh in the workspace, unless the region is empty.
edgeward_status begin(const edgeward_task* task, const Destination& destination, void* memory,
                      size_t memory_size, Workspace* workspace, Mesh* mesh);

inline bool is_empty(const edgeward_region& region) {
  return region.top == region.bottom || region.left == region.right;
}

}  // namespace edgeward

#endif
