// The caller's workspace: what lies where in it. One layout serves all functions.
#ifndef EDGEWARD_WORKSPACE_H
#define EDGEWARD_WORKSPACE_H

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "checks.h"
#include "edgeward.h"
#include "live.h"

namespace edgeward {

struct Workspace {
  // Per point.
  int32_t *row, *col, *label;
  float* chance;
  uint8_t* note;
  float* converted;  // scores as float32, if they are not
  // Per strip of cells.
  int32_t *low, *high;
  // Per row of a block.
  uint64_t* marks;  // bits, mark_words() per row
  uint8_t* by_hand;
  // Per class.
  Candidate* live;
};

inline int64_t mark_words(const edgeward_region& region) {
  return (region.right - region.left + 63) / 64;
}

// A region is painted in blocks of rows that stay in a CPU's cache.
inline int32_t block_rows(const edgeward_region& region) {
  constexpr int32_t kPixels = 1 << 19;
  const int32_t width = region.right - region.left, height = region.bottom - region.top;
  return std::min(height, std::max(kPixels / std::max(width, 1), 16));
}

// Hands out memory piece by piece; from address 0 it only measures.
class Arena {
 public:
  explicit Arena(void* memory) : begin_(reinterpret_cast<uintptr_t>(memory)), next_(begin_) {}

  template <typename T>
  void take(int64_t count, T** piece) {
    next_ = (next_ + kAlignment - 1) / kAlignment * kAlignment;
    *piece = reinterpret_cast<T*>(next_);
    next_ += static_cast<uintptr_t>(count) * sizeof(T);
  }

  size_t size() const { return next_ - begin_; }

  static constexpr uintptr_t kAlignment = 16;

 private:
  uintptr_t begin_, next_;
};

// Lays the pieces out; returns the bytes from `memory` to their end.
inline size_t lay_out(const edgeward_task& task, void* memory, Workspace* workspace) {
  const int64_t points = count(task.points.rows, task.points.cols), strips = task.points.rows - 1;
  const int64_t rows = block_rows(task.region);
  const bool converts = task.scores.type != EDGEWARD_FLOAT32;
  Arena arena(memory);
  arena.take(points, &workspace->row);
  arena.take(points, &workspace->col);
  arena.take(points, &workspace->label);
  arena.take(points, &workspace->chance);
  arena.take(points, &workspace->note);
  arena.take(converts ? points * task.scores.channels : 0, &workspace->converted);
  arena.take(strips, &workspace->low);
  arena.take(strips, &workspace->high);
  arena.take(rows * mark_words(task.region), &workspace->marks);
  arena.take(rows, &workspace->by_hand);
  arena.take(task.scores.channels, &workspace->live);
  return arena.size();
}

}  // namespace edgeward

#endif
