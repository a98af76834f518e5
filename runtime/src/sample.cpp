#include <cstdint>
#include <cstring>

#include "checks.h"
#include "edgeward.h"

namespace edgeward {
namespace {

edgeward_status check_sample(const edgeward_picture& picture, const edgeward_points& points) {
  if (picture.data == nullptr || points.data == nullptr) return EDGEWARD_NULL_POINTER;
  edgeward_status status = check_grid_shape(points.rows, points.cols, 1);
  if (status == EDGEWARD_OK) status = check_size(picture.size);
  if (status != EDGEWARD_OK) return status;
  if (picture.pixel_stride != 3 && picture.pixel_stride != 4) return EDGEWARD_BAD_CHANNELS;
  const int32_t* end = points.data + 2 * count(points.rows, points.cols);
  for (const int32_t* point = points.data; point != end; point += 2) {
    if (!is_inside(point, picture.size)) return EDGEWARD_POINT_OUTSIDE;
  }
  return EDGEWARD_OK;
}

}  // namespace
}  // namespace edgeward

using namespace edgeward;

edgeward_status edgeward_sample(uint8_t* destination, const edgeward_picture* picture,
                                const edgeward_points* points) {
  if (destination == nullptr || picture == nullptr || points == nullptr) {
    return EDGEWARD_NULL_POINTER;
  }
  const edgeward_status status = check_sample(*picture, *points);
  if (status != EDGEWARD_OK) return status;
  const int32_t* end = points->data + 2 * count(points->rows, points->cols);
  for (const int32_t* point = points->data; point != end; point += 2, destination += 3) {
    const ptrdiff_t offset =
        point[0] * picture->row_stride + static_cast<ptrdiff_t>(point[1]) * picture->pixel_stride;
    std::memcpy(destination, picture->data + offset, 3);
  }
  return EDGEWARD_OK;
}
