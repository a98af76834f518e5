// Nothing depends on how an output is cut up.
#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "outputs.h"
#include "scenes.h"

using outputs::crop;
using outputs::draw;
using outputs::Image;
using outputs::Output;
using scenes::Dice;
using scenes::Scene;

TEST(Regions, AgreeWithTheWhole) {
  for (uint32_t seed = 0; seed < 200; ++seed) {
    const Scene scene(seed);
    Dice dice(seed);
    for (const Output& output : outputs::kAll) {
      const Image whole = draw(output, scene.task);
      for (int round = 0; round < 4; ++round) {
        edgeward_task task = scene.task;
        task.region = scenes::any_region(task.size, dice);
        ASSERT_TRUE(draw(output, task) == crop(whole, task.region)) << output.name << " " << seed;
      }
    }
  }
}

TEST(Regions, OfOnePixelAgreeWithTheWhole) {
  for (uint32_t seed = 0; seed < 100; ++seed) {
    const Scene scene(seed);
    Dice dice(seed);
    for (const Output& output : outputs::kAll) {
      const Image whole = draw(output, scene.task);
      for (int round = 0; round < 10; ++round) {
        edgeward_task task = scene.task;
        const int32_t row = dice.integer(0, task.size.height - 1);
        const int32_t col = dice.integer(0, task.size.width - 1);
        task.region = {row, col, row + 1, col + 1};
        ASSERT_TRUE(draw(output, task) == crop(whole, task.region)) << output.name << " " << seed;
      }
    }
  }
}

TEST(Regions, BandsOnThreadsMakeTheWhole) {
  for (uint32_t seed = 0; seed < 20; ++seed) {
    const Scene scene(seed);
    const edgeward_size size = scene.task.size;
    for (const Output& output : outputs::kAll) {
      const int32_t bands = 4;
      std::vector<Image> parts(bands);
      std::vector<std::thread> threads;
      for (int32_t band = 0; band < bands; ++band) {
        threads.emplace_back([&, band] {
          edgeward_task task = scene.task;
          task.region.top = size.height * band / bands;
          task.region.bottom = size.height * (band + 1) / bands;
          parts[static_cast<size_t>(band)] = draw(output, task);
        });
      }
      for (std::thread& thread : threads) thread.join();
      std::vector<uint8_t> joined;
      for (const Image& part : parts) {
        joined.insert(joined.end(), part.bytes.begin(), part.bytes.end());
      }
      ASSERT_TRUE(joined == draw(output, scene.task).bytes) << output.name << " " << seed;
    }
  }
}
