#include "task.h"

#include "checks.h"
#include "values.h"

namespace edgeward {
namespace {

bool is_inside(const edgeward_region& region, edgeward_size size) {
  return region.top >= 0 && region.top <= region.bottom && region.bottom <= size.height &&
         region.left >= 0 && region.left <= region.right && region.right <= size.width;
}

edgeward_status check_shapes(const edgeward_task& task) {
  const edgeward_scores& scores = task.scores;
  edgeward_status status = check_grid_shape(task.points.rows, task.points.cols, 2);
  if (status != EDGEWARD_OK) return status;
  if (scores.channels < 1) return EDGEWARD_BAD_CHANNELS;
  if (scores.channels > EDGEWARD_MAX_CLASSES) return EDGEWARD_TOO_MANY_CLASSES;
  if (scores.type < EDGEWARD_FLOAT32 || scores.type > EDGEWARD_INT8) return EDGEWARD_BAD_TYPE;
  status = check_size(task.size);
  if (status == EDGEWARD_OK) status = check_size(task.source);
  if (status != EDGEWARD_OK) return status;
  return is_inside(task.region, task.size) ? EDGEWARD_OK : EDGEWARD_BAD_REGION;
}

edgeward_status check_memory(const edgeward_task& task, const Destination& destination,
                             size_t memory_size) {
  const edgeward_region& region = task.region;
  if (destination.row_stride < count(region.right - region.left, destination.depth)) {
    return EDGEWARD_BAD_REGION;
  }
  if (!is_aligned(task.points.data, alignof(int32_t)) ||
      !is_aligned(task.scores.data, size_of(task.scores.type)) ||
      !is_aligned(destination.pixels, destination.number_size)) {
    return EDGEWARD_MISALIGNED;
  }
  return memory_size < edgeward_workspace_size(&task) ? EDGEWARD_WORKSPACE_TOO_SMALL : EDGEWARD_OK;
}

}  // namespace

edgeward_status begin(const edgeward_task* task, const Destination& destination, void* memory,
                      size_t memory_size, Workspace* workspace, Mesh* mesh) {
  if (task == nullptr || task->points.data == nullptr || task->scores.data == nullptr ||
      destination.pixels == nullptr || memory == nullptr) {
    return EDGEWARD_NULL_POINTER;
  }
  edgeward_status status = check_shapes(*task);
  if (status == EDGEWARD_OK) status = check_memory(*task, destination, memory_size);
  if (status == EDGEWARD_OK) status = check_points(task->points, task->source);
  if (status != EDGEWARD_OK || is_empty(task->region)) return status;
  lay_out(*task, memory, workspace);
  return make_mesh(*task, *workspace, mesh);
}

}  // namespace edgeward

size_t edgeward_workspace_size(const edgeward_task* task) {
  using namespace edgeward;
  if (task == nullptr || check_shapes(*task) != EDGEWARD_OK) return 0;
  Workspace workspace;
  // Room to align memory of any alignment.
  return lay_out(*task, nullptr, &workspace) + Arena::kAlignment - 1;
}
