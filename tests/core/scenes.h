// Random tasks with their data: grids that unfold, fold, turn and collapse.
#ifndef EDGEWARD_TESTS_SCENES_H
#define EDGEWARD_TESTS_SCENES_H

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "edgeward.h"

namespace scenes {

// The standard's distributions differ between libraries; this one is the same everywhere.
class Dice {
 public:
  explicit Dice(uint32_t seed) : engine_(seed) {}

  // From [low, high].
  int32_t integer(int32_t low, int32_t high) {
    return low + static_cast<int32_t>(engine_() % static_cast<uint32_t>(high - low + 1));
  }
  float unit() { return static_cast<float>(engine_() >> 8) * 0x1p-24f; }

 private:
  std::mt19937 engine_;
};

enum Kind { kUniform, kPulled, kJittered, kAnywhere, kTurned, kPoint, kLine, kKinds };

// Column (or row) of a point of each kind, before the borders are imposed.
inline int32_t position(Kind kind, int32_t index, int32_t count, int32_t side, Dice& dice) {
  const auto t = static_cast<float>(index) / static_cast<float>(count - 1);
  const auto at = [side](float x) {
    return static_cast<int32_t>(std::clamp(x, 0.0f, 1.0f) * static_cast<float>(side - 1) + 0.5f);
  };
  switch (kind) {
    case kUniform:
      return at(t);
    case kPulled:
      return at(t * t * (3 - 2 * t) * 0.8f + 0.1f);
    case kJittered:
      return at(t + (dice.unit() - 0.5f) * 0.7f / static_cast<float>(count));
    case kAnywhere:
      return dice.integer(0, side - 1);
    case kTurned:
      return at(1 - t);
    case kPoint:
      return at(0.4f);
    default:
      return at(dice.integer(0, 3) == 0 ? 0.5f : t);
  }
}

inline std::vector<int32_t> make_points(Kind kind, int32_t rows, int32_t cols, edgeward_size size,
                                        Dice& dice) {
  std::vector<int32_t> points;
  for (int32_t i = 0; i < rows; ++i) {
    for (int32_t j = 0; j < cols; ++j) {
      int32_t row = position(kind, i, rows, size.height, dice);
      int32_t col = position(kind, j, cols, size.width, dice);
      if (i == 0 || i == rows - 1) row = i == 0 ? 0 : size.height - 1;
      if (j == 0 || j == cols - 1) col = j == 0 ? 0 : size.width - 1;
      points.insert(points.end(), {row, col});
    }
  }
  return points;
}

// Multiples of 1/8 from -16 to 15.875: every type can hold them, as bytes if scaled. Many tie, and
// in half of the scenes most of the picture is of one class.
inline std::vector<float> make_scores(int32_t points, int32_t channels, Dice& dice) {
  const bool is_calm = dice.integer(0, 1) == 0;
  const int32_t range = dice.integer(0, 1) == 0 ? 2 : 127;
  std::vector<float> scores;
  for (int32_t p = 0; p < points; ++p) {
    const int32_t winner = dice.integer(0, 9) == 0 ? dice.integer(0, channels - 1) : 0;
    for (int32_t k = 0; k < channels; ++k) {
      const bool wins = is_calm && k == winner;
      scores.push_back(wins ? 15.875f : static_cast<float>(dice.integer(-range, range)) / 8);
    }
  }
  return scores;
}

// A task and its data, channels last. Not copyable: the task points into the data.
struct Scene {
  explicit Scene(uint32_t seed);
  Scene(const Scene&) = delete;
  Scene& operator=(const Scene&) = delete;

  Kind kind;
  std::vector<int32_t> points;
  std::vector<float> scores;
  edgeward_task task{};
};

inline Scene::Scene(uint32_t seed) : kind(static_cast<Kind>(seed % kKinds)) {
  Dice dice(seed);
  const int32_t rows = dice.integer(2, 12), cols = dice.integer(2, 24);
  const int32_t channels = dice.integer(0, 2) == 0 ? 2 : dice.integer(1, 21);
  const auto side = [&] { return dice.integer(0, 15) == 0 ? 1 : dice.integer(2, 200); };
  task.source = {side(), side()};
  task.size = dice.integer(0, 1) == 0 ? task.source : edgeward_size{side(), side()};
  task.region = {0, 0, task.size.height, task.size.width};
  points = make_points(kind, rows, cols, task.source, dice);
  scores = make_scores(rows * cols, channels, dice);
  task.points = {points.data(), rows, cols};
  task.scores = {
      scores.data(), EDGEWARD_FLOAT32, 1.0f, channels, ptrdiff_t{cols} * channels, channels, 1};
}

inline edgeward_region any_region(edgeward_size size, Dice& dice) {
  const int32_t top = dice.integer(0, size.height), left = dice.integer(0, size.width);
  return {top, left, dice.integer(top, size.height), dice.integer(left, size.width)};
}

}  // namespace scenes

#endif
