// Scores mean the same in every type and layout.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <numeric>
#include <vector>

#include "outputs.h"
#include "scenes.h"

using outputs::draw;
using outputs::Output;
using scenes::Scene;

namespace {

// Binary16 of a multiple of 1/8 below 256 in magnitude.
uint16_t to_half(float value) {
  if (value == 0) return 0;
  int exponent;
  const float fraction = std::frexp(std::fabs(value), &exponent);  // from [1/2, 1)
  const auto mantissa = static_cast<uint32_t>(fraction * 2048) - 1024;
  const auto magnitude = static_cast<uint32_t>(exponent + 14) << 10 | mantissa;
  return static_cast<uint16_t>(magnitude | (value < 0 ? 0x8000u : 0u));
}

template <typename Number, typename Convert>
std::vector<Number> converted(const std::vector<float>& scores, Convert&& convert) {
  std::vector<Number> result;
  for (const float score : scores) result.push_back(static_cast<Number>(convert(score)));
  return result;
}

edgeward_task with(const Scene& scene, const void* data, edgeward_type type, float scale) {
  edgeward_task task = scene.task;
  task.scores.data = data, task.scores.type = type, task.scores.scale = scale;
  return task;
}

// Number `index` of binary16, by its definition.
float half(uint32_t bits) {
  const auto exponent = static_cast<int>(bits >> 10 & 31), mantissa = static_cast<int>(bits & 1023);
  const float magnitude = exponent == 0
                              ? std::ldexp(static_cast<float>(mantissa), -24)
                              : std::ldexp(static_cast<float>(1024 + mantissa), exponent - 25);
  return bits >> 15 ? -magnitude : magnitude;
}

// Where the bytes of the quantised scores step by 1/8, so do the scores themselves.
void expect_same(const Scene& scene, const edgeward_task& task, const char* type) {
  for (const Output& output : outputs::kAll) {
    if (output.is_volume && task.scores.type != EDGEWARD_FLOAT16) continue;
    ASSERT_TRUE(draw(output, task) == draw(output, scene.task))
        << output.name << " of " << type << ", " << scene.task.points.rows << " rows";
  }
}

}  // namespace

TEST(Types, AgreeWithFloat32) {
  for (uint32_t seed = 0; seed < 200; ++seed) {
    const Scene scene(seed);
    const auto halves = converted<uint16_t>(scene.scores, to_half);
    const auto up = converted<uint8_t>(scene.scores, [](float x) { return 8 * x + 128; });
    const auto down = converted<int8_t>(scene.scores, [](float x) { return 8 * x; });
    expect_same(scene, with(scene, halves.data(), EDGEWARD_FLOAT16, 0), "halves");
    expect_same(scene, with(scene, up.data(), EDGEWARD_UINT8, 0.125f), "unsigned bytes");
    expect_same(scene, with(scene, down.data(), EDGEWARD_INT8, 0.125f), "signed bytes");
  }
}

TEST(Types, QuantisedScoresAreInterpolatedAsIntegers) {
  for (uint32_t seed = 0; seed < 100; ++seed) {
    const Scene scene(seed);
    const auto bytes = converted<int8_t>(scene.scores, [](float x) { return 8 * x; });
    const std::vector<float> floats(bytes.begin(), bytes.end());
    const auto of_bytes = with(scene, bytes.data(), EDGEWARD_INT8, 0.125f);
    const auto of_floats = with(scene, floats.data(), EDGEWARD_FLOAT32, 1);
    ASSERT_TRUE(draw(outputs::kScores, of_bytes) == draw(outputs::kScores, of_floats)) << seed;
  }
}

TEST(Types, EveryHalfIsExact) {
  const int32_t side = 256;
  std::vector<int32_t> points;
  std::vector<uint16_t> halves;
  std::vector<float> expected;
  for (int32_t i = 0; i < side * side; ++i) {
    points.insert(points.end(), {i / side, i % side});
    const bool is_finite = (i >> 10 & 31) != 31;
    halves.push_back(static_cast<uint16_t>(is_finite ? i : 0));
    expected.push_back(half(halves.back()));
  }
  edgeward_task task{};
  task.points = {points.data(), side, side};
  task.scores = {halves.data(), EDGEWARD_FLOAT16, 0, 1, side, 1, 1};
  task.source = task.size = {side, side};
  task.region = {0, 0, side, side};
  EXPECT_EQ(draw(outputs::kScores, task).as<float>(), expected);
  halves[5] = 0x7c00;
  EXPECT_THROW(draw(outputs::kScores, task), std::runtime_error);
}

TEST(Layouts, Agree) {
  for (uint32_t seed = 0; seed < 200; ++seed) {
    const Scene scene(seed);
    const auto [data, type, scale, channels, row_stride, col_stride, channel_stride] =
        scene.task.scores;
    const int32_t rows = scene.task.points.rows, cols = scene.task.points.cols;
    std::vector<float> planes, mirrored(scene.scores.rbegin(), scene.scores.rend());
    for (int32_t k = 0; k < channels; ++k) {
      for (int32_t p = 0; p < rows * cols; ++p) {
        planes.push_back(scene.scores[static_cast<size_t>(p * channels + k)]);
      }
    }
    edgeward_task channels_first = scene.task, backwards = scene.task;
    channels_first.scores = {planes.data(), type, scale, channels, cols, 1, rows * cols};
    backwards.scores = {&mirrored.back(), type,        scale,          channels,
                        -row_stride,      -col_stride, -channel_stride};
    for (const Output& output : outputs::kAll) {
      const auto expected = draw(output, scene.task);
      ASSERT_TRUE(draw(output, channels_first) == expected) << output.name << " " << seed;
      ASSERT_TRUE(draw(output, backwards) == expected) << output.name << " " << seed;
    }
  }
}
