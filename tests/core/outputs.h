// Everything that can be interpolated, behind one signature, drawn into memory that is just enough.
#ifndef EDGEWARD_TESTS_OUTPUTS_H
#define EDGEWARD_TESTS_OUTPUTS_H

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <vector>

#include "edgeward.h"

namespace outputs {

constexpr int32_t kPalette = 21;

inline const uint32_t* palette() {
  static const std::vector<uint32_t> colours = [] {
    std::vector<uint32_t> result;
    for (uint32_t k = 0; k < kPalette; ++k) result.push_back(0xff000000u + k * 0x010305u);
    return result;
  }();
  return colours.data();
}

struct Output {
  const char* name;
  size_t number_size;
  bool is_volume;  // as many numbers per pixel as channels
  edgeward_status (*draw)(void* to, ptrdiff_t stride, const edgeward_task* task, void* work,
                          size_t size);
};

inline const Output kLabels{"labels", 1, false, [](void* to, auto... rest) {
                              return edgeward_interpolate_labels(static_cast<uint8_t*>(to),
                                                                 rest...);
                            }};
inline const Output kLabels16{"labels16", 2, false, [](void* to, auto... rest) {
                                return edgeward_interpolate_labels16(static_cast<uint16_t*>(to),
                                                                     rest...);
                              }};
inline const Output kOverlay{
    "overlay", 4, false,
    [](void* to, ptrdiff_t stride, const edgeward_task* task, void* work, size_t size) {
      return edgeward_interpolate_overlay(static_cast<uint32_t*>(to), stride, task, palette(), work,
                                          size);
    }};
template <edgeward_type type>
const Output kMask{
    type == EDGEWARD_UINT8 ? "mask of bytes" : "mask", type == EDGEWARD_UINT8 ? 1u : 4u, false,
    [](void* to, ptrdiff_t stride, const edgeward_task* task, void* work, size_t size) {
      return edgeward_interpolate_mask(to, type, stride, task, task->scores.channels / 2, work,
                                       size);
    }};
template <edgeward_type type>
const Output kConfidence{type == EDGEWARD_UINT8 ? "confidence of bytes" : "confidence",
                         type == EDGEWARD_UINT8 ? 1u : 4u, false, [](void* to, auto... rest) {
                           return edgeward_interpolate_confidence(to, type, rest...);
                         }};
inline const Output kScores{"scores", 4, true, [](void* to, auto... rest) {
                              return edgeward_interpolate_scores(static_cast<float*>(to), rest...);
                            }};

inline const std::vector<Output> kAll{kLabels,
                                      kLabels16,
                                      kOverlay,
                                      kMask<EDGEWARD_FLOAT32>,
                                      kMask<EDGEWARD_UINT8>,
                                      kConfidence<EDGEWARD_FLOAT32>,
                                      kConfidence<EDGEWARD_UINT8>,
                                      kScores};

// Pixels of a region, without what lies between its rows.
struct Image {
  int32_t height, width;
  size_t pixel_size;
  std::vector<uint8_t> bytes;

  template <typename Number>
  std::vector<Number> as() const {
    std::vector<Number> numbers(bytes.size() / sizeof(Number));
    if (!bytes.empty()) std::memcpy(numbers.data(), bytes.data(), bytes.size());
    return numbers;
  }
};

inline bool operator==(const Image& a, const Image& b) {
  return a.height == b.height && a.width == b.width && a.bytes == b.bytes;
}

// Throws if the library refuses, or touches what lies between the rows.
inline Image draw(const Output& output, const edgeward_task& task, int32_t gap = 3) {
  const edgeward_region& r = task.region;
  const size_t depth = output.is_volume ? static_cast<size_t>(task.scores.channels) : 1;
  Image image{r.bottom - r.top, r.right - r.left, output.number_size * depth, {}};
  const size_t row_size = static_cast<size_t>(image.width) * image.pixel_size;
  const size_t stride = row_size + static_cast<size_t>(gap) * output.number_size;
  const size_t height = static_cast<size_t>(image.height);
  const size_t work_size = edgeward_workspace_size(&task);
  // One byte on: a workspace may have any alignment.
  const std::unique_ptr<uint8_t[]> work(new uint8_t[work_size + 1]);
  std::vector<uint8_t> memory(stride * height, 0xAB);
  memory.push_back(0xAB);  // so that there is an address
  const auto status =
      output.draw(memory.data(), static_cast<ptrdiff_t>(stride / output.number_size), &task,
                  work.get() + 1, work_size);
  if (status != EDGEWARD_OK) throw std::runtime_error(edgeward_status_message(status));
  for (size_t row = 0; row < height; ++row) {
    const uint8_t* begin = memory.data() + row * stride;
    image.bytes.insert(image.bytes.end(), begin, begin + row_size);
    for (size_t k = row_size; k < stride; ++k) {
      if (begin[k] != 0xAB) throw std::runtime_error("wrote between the rows");
    }
  }
  return image;
}

inline Image crop(const Image& image, const edgeward_region& region) {
  Image part{region.bottom - region.top, region.right - region.left, image.pixel_size, {}};
  for (int32_t row = region.top; row < region.bottom; ++row) {
    const auto at = [&](int32_t col) {
      const ptrdiff_t pixel = ptrdiff_t{row} * image.width + col;
      return image.bytes.begin() + pixel * static_cast<ptrdiff_t>(image.pixel_size);
    };
    part.bytes.insert(part.bytes.end(), at(region.left), at(region.right));
  }
  return part;
}

}  // namespace outputs

#endif
