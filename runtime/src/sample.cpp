// Sampling, eq. (1): pixels of a picture or camera frame at the points.

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "checks.h"
#include "edgeward.h"

namespace edgeward {
namespace {

edgeward_status check_points(const edgeward_points& points, edgeward_size size) {
  edgeward_status status = check_grid_shape(points.rows, points.cols, 1);
  if (status == EDGEWARD_OK) status = check_size(size);
  if (status != EDGEWARD_OK) return status;
  if (!is_aligned(points.data, alignof(int32_t))) return EDGEWARD_MISALIGNED;
  const int32_t* end = points.data + 2 * count(points.rows, points.cols);
  bool inside = true;
  for (const int32_t* point = points.data; point != end; point += 2) {
    inside = inside & is_inside(point, size);
  }
  return inside ? EDGEWARD_OK : EDGEWARD_POINT_OUTSIDE;
}

// Calls write(row, col, pixel) for every point with the 3 bytes that are its own.
template <typename Write>
void for_each_point(const edgeward_points& points, uint8_t* destination, Write&& write) {
  const int32_t* end = points.data + 2 * count(points.rows, points.cols);
  for (const int32_t* point = points.data; point != end; point += 2, destination += 3) {
    write(point[0], point[1], destination);
  }
}

// Real coefficients times 65536, rounded; see edgeward_sample_yuv().
struct Conversion {
  int32_t y0, y, rv, gu, gv, bu;
};

Conversion conversion(const edgeward_yuv& frame) {
  if (frame.matrix == EDGEWARD_BT601) {
    return frame.full_range ? Conversion{0, 65536, 91881, 22553, 46802, 116130}
                            : Conversion{16, 76309, 104597, 25675, 53279, 132201};
  }
  return frame.full_range ? Conversion{0, 65536, 103206, 12276, 30679, 121609}
                          : Conversion{16, 76309, 117489, 13975, 34925, 138438};
}

uint8_t to_byte(int32_t fixed) {
  return static_cast<uint8_t>(std::clamp((fixed + 32768) >> 16, 0, 255));
}

void convert(const Conversion& c, int32_t y, int32_t u, int32_t v, uint8_t* rgb) {
  const int32_t luma = c.y * (y - c.y0);
  rgb[0] = to_byte(luma + c.rv * (v - 128));
  rgb[1] = to_byte(luma - c.gu * (u - 128) - c.gv * (v - 128));
  rgb[2] = to_byte(luma + c.bu * (u - 128));
}

bool is_known(const edgeward_yuv& frame) {
  return (frame.chroma_pixel_stride == 1 || frame.chroma_pixel_stride == 2) &&
         (frame.matrix == EDGEWARD_BT601 || frame.matrix == EDGEWARD_BT709) &&
         (frame.full_range == 0 || frame.full_range == 1);
}

}  // namespace
}  // namespace edgeward

using namespace edgeward;

edgeward_status edgeward_sample(uint8_t* destination, const edgeward_picture* picture,
                                const edgeward_points* points) {
  if (destination == nullptr || picture == nullptr || points == nullptr ||
      picture->data == nullptr || points->data == nullptr) {
    return EDGEWARD_NULL_POINTER;
  }
  const edgeward_status status = check_points(*points, picture->size);
  if (status != EDGEWARD_OK) return status;
  if (picture->pixel_stride != 3 && picture->pixel_stride != 4) return EDGEWARD_BAD_CHANNELS;
  const edgeward_picture from = *picture;  // a copy, which the bytes written cannot alias
  for_each_point(*points, destination, [=](int32_t row, int32_t col, uint8_t* rgb) {
    std::memcpy(rgb, from.data + row * from.row_stride + col * from.pixel_stride, 3);
  });
  return EDGEWARD_OK;
}

edgeward_status edgeward_sample_yuv(uint8_t* destination, const edgeward_yuv* frame,
                                    const edgeward_points* points) {
  if (destination == nullptr || frame == nullptr || points == nullptr || points->data == nullptr ||
      frame->y == nullptr || frame->u == nullptr || frame->v == nullptr) {
    return EDGEWARD_NULL_POINTER;
  }
  const edgeward_status status = check_points(*points, frame->size);
  if (status != EDGEWARD_OK) return status;
  if (!is_known(*frame)) return EDGEWARD_BAD_TYPE;
  const edgeward_yuv from = *frame;  // a copy, which the bytes written cannot alias
  const Conversion c = conversion(from);
  for_each_point(*points, destination, [=](int32_t row, int32_t col, uint8_t* rgb) {
    const ptrdiff_t chroma =
        (row / 2) * from.chroma_row_stride + (col / 2) * from.chroma_pixel_stride;
    convert(c, from.y[row * from.y_row_stride + col], from.u[chroma], from.v[chroma], rgb);
  });
  return EDGEWARD_OK;
}
