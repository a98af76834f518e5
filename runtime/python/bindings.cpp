// edgeward._core: numpy arrays -> edgeward.h -> ValueError. The Python modules check shapes first.

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/tuple.h>

#include <cstdint>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "edgeward.h"

namespace nb = nanobind;
using namespace nb::literals;

namespace {

using Pair = std::pair<int32_t, int32_t>;

template <typename T, typename... Options>
using Array = nb::ndarray<T, nb::numpy, nb::device::cpu, Options...>;
using GridOut = Array<float, nb::shape<-1, -1, 2>, nb::c_contig>;
using Grid = Array<const float, nb::shape<-1, -1, 2>, nb::c_contig>;
using PointsOut = Array<int32_t, nb::shape<-1, -1, 2>, nb::c_contig>;
using Points = Array<const int32_t, nb::shape<-1, -1, 2>, nb::c_contig>;
using PixelsOut = Array<uint8_t, nb::shape<-1, -1, 3>, nb::c_contig>;
using Picture = Array<const uint8_t, nb::shape<-1, -1, -1>>;
using Plane = Array<const uint8_t, nb::shape<-1, -1>>;
using Scores = nb::ndarray<nb::ro, nb::numpy, nb::device::cpu, nb::shape<-1, -1, -1>>;
template <typename T>
using Map = Array<T, nb::shape<-1, -1>, nb::c_contig>;
using Volume = Array<float, nb::shape<-1, -1, -1>, nb::c_contig>;
using Palette = Array<const uint32_t, nb::shape<-1>, nb::c_contig>;

template <typename A>
int32_t length(const A& array, size_t axis) {
  return static_cast<int32_t>(array.shape(axis));
}

template <typename A>
edgeward_size size_of(const A& array) {
  return {length(array, 0), length(array, 1)};
}

edgeward_grid view(const Grid& a) { return {a.data(), length(a, 0), length(a, 1)}; }
edgeward_points view(const Points& a) { return {a.data(), length(a, 0), length(a, 1)}; }
edgeward_type type_of(nb::dlpack::dtype dtype) {
  if (dtype == nb::dtype<float>()) return EDGEWARD_FLOAT32;
  if (dtype == nb::dtype<uint8_t>()) return EDGEWARD_UINT8;
  if (dtype == nb::dtype<int8_t>()) return EDGEWARD_INT8;
  return EDGEWARD_FLOAT16;  // the Python modules refuse all others
}
edgeward_scores view(const Scores& a, float scale) {
  return {a.data(), type_of(a.dtype()), scale, length(a, 2), a.stride(0), a.stride(1), a.stride(2)};
}
edgeward_picture view(const Picture& a) {
  return {a.data(), size_of(a), static_cast<int32_t>(a.stride(1)), a.stride(0)};
}

void check(edgeward_status status) {
  if (status != EDGEWARD_OK) throw nb::value_error(edgeward_status_message(status));
}

void project_covering(const GridOut& destination, const Grid& grid) {
  const edgeward_grid from = view(grid);
  check(edgeward_project_covering(destination.data(), &from));
}

void resize_grid(const GridOut& destination, const Grid& grid) {
  const edgeward_grid from = view(grid);
  const auto [rows, cols] = size_of(destination);
  check(edgeward_resize_grid(destination.data(), rows, cols, &from));
}

void points(const PointsOut& destination, const Grid& grid, Pair picture) {
  const edgeward_grid from = view(grid);
  check(edgeward_grid_points(destination.data(), &from, {picture.first, picture.second}));
}

void sample(const PixelsOut& destination, const Picture& picture, const Points& at) {
  const edgeward_picture from = view(picture);
  const edgeward_points pixels = view(at);
  check(edgeward_sample(destination.data(), &from, &pixels));
}

void sample_yuv(const PixelsOut& destination, const Plane& y, const Plane& u, const Plane& v,
                const Points& at, int matrix, bool full_range) {
  const edgeward_yuv frame = {y.data(),
                              u.data(),
                              v.data(),
                              size_of(y),
                              y.stride(0),
                              u.stride(0),
                              static_cast<int32_t>(u.stride(1)),
                              static_cast<edgeward_matrix>(matrix),
                              full_range};
  const edgeward_points pixels = view(at);
  check(edgeward_sample_yuv(destination.data(), &frame, &pixels));
}

// Everything that an interpolation depends on but its destination; the region's rows are the
// destination's.
struct Task {
  const Points& points;
  Pair source;
  const Scores& scores;
  float scale;
  Pair size;
  std::tuple<int32_t, int32_t, int32_t, int32_t> region;
};

// Memory that a thread keeps for its next call.
std::vector<unsigned char>& workspace_of_thread(size_t size) {
  thread_local std::vector<unsigned char> workspace;
  if (workspace.size() < size) workspace.resize(size);
  return workspace;
}

// Calls interpolate(task, workspace, workspace size).
template <typename Interpolate>
void run(const Task& from, Interpolate&& interpolate) {
  const auto [top, left, bottom, right] = from.region;
  const edgeward_task task = {view(from.points),
                              {from.source.first, from.source.second},
                              view(from.scores, from.scale),
                              {from.size.first, from.size.second},
                              {top, left, bottom, right}};
  std::vector<unsigned char>& workspace = workspace_of_thread(edgeward_workspace_size(&task));
  check(interpolate(&task, workspace.data(), workspace.size()));
}

using Region = std::tuple<int32_t, int32_t, int32_t, int32_t>;

template <auto Interpolate, typename Out>
void interpolate(const Out& to, const Points& points, Pair source, const Scores& scores, Pair size,
                 Region region) {
  run({points, source, scores, 1, size, region},
      [&](auto... rest) { return Interpolate(to.data(), to.stride(0), rest...); });
}

void interpolate_overlay(const Map<uint32_t>& to, const Points& points, Pair source,
                         const Scores& scores, Pair size, Region region, const Palette& palette) {
  run({points, source, scores, 1, size, region},
      [&](const edgeward_task* task, void* workspace, size_t bytes) {
        return edgeward_interpolate_overlay(to.data(), to.stride(0), task, palette.data(),
                                            workspace, bytes);
      });
}

template <typename T>
constexpr edgeward_type kType = std::is_same_v<T, float> ? EDGEWARD_FLOAT32 : EDGEWARD_UINT8;

template <typename T>
void interpolate_mask(const Map<T>& to, const Points& points, Pair source, const Scores& scores,
                      Pair size, Region region, int32_t label, float scale) {
  run({points, source, scores, scale, size, region},
      [&](const edgeward_task* task, void* workspace, size_t bytes) {
        return edgeward_interpolate_mask(to.data(), kType<T>, to.stride(0), task, label, workspace,
                                         bytes);
      });
}

template <typename T>
void interpolate_confidence(const Map<T>& to, const Points& points, Pair source,
                            const Scores& scores, Pair size, Region region, float scale) {
  run({points, source, scores, scale, size, region},
      [&](const edgeward_task* task, void* workspace, size_t bytes) {
        return edgeward_interpolate_confidence(to.data(), kType<T>, to.stride(0), task, workspace,
                                               bytes);
      });
}

}  // namespace

NB_MODULE(_core, m) {
  using Unlocked = nb::call_guard<nb::gil_scoped_release>;
  m.doc() = "The C++ core: every function fills `destination`; see edgeward.h.";
  m.attr("MAX_SIDE") = EDGEWARD_MAX_SIDE;
  m.attr("MAX_CLASSES") = EDGEWARD_MAX_CLASSES;
  m.def("version", &edgeward_version);
  m.def("project_covering", &project_covering, "destination"_a.noconvert(), "grid"_a.noconvert(),
        Unlocked());
  m.def("resize_grid", &resize_grid, "destination"_a.noconvert(), "grid"_a.noconvert(), Unlocked());
  m.def("points", &points, "destination"_a.noconvert(), "grid"_a.noconvert(), "picture"_a,
        Unlocked());
  m.def("sample", &sample, "destination"_a.noconvert(), "picture"_a.noconvert(),
        "points"_a.noconvert(), Unlocked());
  m.def("sample_yuv", &sample_yuv, "destination"_a.noconvert(), "y"_a.noconvert(),
        "u"_a.noconvert(), "v"_a.noconvert(), "points"_a.noconvert(), "matrix"_a, "full_range"_a,
        Unlocked());
  const auto define = [&](const char* name, auto function, auto... rest) {
    m.def(name, function, "destination"_a.noconvert(), "points"_a.noconvert(), "source"_a,
          "scores"_a.noconvert(), "size"_a, "region"_a, rest..., Unlocked());
  };
  define("interpolate_labels", &interpolate<edgeward_interpolate_labels, Map<uint8_t>>);
  define("interpolate_labels", &interpolate<edgeward_interpolate_labels16, Map<uint16_t>>);
  define("interpolate_scores", &interpolate<edgeward_interpolate_scores, Volume>);
  define("interpolate_overlay", &interpolate_overlay, "palette"_a.noconvert());
  define("interpolate_mask", &interpolate_mask<float>, "label"_a, "scale"_a);
  define("interpolate_mask", &interpolate_mask<uint8_t>, "label"_a, "scale"_a);
  define("interpolate_confidence", &interpolate_confidence<float>, "scale"_a);
  define("interpolate_confidence", &interpolate_confidence<uint8_t>, "scale"_a);
}
