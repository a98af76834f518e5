// No function allocates: what allocates in this program is counted.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <vector>

#include "edgeward.h"
#include "outputs.h"
#include "scenes.h"

#if defined(__GLIBC__)

namespace {
std::atomic<int> allocations{0};
}

extern "C" {
void* __libc_malloc(size_t size);
void* __libc_calloc(size_t count, size_t size);
void* __libc_realloc(void* memory, size_t size);
void* __libc_memalign(size_t alignment, size_t size);

void* malloc(size_t size) noexcept {
  ++allocations;
  return __libc_malloc(size);
}
void* calloc(size_t count, size_t size) noexcept {
  ++allocations;
  return __libc_calloc(count, size);
}
void* realloc(void* memory, size_t size) noexcept {
  ++allocations;
  return __libc_realloc(memory, size);
}
void* aligned_alloc(size_t alignment, size_t size) noexcept {
  ++allocations;
  return __libc_memalign(alignment, size);
}
}

void* operator new(size_t size) { return malloc(size); }
void* operator new[](size_t size) { return malloc(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, size_t) noexcept { std::free(memory); }

TEST(Heap, TheCounterCounts) {
  const int before = allocations;
  const std::vector<int> one(1);
  void* volatile other = std::malloc(1);
  std::free(other);
  EXPECT_EQ(allocations, before + 2);
}

TEST(Heap, NoInterpolationAllocates) {
  for (uint32_t seed = 0; seed < 200; ++seed) {
    const scenes::Scene scene(seed);
    const edgeward_task& task = scene.task;
    const auto pixels = static_cast<size_t>(task.size.height * task.size.width);
    const ptrdiff_t stride = ptrdiff_t{task.size.width} * task.scores.channels;
    std::vector<float> to(pixels * static_cast<size_t>(task.scores.channels));
    std::vector<uint8_t> work(edgeward_workspace_size(&task));
    outputs::palette();
    for (const outputs::Output& output : outputs::kAll) {
      const int before = allocations;
      const edgeward_status status =
          output.draw(to.data(), stride, &task, work.data(), work.size());
      ASSERT_EQ(allocations, before) << output.name;
      ASSERT_EQ(status, EDGEWARD_OK);
    }
  }
}

TEST(Heap, NoOtherFunctionAllocates) {
  float phi[18] = {}, fine[50];
  int32_t pixels[50];
  uint8_t rgb[75];
  const uint8_t photo[16 * 16 * 4] = {};
  const edgeward_grid grid{phi, 3, 3}, resized{fine, 5, 5};
  const edgeward_points points{pixels, 5, 5};
  const edgeward_picture picture{photo, {16, 16}, 4, 64};
  const edgeward_yuv frame{photo, photo, photo + 1, {16, 16}, 16, 16, 2, EDGEWARD_BT709, 1};
  const int before = allocations;
  const edgeward_status statuses[] = {
      edgeward_project_covering(phi, &grid), edgeward_resize_grid(fine, 5, 5, &grid),
      edgeward_grid_points(pixels, &resized, picture.size), edgeward_sample(rgb, &picture, &points),
      edgeward_sample_yuv(rgb, &frame, &points)};
  edgeward_status_message(EDGEWARD_OK);
  ASSERT_EQ(allocations, before);
  for (const edgeward_status status : statuses) ASSERT_EQ(status, EDGEWARD_OK);
}

#endif
