// Points and scores -> checked vertices in output coordinates.
#ifndef EDGEWARD_MESH_H
#define EDGEWARD_MESH_H

#include <cstdint>

#include "edgeward.h"
#include "values.h"

namespace edgeward {

constexpr int32_t kOne = 256;  // one pixel in 24.8 fixed point

struct Vertex {
  int32_t row, col;  // 24.8 fixed point
  int32_t index;     // in the mesh
};

// Vertices row-major. Strip i lies between grid rows i and i + 1; labels and values are there for
// the grid rows of the strips [first, last), which hold all that touches the region's rows.
struct Mesh {
  int32_t rows, cols;
  int32_t *row, *col, *label;
  int32_t *low, *high;  // per strip: the vertex rows between which it lies
  Values values;
  int32_t first, last;

  Vertex at(int32_t index) const { return {row[index], col[index], index}; }
  const float* scores(int32_t index) const {
    // Rows that follow on each other, as they mostly do, need no division.
    if (values.row_stride == cols * values.col_stride) return values.at(0, index);
    return values.at(index / cols, index % cols);
  }
};

struct Workspace;

// Points are pixels of the source, and those on the border are on its border.
edgeward_status check_points(const edgeward_points& points, edgeward_size source);

// Fills a mesh that lives in the workspace from checked points, and checks the scores it needs.
edgeward_status make_mesh(const edgeward_task& task, const Workspace& workspace, Mesh* mesh);

}  // namespace edgeward

#endif
