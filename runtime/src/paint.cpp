#include "paint.h"

namespace edgeward {

void paint_in_order(const Mesh& mesh, const edgeward_region& rows, Candidate* live,
                    EmitRun paint_run, const void* context) {
  for_each_triangle(mesh, rows, [&](const Triangle& triangle) {
    const auto call = [&](int32_t row, int32_t begin, int32_t end, int32_t label) {
      paint_run(context, row, begin, end, label);
    };
    Contest(mesh, triangle, live).for_each_run(rows, true, call);
  });
}

}  // namespace edgeward
