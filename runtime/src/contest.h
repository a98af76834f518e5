// Who wins where in a triangle: the label runs of its pixel rows, exactly.
//
// Scores are affine in a triangle, so along a row the winner changes at most once per live class.
// Where arithmetic leaves no doubt, a crossing is computed; a pixel that lies too near to one is
// decided by the weighted sums that define its label.
#ifndef EDGEWARD_CONTEST_H
#define EDGEWARD_CONTEST_H

#include <algorithm>
#include <cstdint>

#include "live.h"
#include "mesh.h"
#include "raster.h"

namespace edgeward {

// first ? a : b, without a branch.
inline int32_t choose(bool first, int32_t a, int32_t b) {
  return b ^ ((a ^ b) & -static_cast<int32_t>(first));
}

// A function object's call for one run.
using EmitRun = void (*)(const void* context, int32_t row, int32_t begin, int32_t end,
                         int32_t label);

class Contest {
 public:
  // `live` has room for all channels; it and the triangle live as long as the contest.
  Contest(const Mesh& mesh, const Triangle& triangle, Candidate* live)
      : Contest(mesh, triangle, equal_edges(mesh, triangle), live) {}
  Contest(const Mesh& mesh, const Triangle& triangle, uint32_t equal, Candidate* live);

  // Calls emit(row, begin, end, label) for runs of columns [begin, end) that make up the triangle,
  // from left to right in each row; see for_each_span().
  template <typename Emit>
  void for_each_run(const edgeward_region& region, bool bottom, const Emit& emit) const {
    if (!is_duel_) {
      const auto call = [](const void* context, int32_t row, int32_t begin, int32_t end,
                           int32_t label) {
        (*static_cast<const Emit*>(context))(row, begin, end, label);
      };
      return for_each_melee_run(region, bottom, call, &emit);
    }
    // A copy, which what the caller writes cannot alias.
    const Line line = line_;
    for_each_span(triangle_, region, bottom, [&](int32_t row, int32_t begin, int32_t end, int32_t) {
      // Both runs are always emitted, one of them twice where the row has no crossing: a branch
      // that cannot be predicted costs more.
      const int32_t change = std::clamp(crossing(line, row, begin, end), begin, end);
      const bool has_left = begin < change, has_right = change < end;
      const int32_t middle = choose(has_left & has_right, change, end);
      emit(row, begin, middle, choose(has_left, line.left, line.right));
      emit(row, choose(has_left & has_right, change, begin), end,
           choose(has_right, line.right, line.left));
    });
  }

 private:
  // Where the two classes of a duel tie, in 32.32 fixed point: the column at a row, and its change
  // per row. Pixels nearer to it than the doubt are decided by their weighted sums.
  struct Line {
    int64_t origin, slope;
    int32_t row;
    uint32_t doubt;
    int32_t left, right;  // the classes that win on either side
  };

  // Class a wins at two vertices and b at vertex `odd`. They alone can win if every third class is
  // below their mean at all three, or if none reaches them where they tie on the two edges that
  // they share: a third class minus the better of the two is concave, so it is greatest at a vertex
  // or there. Margins cover float32, and the limit on the area the float64 sums near a vertex.
  bool make_duel(const CornerScores& corners, int32_t a, int32_t b, int odd);
  // False where the line is too vague.
  bool find_line(double area);

  // First column of the right class; any column before `begin` or after `end` stands for theirs.
  int32_t crossing(const Line& line, int32_t row, int32_t begin, int32_t end) const {
    const int64_t at = line.origin + line.slope * (row - line.row);
    const auto column = static_cast<int32_t>(at >> 32);  // rounds down
    const auto beyond = static_cast<uint32_t>(at);
    if (beyond - line.doubt < 0u - 2 * line.doubt) return column + 1;
    return decide(row, column + (beyond >= line.doubt), begin, end);
  }
  int32_t decide(int32_t row, int32_t nearest, int32_t begin, int32_t end) const;

  void make_melee(const CornerScores& corners, const int32_t (&labels)[3]);

  void for_each_melee_run(const edgeward_region& region, bool bottom, EmitRun emit,
                          const void* context) const;
  void melee(int32_t row, int32_t begin, int32_t end, EmitRun emit, const void* context) const;

  const Triangle& triangle_;
  Candidate* live_;
  int32_t live_count_ = 0;
  bool is_duel_ = false;
  Line line_{};
  double doubt_ = 0;  // of a melee, in weighted scores
};

}  // namespace edgeward

#endif
