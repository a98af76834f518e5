// What the outputs are to each other.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "outputs.h"
#include "scenes.h"

using outputs::draw;
using scenes::Scene;

namespace {

constexpr uint32_t kScenes = 200;

// Softmax at one point, in double.
double chance(const Scene& scene, size_t point, size_t label) {
  const auto channels = static_cast<size_t>(scene.task.scores.channels);
  const float* scores = scene.scores.data() + point * channels;
  double sum = 0;
  for (size_t k = 0; k < channels; ++k) sum += std::exp(double{scores[k]} - scores[label]);
  return 1 / sum;
}

std::vector<float> mask_of(const edgeward_task& task, int32_t label) {
  std::vector<float> mask(static_cast<size_t>(task.size.height * task.size.width), -1.0f);
  std::vector<uint8_t> work(edgeward_workspace_size(&task));
  const edgeward_status status = edgeward_interpolate_mask(
      mask.data(), EDGEWARD_FLOAT32, task.size.width, &task, label, work.data(), work.size());
  EXPECT_EQ(status, EDGEWARD_OK);
  return mask;
}

std::vector<uint8_t> to_bytes(const std::vector<float>& chances) {
  std::vector<uint8_t> bytes;
  for (const float p : chances) bytes.push_back(static_cast<uint8_t>(std::floor(255 * p + 0.5f)));
  return bytes;
}

}  // namespace

TEST(Outputs, WideLabelsAreLabels) {
  for (uint32_t seed = 0; seed < kScenes; ++seed) {
    const Scene scene(seed);
    const auto labels = draw(outputs::kLabels, scene.task).as<uint8_t>();
    const std::vector<uint16_t> expected(labels.begin(), labels.end());
    ASSERT_EQ(draw(outputs::kLabels16, scene.task).as<uint16_t>(), expected) << seed;
  }
}

TEST(Outputs, AnOverlayIsThePaletteOfTheLabels) {
  for (uint32_t seed = 0; seed < kScenes; ++seed) {
    const Scene scene(seed);
    std::vector<uint32_t> expected;
    for (const uint8_t label : draw(outputs::kLabels, scene.task).as<uint8_t>()) {
      expected.push_back(outputs::palette()[label]);
    }
    ASSERT_EQ(draw(outputs::kOverlay, scene.task).as<uint32_t>(), expected) << seed;
  }
}

TEST(Outputs, AMaskIsTheInterpolatedSoftmax) {
  for (uint32_t seed = 0; seed < kScenes; ++seed) {
    const Scene scene(seed);
    // One more channel holds the true probability, below all others: it wins nowhere.
    const int32_t label = scene.task.scores.channels / 2, channels = scene.task.scores.channels + 1;
    std::vector<float> scores;
    for (size_t at = 0; at < scene.scores.size(); ++at) {
      scores.push_back(scene.scores[at] + 100);
      const auto per_point = static_cast<size_t>(channels - 1);
      if ((at + 1) % per_point != 0) continue;
      scores.push_back(
          static_cast<float>(chance(scene, at / per_point, static_cast<size_t>(label))));
    }
    edgeward_task task = scene.task;
    task.scores = {scores.data(),
                   EDGEWARD_FLOAT32,
                   1,
                   channels,
                   ptrdiff_t{task.points.cols} * channels,
                   channels,
                   1};
    const auto volume = draw(outputs::kScores, task).as<float>();
    const auto mask = draw(outputs::kMask<EDGEWARD_FLOAT32>, scene.task).as<float>();
    for (size_t at = 0; at < mask.size(); ++at) {
      const float expected = volume[(at + 1) * static_cast<size_t>(channels) - 1];
      ASSERT_NEAR(mask[at], expected, 0x1p-20) << seed;
      ASSERT_TRUE(mask[at] >= 0 && mask[at] <= 1) << seed;
    }
  }
}

TEST(Outputs, BytesAreTheRoundedProbabilities) {
  for (uint32_t seed = 0; seed < kScenes; ++seed) {
    const Scene scene(seed);
    ASSERT_EQ(draw(outputs::kMask<EDGEWARD_UINT8>, scene.task).bytes,
              to_bytes(draw(outputs::kMask<EDGEWARD_FLOAT32>, scene.task).as<float>()))
        << seed;
    ASSERT_EQ(draw(outputs::kConfidence<EDGEWARD_UINT8>, scene.task).bytes,
              to_bytes(draw(outputs::kConfidence<EDGEWARD_FLOAT32>, scene.task).as<float>()))
        << seed;
  }
}

TEST(Outputs, ConfidenceIsTheMaskOfThePixelsOwnLabel) {
  for (uint32_t seed = 0; seed < kScenes; ++seed) {
    const Scene scene(seed);
    const auto labels = draw(outputs::kLabels, scene.task).as<uint8_t>();
    const auto confidence = draw(outputs::kConfidence<EDGEWARD_FLOAT32>, scene.task).as<float>();
    for (int32_t label = 0; label < scene.task.scores.channels; ++label) {
      const auto mask = mask_of(scene.task, label);
      for (size_t at = 0; at < labels.size(); ++at) {
        const float error = std::fabs(confidence[at] - mask[at]);
        ASSERT_TRUE(labels[at] != label || error <= 0x1p-20f) << seed;
      }
    }
  }
}

TEST(Outputs, MasksOfAllClassesAddUpToOne) {
  for (uint32_t seed = 0; seed < kScenes; ++seed) {
    const Scene scene(seed);
    const int32_t channels = scene.task.scores.channels;
    std::vector<double> sum(mask_of(scene.task, 0).size());
    for (int32_t label = 0; label < channels; ++label) {
      const auto mask = mask_of(scene.task, label);
      for (size_t at = 0; at < sum.size(); ++at) sum[at] += mask[at];
    }
    for (const double total : sum) ASSERT_NEAR(total, 1, channels * 0x1p-21) << seed;
  }
}

TEST(Outputs, ALabelHasTheGreatestScore) {
  for (uint32_t seed = 0; seed < kScenes; ++seed) {
    const Scene scene(seed);
    const auto labels = draw(outputs::kLabels, scene.task).as<uint8_t>();
    const auto volume = draw(outputs::kScores, scene.task).as<float>();
    const auto channels = static_cast<size_t>(scene.task.scores.channels);
    for (size_t at = 0; at < labels.size(); ++at) {
      const float* scores = volume.data() + at * channels;
      const float highest = *std::max_element(scores, scores + channels);
      ASSERT_GE(scores[labels[at]], highest - 0x1p-18f) << seed;
    }
  }
}
