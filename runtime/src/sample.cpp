// Sampling, eq. (1): pixels of a picture or camera frame at the points.

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "checks.h"
#include "edgeward.h"
#include "vectors.h"

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

// Points lie far apart, and waiting for the memory of each in turn takes longest: it is asked for
// this many points ahead. A macro, because GCC takes a function that only prefetches for one that
// does nothing.
constexpr ptrdiff_t kAhead = 64;
#if defined(__GNUC__) || defined(__clang__)
#define EDGEWARD_PREFETCH(address) __builtin_prefetch(address)
#else
#define EDGEWARD_PREFETCH(address) static_cast<void>(address)
#endif

const int32_t* ahead(const int32_t* point, const int32_t* end) {
  return end - point > 2 * kAhead ? point + 2 * kAhead : point;
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

int32_t to_byte(int32_t fixed) { return std::clamp(fixed >> 16, 0, 255); }

#if EDGEWARD_VECTORS
Ints to_byte(Ints fixed) {
  const Ints positive = maximum(fixed >> 16, Ints{});
  return positive > 255 ? Ints{} + 255 : positive;
}
#endif

// A pixel or, in vectors, four: red in the lowest byte, then green and blue.
template <typename Int>
Int convert(const Conversion& c, Int y, Int u, Int v) {
  const Int luma = c.y * (y - c.y0) + 32768, blue = u - 128, red = v - 128;
  return to_byte(luma + c.rv * red) | to_byte(luma - c.gu * blue - c.gv * red) << 8 |
         to_byte(luma + c.bu * blue) << 16;
}

void write(uint32_t rgb, uint8_t* pixel) {
  pixel[0] = static_cast<uint8_t>(rgb);
  pixel[1] = static_cast<uint8_t>(rgb >> 8);
  pixel[2] = static_cast<uint8_t>(rgb >> 16);
}

// Pixels on their way from a frame.
constexpr int32_t kBlock = 64;
struct Block {
  int32_t y[kBlock], u[kBlock], v[kBlock], rgb[kBlock];
};

void convert(const Conversion& c, int32_t size, Block* block) {
  int32_t k = 0;
#if EDGEWARD_VECTORS
  for (; k + 4 <= size; k += 4) {
    store(block->rgb + k,
          convert(c, load<Ints>(block->y + k), load<Ints>(block->u + k), load<Ints>(block->v + k)));
  }
#endif
  for (; k < size; ++k) block->rgb[k] = convert(c, block->y[k], block->u[k], block->v[k]);
}

// The pixels of all points from `point` on, at most a block; returns how many.
int32_t gather(const edgeward_yuv& frame, const int32_t* point, const int32_t* end, Block* block) {
  const auto luma = [&](const int32_t* at) { return frame.y + at[0] * frame.y_row_stride + at[1]; };
  const auto chroma = [&](const int32_t* at) {
    return (at[0] >> 1) * frame.chroma_row_stride + (at[1] >> 1) * frame.chroma_pixel_stride;
  };
  const bool planar = frame.chroma_pixel_stride == 1;
  const auto size = static_cast<int32_t>(std::min<ptrdiff_t>((end - point) / 2, kBlock));
  for (int32_t k = 0; k < size; ++k, point += 2) {
    const int32_t* next = ahead(point, end);
    EDGEWARD_PREFETCH(luma(next));
    EDGEWARD_PREFETCH(frame.u + chroma(next));
    if (planar) EDGEWARD_PREFETCH(frame.v + chroma(next));
    block->y[k] = *luma(point);
    block->u[k] = frame.u[chroma(point)], block->v[k] = frame.v[chroma(point)];
  }
  return size;
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
  const auto pixel = [&from](const int32_t* at) {
    return from.data + at[0] * from.row_stride + at[1] * from.pixel_stride;
  };
  const int32_t* end = points->data + 2 * count(points->rows, points->cols);
  for (const int32_t* point = points->data; point != end; point += 2, destination += 3) {
    EDGEWARD_PREFETCH(pixel(ahead(point, end)));
    std::memcpy(destination, pixel(point), 3);
  }
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
  const int32_t* end = points->data + 2 * count(points->rows, points->cols);
  Block block;
  for (const int32_t* point = points->data; point != end;) {
    const int32_t size = gather(from, point, end, &block);
    convert(c, size, &block);
    for (int32_t k = 0; k < size; ++k, destination += 3) {
      write(static_cast<uint32_t>(block.rgb[k]), destination);
    }
    point += 2 * size;
  }
  return EDGEWARD_OK;
}
