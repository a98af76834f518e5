// What is timed: the core's functions on content that is the same on every device.
#ifndef EDGEWARD_TOOLS_KERNELS_H_
#define EDGEWARD_TOOLS_KERNELS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "edgeward.h"
#include "timing.h"

namespace bench {

inline size_t area(edgeward_size size) {
  return static_cast<size_t>(size.height) * static_cast<size_t>(size.width);
}

// xorshift32: the same numbers on every platform.
struct Random {
  uint32_t state = 2463534242;

  uint32_t bits() {
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state;
  }

  float between(float low, float high) {
    return low + (high - low) * (static_cast<float>(bits() >> 8) / 16777216.0F);
  }
};

// A picture as RGB and as NV12.
struct Frame {
  edgeward_size size;
  int32_t chroma_stride;
  std::vector<uint8_t> rgb, luma, chroma;
};

inline Frame draw_frame(edgeward_size size) {
  const edgeward_size chroma = {(size.height + 1) / 2, (size.width + 1) / 2 * 2};
  Frame frame{size, chroma.width, std::vector<uint8_t>(3 * area(size)),
              std::vector<uint8_t>(area(size)), std::vector<uint8_t>(area(chroma))};
  Random random;
  for (std::vector<uint8_t>* plane : {&frame.rgb, &frame.luma, &frame.chroma}) {
    for (uint8_t& byte : *plane) byte = static_cast<uint8_t>(random.bits());
  }
  return frame;
}

// Smooth and covering; along either axis twice as sparse at the sides of the picture as on a
// uniform grid, and twice as dense in its middle.
inline std::vector<float> draw_grid(edgeward_size samples) {
  const auto place = [](int32_t i, int32_t count) {
    return static_cast<float>(i) / static_cast<float>(count - 1);
  };
  const auto bend = [](float x, float across) {
    return x + x * (1 - x) * (1 - 2 * x) * 4 * across * (1 - across);
  };
  std::vector<float> grid;
  for (int32_t i = 0; i < samples.height; ++i) {
    for (int32_t j = 0; j < samples.width; ++j) {
      const float row = place(i, samples.height), column = place(j, samples.width);
      grid.push_back(bend(row, column));
      grid.push_back(bend(column, row));
    }
  }
  return grid;
}

// Ellipses of the other classes on a background of class 0. Scores fall off smoothly across a rim,
// later ellipses cover earlier ones, and noise ranks the classes that are nowhere near.
inline std::vector<float> draw_scores(const std::vector<float>& grid, int32_t classes) {
  struct Ellipse {
    float row, column, height, width, most;
    size_t label;
  };
  Random random;
  std::vector<Ellipse> ellipses;
  for (int i = 0; i < 24; ++i) {
    const float row = random.between(0, 1), column = random.between(0, 1);
    const float height = random.between(0.03F, 0.25F), width = random.between(0.03F, 0.25F);
    const size_t label = 1 + random.bits() % static_cast<uint32_t>(classes - 1);
    ellipses.push_back({row, column, height, width, 4 + 0.125F * static_cast<float>(i), label});
  }
  const auto channels = static_cast<size_t>(classes);
  std::vector<float> scores(grid.size() / 2 * channels);
  for (size_t point = 0; point < grid.size() / 2; ++point) {
    float* at = scores.data() + point * channels;
    for (size_t c = 1; c < channels; ++c) at[c] = random.between(-9, -7);
    for (const Ellipse& e : ellipses) {
      const float down = (grid[2 * point] - e.row) / e.height;
      const float right = (grid[2 * point + 1] - e.column) / e.width;
      const float inside = 8 * (1 - down * down - right * right);
      at[e.label] = std::max(at[e.label], std::min(inside, e.most));
    }
  }
  return scores;
}

// One sample size on one picture size. Kernels return a status other than EDGEWARD_OK on failure.
class Case {
 public:
  Case(const Frame& frame, edgeward_size samples, int32_t classes, Crew& crew)
      : frame_(frame), samples_(samples), classes_(classes), crew_(crew) {
    grid_ = draw_grid(samples);
    scores_ = draw_scores(grid_, classes);
    points_.resize(grid_.size());
    pixels_.resize(3 * area(samples));
    output_.resize(area(frame.size));
    for (int32_t band = 0; band < bands(); ++band) {
      const edgeward_task task = task_of(band);
      workspaces_.emplace_back(edgeward_workspace_size(&task));
    }
    statuses_.resize(workspaces_.size());
    grid_points();
  }

  edgeward_status grid_points() {
    const edgeward_grid grid = {grid_.data(), samples_.height, samples_.width};
    return edgeward_grid_points(points_.data(), &grid, frame_.size);
  }

  edgeward_status sample() {
    const ptrdiff_t stride = 3 * static_cast<ptrdiff_t>(frame_.size.width);
    const edgeward_picture picture = {frame_.rgb.data(), frame_.size, 3, stride};
    const edgeward_points points = view();
    return edgeward_sample(pixels_.data(), &picture, &points);
  }

  edgeward_status sample_yuv() {
    edgeward_yuv nv12{};
    nv12.y = frame_.luma.data(), nv12.u = frame_.chroma.data(), nv12.v = nv12.u + 1;
    nv12.size = frame_.size, nv12.y_row_stride = frame_.size.width;
    nv12.chroma_row_stride = frame_.chroma_stride, nv12.chroma_pixel_stride = 2;
    nv12.matrix = EDGEWARD_BT601, nv12.full_range = 1;
    const edgeward_points points = view();
    return edgeward_sample_yuv(pixels_.data(), &nv12, &points);
  }

  edgeward_status interpolate_labels() {
    return in_bands([](uint8_t* to, const edgeward_task& task, std::vector<uint8_t>& work) {
      return edgeward_interpolate_labels(to, task.size.width, &task, work.data(), work.size());
    });
  }

  edgeward_status interpolate_mask() {
    return in_bands([](uint8_t* to, const edgeward_task& task, std::vector<uint8_t>& work) {
      return edgeward_interpolate_mask(to, EDGEWARD_UINT8, task.size.width, &task, 1, work.data(),
                                       work.size());
    });
  }

 private:
  int32_t bands() const { return std::min(crew_.size(), frame_.size.height); }

  edgeward_points view() const { return {points_.data(), samples_.height, samples_.width}; }

  edgeward_task task_of(int32_t band) const {
    edgeward_task task{};
    task.points = view();
    task.source = task.size = frame_.size;
    task.scores.data = scores_.data(), task.scores.type = EDGEWARD_FLOAT32;
    task.scores.channels = classes_, task.scores.channel_stride = 1;
    task.scores.col_stride = classes_;
    task.scores.row_stride = static_cast<ptrdiff_t>(samples_.width) * classes_;
    const auto edge = [&](int32_t i) { return frame_.size.height * i / bands(); };
    task.region = {edge(band), 0, edge(band + 1), frame_.size.width};
    return task;
  }

  template <typename Interpolate>
  edgeward_status in_bands(Interpolate&& interpolate) {
    crew_.run([&](int32_t band) {
      if (band >= bands()) return;
      const edgeward_task task = task_of(band);
      const auto row = static_cast<ptrdiff_t>(task.region.top) * task.size.width;
      const auto at = static_cast<size_t>(band);
      statuses_[at] = interpolate(output_.data() + row, task, workspaces_[at]);
    });
    for (const edgeward_status status : statuses_) {
      if (status != EDGEWARD_OK) return status;
    }
    return EDGEWARD_OK;
  }

  const Frame& frame_;
  edgeward_size samples_;
  int32_t classes_;
  Crew& crew_;
  std::vector<float> grid_, scores_;
  std::vector<int32_t> points_;
  std::vector<uint8_t> pixels_, output_;
  std::vector<std::vector<uint8_t>> workspaces_;
  std::vector<edgeward_status> statuses_;
};

}  // namespace bench

#endif
