// edgeward._core: numpy arrays -> edgeward.h -> ValueError. The Python modules check shapes first.

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/pair.h>

#include <cstdint>
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
using Scores = Array<const float, nb::shape<-1, -1, -1>>;
using ScoresOut = Array<float, nb::shape<-1, -1, -1>, nb::c_contig>;
using LabelsOut = Array<uint8_t, nb::shape<-1, -1>, nb::c_contig>;

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
edgeward_scores view(const Scores& a) {
  return {a.data(), length(a, 2), a.stride(0), a.stride(1), a.stride(2)};
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

template <auto Interpolate, typename Out>
void interpolate(const Out& destination, const Points& at, Pair source, const Scores& values,
                 Pair band) {
  const edgeward_points pixels = view(at);
  const edgeward_scores scores = view(values);
  const edgeward_size size = size_of(destination);
  std::vector<unsigned char> workspace(edgeward_workspace_size(&pixels, &scores, size));
  check(Interpolate(destination.data(), size, {band.first, band.second}, &pixels,
                    {source.first, source.second}, &scores, workspace.data(), workspace.size()));
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
  m.def("interpolate_scores", &interpolate<edgeward_interpolate_scores, ScoresOut>,
        "destination"_a.noconvert(), "points"_a.noconvert(), "source"_a, "scores"_a.noconvert(),
        "band"_a, Unlocked());
  m.def("interpolate_labels", &interpolate<edgeward_interpolate_labels, LabelsOut>,
        "destination"_a.noconvert(), "points"_a.noconvert(), "source"_a, "scores"_a.noconvert(),
        "band"_a, Unlocked());
}
