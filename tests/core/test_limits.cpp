// The largest sides and strides: no product of them overflows.
#include <gtest/gtest.h>
#include <sys/mman.h>

#include <cstdint>
#include <vector>

#include "edgeward.h"
#include "outputs.h"

using outputs::draw;

namespace {

constexpr int32_t kSide = EDGEWARD_MAX_SIDE;

// Class 1 wins right of `column`; the scores are affine, so the grid does not matter.
struct Halves {
  Halves(int32_t column, edgeward_region region) {
    const auto left = static_cast<float>(-column), right = static_cast<float>(kSide - 1 - column);
    scores = {0, left, 0, right, 0, left, 0, right};
    task.points = {points.data(), 2, 2};
    task.scores = {scores.data(), EDGEWARD_FLOAT32, 1, 2, 4, 2, 1};
    task.source = task.size = {kSide, kSide};
    task.region = region;
  }

  std::vector<int32_t> points{0, 0, 0, kSide - 1, kSide - 1, 0, kSide - 1, kSide - 1};
  std::vector<float> scores;
  edgeward_task task{};
};

// Rows of class 0 up to and with a column, class 1 beyond it.
void expect_halves(const std::vector<uint8_t>& labels, const edgeward_region& region,
                   int32_t column) {
  const int32_t width = region.right - region.left;
  for (size_t at = 0; at < labels.size(); ++at) {
    const int32_t col = region.left + static_cast<int32_t>(at) % width;
    ASSERT_EQ(labels[at], col > column) << col;
  }
}

// Address space without memory: only what is written takes any.
class Sparse {
 public:
  explicit Sparse(size_t size)
      : size_(size),
        data_(mmap(nullptr, size, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)) {}
  Sparse(const Sparse&) = delete;
  Sparse& operator=(const Sparse&) = delete;
  ~Sparse() {
    if (is_mapped()) munmap(data_, size_);
  }

  bool is_mapped() const { return data_ != MAP_FAILED; }
  template <typename Number>
  Number* as() const {
    return static_cast<Number*>(data_);
  }

 private:
  size_t size_;
  void* data_;
};

}  // namespace

TEST(Limits, RowsOfTheLargestOutput) {
  for (const int32_t column : {0, 1, 16384, 32000, kSide - 2}) {
    for (const int32_t top : {0, 1, 16383, kSide - 3}) {
      const edgeward_region region{top, 0, top + 3, kSide};
      const Halves halves(column, region);
      expect_halves(draw(outputs::kLabels, halves.task).bytes, region, column);
    }
  }
}

TEST(Limits, LastPixelsOfTheLargestOutput) {
  const edgeward_region region{kSide - 40, kSide - 100, kSide, kSide};
  const Halves halves(kSide - 50, region);
  expect_halves(draw(outputs::kLabels, halves.task).bytes, region, kSide - 50);
  const auto scores = draw(outputs::kScores, halves.task).as<float>();
  for (size_t at = 0; at < scores.size(); at += 2) {
    const auto col = static_cast<int32_t>(at / 2 % 100);
    ASSERT_EQ(scores[at], 0);
    ASSERT_NEAR(scores[at + 1], col - 50, 0x1p-10);
  }
}

TEST(Limits, LastRowsInPlaceInTheLargestOutput) {
  const Sparse memory(size_t{kSide} * kSide);
  if (!memory.is_mapped()) GTEST_SKIP() << "no address space for " << kSide << " rows";
  const edgeward_region region{kSide - 3, 0, kSide, kSide};
  const Halves halves(20000, region);
  std::vector<uint8_t> work(edgeward_workspace_size(&halves.task));
  uint8_t* to = memory.as<uint8_t>() + ptrdiff_t{region.top} * kSide;
  ASSERT_EQ(edgeward_interpolate_labels(to, kSide, &halves.task, work.data(), work.size()),
            EDGEWARD_OK);
  expect_halves({to, to + ptrdiff_t{3} * kSide}, region, 20000);
  EXPECT_EQ(to[-1], 0);
}

TEST(Limits, RowsOfTheDestinationMayLieFarApart) {
  const ptrdiff_t stride = (ptrdiff_t{1} << 31) + 64;  // in numbers
  const Sparse memory(sizeof(uint32_t) * (2 * static_cast<size_t>(stride) + 2 * kSide));
  if (!memory.is_mapped()) GTEST_SKIP() << "no address space for rows so far apart";
  const edgeward_region region{7, 0, 10, kSide};
  const Halves halves(20000, region);
  for (const outputs::Output& output : outputs::kAll) {
    std::vector<uint8_t> work(edgeward_workspace_size(&halves.task));
    auto* to = memory.as<uint8_t>();
    ASSERT_EQ(output.draw(to, stride, &halves.task, work.data(), work.size()), EDGEWARD_OK);
    const auto expected = draw(output, halves.task).bytes;
    const size_t row_size = expected.size() / 3;
    for (size_t row = 0; row < 3; ++row) {
      const uint8_t* begin = to + row * static_cast<size_t>(stride) * output.number_size;
      ASSERT_TRUE(std::equal(begin, begin + row_size, expected.begin() + ptrdiff_t(row * row_size)))
          << output.name;
    }
  }
}
