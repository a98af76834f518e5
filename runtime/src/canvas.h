// The region being painted: pixels that begin a run are set and marked, then every other pixel
// takes the value of its left neighbour.
#ifndef EDGEWARD_CANVAS_H
#define EDGEWARD_CANVAS_H

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "edgeward.h"
#include "vectors.h"
#include "workspace.h"

namespace edgeward {

inline int32_t lowest_bit(uint64_t word) { return __builtin_ctzll(word); }

template <typename Pixel>
class Canvas {
 public:
  Canvas(Pixel* pixels, ptrdiff_t stride, const edgeward_region& region, const Workspace& workspace)
      : region_(region),
        pixels_(pixels),
        stride_(stride),
        words_(static_cast<int32_t>(mark_words(region))),
        marks_(workspace.marks),
        by_hand_(workspace.by_hand) {
    std::fill_n(marks_, int64_t{words_} * rows(), uint64_t{0});
    std::fill_n(by_hand_, rows(), uint8_t{0});
  }

  const edgeward_region& region() const { return region_; }

  Pixel* at(int32_t row, int32_t col) const {
    return pixels_ + (row - region_.top) * stride_ + place(col);
  }

  // A run begins here.
  void begin_run(int32_t row, int32_t col, Pixel value) const {
    *word_at(row, col) |= uint64_t{1} << place(col) % 64;
    *at(row, col) = value;
  }

  // A run may begin here, unless an area of less than a pixel ends before: then another one begins
  // here too. If it was first and differs, the row is left to be painted by hand.
  void propose_run(int32_t row, int32_t col, Pixel value) const {
    if (col < region_.left || col >= region_.right) return;
    uint64_t& word = *word_at(row, col);
    const uint64_t bit = uint64_t{1} << place(col) % 64;
    Pixel* pixel = at(row, col);
    if ((word & bit) != 0 && *pixel != value) by_hand_[row - region_.top] = 1;
    word |= bit;
    *pixel = value;
  }

  // Leaves the rows [begin, end) to be painted by hand.
  void leave_rows(int32_t begin, int32_t end) const {
    begin = std::max(begin, region_.top), end = std::min(end, region_.bottom);
    if (begin < end)
      std::memset(by_hand_ + (begin - region_.top), 1, static_cast<size_t>(end - begin));
  }
  bool is_by_hand(int32_t row) const { return by_hand_[row - region_.top] != 0; }

  // Completes the rows that are not by hand; the first pixel of each begins a run.
  void fill_runs() const {
    for (int32_t row = region_.top; row < region_.bottom; ++row) {
      if (!is_by_hand(row)) fill_row(word_at(row, region_.left), at(row, region_.left));
    }
  }

 private:
  int32_t rows() const { return region_.bottom - region_.top; }

  // Columns count from the region's left, so they are not negative.
  uint32_t place(int32_t col) const { return static_cast<uint32_t>(col - region_.left); }
  uint64_t* word_at(int32_t row, int32_t col) const {
    return marks_ + static_cast<int64_t>(row - region_.top) * words_ + place(col) / 64;
  }

  // First the marked pixels are read, then runs written over them: so a run may overshoot, and its
  // length needs no attention. Long rows are done in pieces that fit on the stack.
  void fill_row(const uint64_t* marks, Pixel* pixels) const {
    const int32_t width = region_.right - region_.left;
    Pixel value = pixels[0];
    for (int32_t word = 0; word < words_; word += kPiece) {
      const int32_t begin = 64 * word, end = std::min(width, begin + 64 * kPiece);
      value = fill_piece(marks + word, (end - begin + 63) / 64, pixels + begin, end - begin, value);
    }
  }

  // Returns the value of the last pixel. `value` is that of the pixel before the first.
  static Pixel fill_piece(const uint64_t* marks, int32_t words, Pixel* pixels, int32_t width,
                          Pixel value) {
    int32_t begins[64 * kPiece + 2];
    Pixel values[64 * kPiece + 2];
    begins[0] = 0, values[0] = value;
    int32_t runs = 1;
    for (int32_t w = 0; w < words; ++w) {
      for (uint64_t word = marks[w]; word != 0; word &= word - 1) {
        const int32_t at = 64 * w + lowest_bit(word);
        const Pixel next = pixels[at];
        begins[runs] = at, values[runs] = next;
        runs += next != value;
        value = next;
      }
    }
    begins[runs] = width;
    for (int32_t k = 0; k < runs; ++k)
      fill(pixels + begins[k], pixels + begins[k + 1], pixels + width, values[k]);
    return value;
  }

  // Fills [to, end), or more of it up to `limit`.
  static void fill(Pixel* to, Pixel* end, Pixel* limit, Pixel value) {
#if EDGEWARD_VECTORS
    typedef Pixel Lanes __attribute__((vector_size(16)));
    constexpr int32_t kLanes = 16 / sizeof(Pixel);
    const Lanes values = Lanes{} + value;
    while (to < end && limit - to >= 4 * kLanes) {
      for (int32_t k = 0; k < 4; ++k) store(to + k * kLanes, values);
      to += 4 * kLanes;
    }
#else
    static_cast<void>(limit);
#endif
    while (to < end) *to++ = value;
  }

  static constexpr int32_t kPiece = 32;  // words

  edgeward_region region_;
  Pixel* pixels_;
  ptrdiff_t stride_;
  int32_t words_;
  uint64_t* marks_;   // words_ per row
  uint8_t* by_hand_;  // per row
};

}  // namespace edgeward

#endif
