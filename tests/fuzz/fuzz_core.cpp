// libFuzzer harness over the whole C ABI of edgeward.h; see README.md beside it.
//
// From the bytes it makes a call, mostly a valid one, otherwise one with a single known fault.
// Buffers have exactly their documented sizes, so AddressSanitizer sees any access beyond. What the
// header promises is then checked against naive code written from the header's text alone.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <memory>
#include <vector>

#include "edgeward.h"

namespace {

void check(bool truth, const char* what) {
  if (truth) return;
  std::fprintf(stderr, "not true: %s\n", what);
  std::abort();
}

// Bytes of the input and, when they run out, pseudo-random ones that the first two bytes seed.
class Reader {
 public:
  Reader(const uint8_t* data, size_t size) : next_(data), end_(data + size) {
    state_ = byte() + 256 * byte() + 1;
  }

  uint32_t byte() {
    if (next_ != end_) return *next_++;
    state_ ^= state_ << 13, state_ ^= state_ >> 17, state_ ^= state_ << 5;
    return state_ >> 24;
  }
  uint32_t word() { return byte() | byte() << 8 | byte() << 16 | byte() << 24; }
  // From low to high, both included.
  int32_t within(int32_t low, int32_t high) {
    const auto span = static_cast<uint32_t>(high - low + 1);
    const uint32_t value = span > 256 ? byte() | byte() << 8 : byte();
    return low + static_cast<int32_t>(value % span);
  }
  bool one_in(uint32_t n) { return byte() % n == n - 1; }
  template <typename T, size_t N>
  T any_of(const T (&values)[N]) {
    return values[byte() % N];
  }

 private:
  const uint8_t *next_, *end_;
  uint32_t state_ = 1;
};

constexpr uint8_t kUntouched = 0xa5;

// Numbers at an address that is `shift` bytes off alignment and ends where its allocation ends.
template <typename T>
class Exact {
 public:
  explicit Exact(size_t count, size_t shift = 0)
      : count_(count), shift_(shift), bytes_(new uint8_t[count * sizeof(T) + shift]) {
    std::memset(bytes_.get(), kUntouched, count * sizeof(T) + shift);
  }

  T* data() { return reinterpret_cast<T*>(bytes_.get() + shift_); }
  T& operator[](size_t index) { return data()[index]; }
  size_t count() const { return count_; }

  bool is_untouched(size_t begin, size_t end) const {
    return std::all_of(bytes_.get() + shift_ + begin * sizeof(T),
                       bytes_.get() + shift_ + end * sizeof(T),
                       [](uint8_t byte) { return byte == kUntouched; });
  }
  bool is_untouched() const { return is_untouched(0, count_); }
  bool is_untouched_before() const {
    return std::all_of(bytes_.get(), bytes_.get() + shift_,
                       [](uint8_t byte) { return byte == kUntouched; });
  }

 private:
  size_t count_, shift_;
  std::unique_ptr<uint8_t[]> bytes_;
};

// The strided view of `sizes` numbers into memory of exactly the extent that it reaches.
struct View {
  ptrdiff_t stride[3], origin, extent;
};

View make_view(Reader& in, const std::array<int32_t, 3>& sizes) {
  constexpr int kOrders[6][3] = {{2, 1, 0}, {1, 0, 2}, {0, 1, 2}, {2, 0, 1}, {1, 2, 0}, {0, 2, 1}};
  View view{{}, 0, 1};
  for (const int axis : kOrders[in.byte() % 6]) {
    const uint32_t kind = in.byte();
    const ptrdiff_t step = kind % 32 == 31 ? 0 : view.extent + (kind % 4 == 3 ? kind / 64 : 0);
    const ptrdiff_t reach = step * (sizes[axis] - 1);
    const bool is_down = kind % 8 == 6;
    view.stride[axis] = is_down ? -step : step;
    view.origin += is_down ? reach : 0;
    view.extent += reach;
  }
  return view;
}

// ---------------------------------------------------------------------------------------- tasks

constexpr int kSizes[4] = {4, 2, 1, 1};  // bytes per edgeward_type

double from_half(uint16_t bits) {
  const int exponent = bits >> 10 & 31, mantissa = bits & 1023;
  const double magnitude =
      exponent == 0 ? std::ldexp(mantissa, -24) : std::ldexp(1024 + mantissa, exponent - 25);
  return bits >> 15 ? -magnitude : magnitude;
}

double read_score(const uint8_t* at, edgeward_type type) {
  float single;
  uint16_t half;
  switch (type) {
    case EDGEWARD_FLOAT32:
      std::memcpy(&single, at, 4);
      return single;
    case EDGEWARD_FLOAT16:
      std::memcpy(&half, at, 2);
      return from_half(half);
    case EDGEWARD_UINT8:
      return *at;
    default:
      return static_cast<int8_t>(*at);
  }
}

float make_float(Reader& in, uint32_t flavour) {
  constexpr float kRare[] = {0.0f, -0.0f, 1.0f, 3e38f, -3e38f, 1e-40f, 1e-30f, 88.0f};
  const uint32_t byte = in.byte();
  if (flavour == 0) return static_cast<float>(byte % 5) - 2.0f;
  if (flavour == 1) return static_cast<float>(byte) / 16.0f - 8.0f;
  if (flavour == 2) return kRare[byte % 8];
  const uint32_t bits = in.word();
  float value;
  std::memcpy(&value, &bits, 4);
  return std::isfinite(value) ? value : 0.0f;
}

uint16_t make_half(Reader& in, uint32_t flavour) {
  constexpr uint16_t kWhole[] = {0xc000, 0xbc00, 0x0000, 0x3c00, 0x4000};
  const uint32_t byte = in.byte();
  if (flavour == 0) return kWhole[byte % 5];
  const auto bits = static_cast<uint16_t>(byte | in.byte() << 8);
  return (bits >> 10 & 31) == 31 ? 0 : bits;
}

void write_score(Reader& in, uint32_t flavour, edgeward_type type, uint8_t* at) {
  if (type == EDGEWARD_FLOAT32) {
    const float value = make_float(in, flavour);
    std::memcpy(at, &value, 4);
  } else if (type == EDGEWARD_FLOAT16) {
    const uint16_t value = make_half(in, flavour);
    std::memcpy(at, &value, 2);
  } else {
    const uint32_t byte = in.byte();
    *at = static_cast<uint8_t>(flavour == 0 ? byte % 5 - 2 : byte);
  }
}

int32_t make_side(Reader& in) {
  switch (in.byte() % 8) {
    case 5:
      return in.within(1, 300);
    case 6:
      return in.within(32000, EDGEWARD_MAX_SIDE);
    case 7:
      return in.within(1, 3);
    default:
      return in.within(2, 16);
  }
}

edgeward_size make_output(Reader& in, edgeward_size source) {
  const uint32_t kind = in.byte();
  if (kind == 254) return {1, in.within(2040, 2300)};  // rows are filled in pieces of 2048 pixels
  if (kind == 255) return {in.within(60, 90), in.within(1, 2)};
  const bool is_small = source.height <= 16 && source.width <= 16;
  return is_small && kind % 4 == 3 ? source : edgeward_size{in.within(1, 14), in.within(1, 18)};
}

// One coordinate of the points: grid line `index` of `lines` over a side.
struct Places {
  uint32_t kind;
  int32_t side, lines, reach;
  std::vector<int32_t> sorted;
};

Places make_places(Reader& in, int32_t side, int32_t lines) {
  Places places{in.byte() % 4, side, lines, in.within(0, 3) * side / 12 + in.within(0, 2), {}};
  for (int32_t k = 0; k < lines; ++k) places.sorted.push_back(in.within(0, side - 1));
  std::sort(places.sorted.begin(), places.sorted.end());
  return places;
}

int32_t place(Reader& in, const Places& places, int32_t index) {
  const int32_t last = places.side - 1;
  if (index == 0 || index == places.lines - 1) return index == 0 ? 0 : last;
  const int32_t even = last * index / (places.lines - 1);
  switch (places.kind) {
    case 0:
      return std::clamp(even + in.within(-places.reach, places.reach), 0, last);
    case 1:
      return places.sorted[static_cast<size_t>(index)];
    case 2:
      return in.within(0, last);
    default:
      return in.one_in(8) ? in.within(0, last) : even;
  }
}

struct Case {
  edgeward_task task;
  Exact<int32_t> points;
  Exact<uint8_t> scores;
  std::vector<double> values;  // of the scores: rows x cols x channels
};

Exact<int32_t> make_points(Reader& in, int32_t rows, int32_t cols, edgeward_size source) {
  const Places down = make_places(in, source.height, rows);
  const Places right = make_places(in, source.width, cols);
  Exact<int32_t> points(static_cast<size_t>(2 * rows * cols));
  for (int32_t i = 0; i < rows; ++i) {
    for (int32_t j = 0; j < cols; ++j) {
      const auto at = static_cast<size_t>(2 * (i * cols + j));
      points[at] = place(in, down, i);
      points[at + 1] = place(in, right, j);
    }
  }
  return points;
}

int32_t make_channels(Reader& in, int32_t points) {
  const uint32_t kind = in.byte();
  if (kind == 255 && points <= 9) return in.within(255, 262);
  return kind % 16 == 15 ? in.within(8, 21) : in.within(1, 6);
}

Case make_case(Reader& in) {
  const edgeward_size source{make_side(in), make_side(in)}, size = make_output(in, source);
  const int32_t rows = in.within(2, 6), cols = in.one_in(4) ? in.within(2, 20) : in.within(2, 7);
  const int32_t channels = make_channels(in, rows * cols);
  const edgeward_type type = in.any_of({EDGEWARD_FLOAT32, EDGEWARD_FLOAT32, EDGEWARD_FLOAT32,
                                        EDGEWARD_FLOAT16, EDGEWARD_UINT8, EDGEWARD_INT8});
  const View view = make_view(in, {rows, cols, channels});
  const size_t number = static_cast<size_t>(kSizes[type]);
  const float scale = in.any_of({1.0f, 0.1f, 1e-30f, 1e30f});
  const uint32_t flavour = in.byte() % 4;
  Case c{{}, make_points(in, rows, cols, source), Exact<uint8_t>(view.extent * number), {}};
  for (ptrdiff_t k = 0; k < view.extent; ++k) {
    write_score(in, flavour, type, c.scores.data() + k * number);
  }
  uint8_t* const data = c.scores.data() + view.origin * number;
  for (int32_t i = 0; i < rows; ++i) {
    for (int32_t j = 0; j < cols; ++j) {
      for (int32_t k = 0; k < channels; ++k) {
        const ptrdiff_t at = i * view.stride[0] + j * view.stride[1] + k * view.stride[2];
        c.values.push_back(read_score(data + at * static_cast<ptrdiff_t>(number), type));
      }
    }
  }
  c.task.points = {c.points.data(), rows, cols};
  c.task.source = source;
  c.task.scores = {data, type, scale, channels, view.stride[0], view.stride[1], view.stride[2]};
  c.task.size = size;
  c.task.region = {0, 0, size.height, size.width};
  return c;
}

// ---------------------------------------------------------------- what the header says, naively

struct Corner {
  int64_t row, col;
};

// Twice the area of abc, signed.
int64_t turn(const Corner& a, const Corner& b, const Corner& c) {
  return (b.row - a.row) * (c.col - a.col) - (b.col - a.col) * (c.row - a.row);
}

// One coordinate of a vertex.
int64_t fixed_point(int32_t pixel, int32_t index, int32_t lines, int32_t source, int32_t output) {
  const auto rounded = [](int64_t numerator, int64_t denominator) {
    return (2 * 256 * numerator + denominator) / (2 * denominator);
  };
  if (source == 1) return rounded(int64_t{index} * std::max(output - 1, 1), lines - 1);
  if (output == 1) return 256 * int64_t{pixel};
  return rounded(int64_t{pixel} * (output - 1), source - 1);
}

struct Face {
  int32_t vertex[3];
  Corner first, last;  // of its bounding box
  std::vector<int32_t> live;
};

class Naive {
 public:
  explicit Naive(const Case& c) : c_(c), channels_(c.task.scores.channels) {
    const edgeward_points& points = c.task.points;
    for (int32_t at = 0; at < points.rows * points.cols; ++at) {
      vertices_.push_back({fixed_point(points.data[2 * at], at / points.cols, points.rows,
                                       c.task.source.height, c.task.size.height),
                           fixed_point(points.data[2 * at + 1], at % points.cols, points.cols,
                                       c.task.source.width, c.task.size.width)});
    }
    for (int32_t i = 0; i + 1 < points.rows; ++i) {
      for (int32_t j = 0; j + 1 < points.cols; ++j) add_cell(i * points.cols + j, points.cols);
    }
  }

  int32_t label(int32_t row, int32_t col) {
    Face& face = face_at(row, col);
    const std::array<double, 3> w = weights(face, row, col);
    if (face.live.empty()) find_live(face);
    int32_t best = face.live[0];
    double highest = sum(face, w, best);
    for (const int32_t k : face.live) {
      const double value = sum(face, w, k);
      if (value > highest) best = k, highest = value;
    }
    return best;
  }

  float score(int32_t row, int32_t col, int32_t channel) {
    const Face& face = face_at(row, col);
    const std::array<double, 3> w = weights(face, row, col);
    return static_cast<float>(sum(face, w, channel) / (w[0] + w[1] + w[2]));
  }

  // From the exact softmax.
  double probability(int32_t row, int32_t col, int32_t channel) {
    const Face& face = face_at(row, col);
    const std::array<double, 3> w = weights(face, row, col);
    double total = 0;
    for (int k = 0; k < 3; ++k) total += w[k] * softmax(face.vertex[k], channel);
    return total / (w[0] + w[1] + w[2]);
  }

 private:
  void add_cell(int32_t tl, int32_t cols) {
    const int32_t tr = tl + 1, bl = tl + cols, br = bl + 1;
    if (is_convex(tl, tr, br, bl) && top_class(tl) != top_class(br) &&
        top_class(tr) == top_class(bl)) {
      add_face(tl, tr, bl);
      add_face(tr, br, bl);
    } else {
      add_face(tl, tr, br);
      add_face(tl, br, bl);
    }
  }

  bool is_convex(int32_t a, int32_t b, int32_t c, int32_t d) const {
    const auto& v = vertices_;
    const int64_t turns[4] = {turn(v[a], v[b], v[c]), turn(v[b], v[c], v[d]),
                              turn(v[c], v[d], v[a]), turn(v[d], v[a], v[b])};
    return std::all_of(turns, turns + 4, [](int64_t t) { return t > 0; }) ||
           std::all_of(turns, turns + 4, [](int64_t t) { return t < 0; });
  }

  void add_face(int32_t first, int32_t second, int32_t third) {
    const Corner &a = vertices_[first], &b = vertices_[second], &c = vertices_[third];
    if (turn(a, b, c) == 0) return;
    faces_.push_back({{first, second, third},
                      {std::min({a.row, b.row, c.row}), std::min({a.col, b.col, c.col})},
                      {std::max({a.row, b.row, c.row}), std::max({a.col, b.col, c.col})},
                      {}});
  }

  // Integers below 2^53.
  std::array<double, 3> weights(const Face& face, int32_t row, int32_t col) const {
    const Corner &a = vertices_[face.vertex[0]], &b = vertices_[face.vertex[1]],
                 &c = vertices_[face.vertex[2]], pixel{256 * int64_t{row}, 256 * int64_t{col}};
    const int64_t sign = turn(a, b, c) > 0 ? 1 : -1;
    return {static_cast<double>(sign * turn(b, c, pixel)),
            static_cast<double>(sign * turn(c, a, pixel)),
            static_cast<double>(sign * turn(a, b, pixel))};
  }

  // The last closed one that contains the pixel.
  Face& face_at(int32_t row, int32_t col) {
    const int64_t r = 256 * int64_t{row}, c = 256 * int64_t{col};
    for (auto face = faces_.rbegin(); face != faces_.rend(); ++face) {
      if (r < face->first.row || r > face->last.row || c < face->first.col || c > face->last.col) {
        continue;
      }
      const std::array<double, 3> w = weights(*face, row, col);
      if (w[0] >= 0 && w[1] >= 0 && w[2] >= 0) return *face;
    }
    check(false, "covering points leave no pixel without a triangle");
    return faces_.front();
  }

  double value(int32_t vertex, int32_t channel) const {
    return c_.values[static_cast<size_t>(vertex * channels_ + channel)];
  }

  int32_t top_class(int32_t vertex) const {
    int32_t best = 0;
    for (int32_t k = 1; k < channels_; ++k) {
      if (value(vertex, k) > value(vertex, best)) best = k;
    }
    return best;
  }

  bool beats(const Face& face, int32_t rival, int32_t k) const {
    bool at_least = rival < k, above = true;
    for (const int32_t vertex : face.vertex) {
      at_least = at_least && value(vertex, rival) >= value(vertex, k);
      above = above && value(vertex, rival) > value(vertex, k);
    }
    return at_least || above;
  }

  void find_live(Face& face) const {
    for (int32_t k = 0; k < channels_; ++k) {
      int32_t rival = 0;
      while (rival < channels_ && !beats(face, rival, k)) ++rival;
      if (rival == channels_) face.live.push_back(k);
    }
  }

  double sum(const Face& face, const std::array<double, 3>& w, int32_t channel) const {
    return (w[0] * value(face.vertex[0], channel) + w[1] * value(face.vertex[1], channel)) +
           w[2] * value(face.vertex[2], channel);
  }

  double softmax(int32_t vertex, int32_t channel) const {
    const bool is_float = c_.task.scores.type <= EDGEWARD_FLOAT16;
    const double step = is_float ? 1.0 : double{c_.task.scores.scale};
    double total = 0;
    for (int32_t k = 0; k < channels_; ++k) {
      total += std::exp((value(vertex, k) - value(vertex, channel)) * step);
    }
    return 1.0 / total;
  }

  const Case& c_;
  int32_t channels_;
  std::vector<Corner> vertices_;
  std::vector<Face> faces_;  // non-degenerate, in order
};

// -------------------------------------------------------------------------- interpolate functions

enum Function : uint32_t {
  kLabels,
  kLabels16,
  kOverlay,
  kMask,
  kMaskBytes,
  kConfidence,
  kConfidenceBytes,
  kScores,
  kFunctions
};
constexpr size_t kNumberSizes[kFunctions] = {1, 2, 4, 4, 1, 4, 1, 4};

bool is_mask(Function f) { return f == kMask || f == kMaskBytes; }
bool is_probability(Function f) { return f >= kMask && f <= kConfidenceBytes; }

struct Call {
  Function function;
  const edgeward_task* task;
  int32_t label;
  edgeward_type type;  // of a mask
  const uint32_t* palette;
  void* destination;
  ptrdiff_t row_stride;
  void* workspace;
  size_t workspace_size;
};

edgeward_status invoke(const Call& c) {
  switch (c.function) {
    case kLabels:
      return edgeward_interpolate_labels(static_cast<uint8_t*>(c.destination), c.row_stride, c.task,
                                         c.workspace, c.workspace_size);
    case kLabels16:
      return edgeward_interpolate_labels16(static_cast<uint16_t*>(c.destination), c.row_stride,
                                           c.task, c.workspace, c.workspace_size);
    case kOverlay:
      return edgeward_interpolate_overlay(static_cast<uint32_t*>(c.destination), c.row_stride,
                                          c.task, c.palette, c.workspace, c.workspace_size);
    case kMask:
    case kMaskBytes:
      return edgeward_interpolate_mask(c.destination, c.type, c.row_stride, c.task, c.label,
                                       c.workspace, c.workspace_size);
    case kConfidence:
    case kConfidenceBytes:
      return edgeward_interpolate_confidence(c.destination, c.type, c.row_stride, c.task,
                                             c.workspace, c.workspace_size);
    default:
      return edgeward_interpolate_scores(static_cast<float*>(c.destination), c.row_stride, c.task,
                                         c.workspace, c.workspace_size);
  }
}

// Everything that one call points to, except for points and scores.
struct Setting {
  edgeward_task task;
  size_t row_size;  // numbers
  Exact<uint8_t> destination, workspace;
  Exact<uint32_t> palette;
  Call call;
};

// The header's bound on the workspace.
size_t workspace_bound(const edgeward_task& task) {
  const size_t rows = static_cast<size_t>(task.points.rows);
  const size_t n = rows * static_cast<size_t>(task.points.cols);
  const size_t h = static_cast<size_t>(task.region.bottom - task.region.top);
  const size_t w = static_cast<size_t>(task.region.right - task.region.left);
  const size_t c = static_cast<size_t>(task.scores.channels);
  const size_t block =
      std::min(h, std::max((size_t{1} << 19) / std::max<size_t>(w, 1), size_t{16}));
  return 17 * n + 8 * rows + block * (w / 8 + 9) + 32 * c + 256 +
         (task.scores.type == EDGEWARD_FLOAT32 ? 0 : 4 * n * c);
}

std::unique_ptr<Setting> make_setting(Reader& in, const Case& c, Function function, int32_t label,
                                      const edgeward_region& region) {
  edgeward_task task = c.task;
  task.region = region;
  const size_t bytes = edgeward_workspace_size(&task);
  check(bytes > 0 && bytes <= workspace_bound(task), "the workspace is as large as documented");
  const size_t number = kNumberSizes[function];
  const auto height = static_cast<size_t>(region.bottom - region.top);
  const size_t depth = function == kScores ? static_cast<size_t>(task.scores.channels) : 1;
  const size_t row_size = static_cast<size_t>(region.right - region.left) * depth;
  const size_t stride = row_size + (in.one_in(2) ? in.byte() % 4 : 0);
  const size_t numbers = height == 0 || row_size == 0 ? 0 : (height - 1) * stride + row_size;
  std::unique_ptr<Setting> s(new Setting{task,
                                         row_size,
                                         Exact<uint8_t>(numbers * number),
                                         Exact<uint8_t>(bytes, 1 + in.byte() % 15),
                                         Exact<uint32_t>(static_cast<size_t>(task.scores.channels)),
                                         {}});
  for (size_t k = 0; k < s->palette.count(); ++k) {
    s->palette[k] = static_cast<uint32_t>(k) * 0x9e3779b1u;
  }
  s->call = {function,
             &s->task,
             label,
             number == 1 ? EDGEWARD_UINT8 : EDGEWARD_FLOAT32,
             s->palette.data(),
             s->destination.data(),
             static_cast<ptrdiff_t>(stride),
             s->workspace.data(),
             bytes};
  return s;
}

// Makes a valid call; returns the bytes of its rows, without what lies between them.
std::vector<uint8_t> run(Setting& s) {
  check(invoke(s.call) == EDGEWARD_OK, "a valid call succeeds");
  check(s.workspace.is_untouched_before(), "nothing before the workspace is written");
  const size_t number = kNumberSizes[s.call.function], row = s.row_size * number;
  const size_t stride = static_cast<size_t>(s.call.row_stride) * number;
  std::vector<uint8_t> rows;
  for (size_t at = 0; at < s.destination.count(); at += stride) {
    rows.insert(rows.end(), s.destination.data() + at, s.destination.data() + at + row);
    const size_t end = std::min(at + stride, s.destination.count());
    check(s.destination.is_untouched(at + row, end), "nothing between the rows is written");
  }
  return rows;
}

template <typename T>
T number_at(const std::vector<uint8_t>& bytes, size_t index) {
  T value;
  std::memcpy(&value, bytes.data() + index * sizeof(T), sizeof(T));
  return value;
}

bool same_bits(float a, float b) { return std::memcmp(&a, &b, sizeof a) == 0; }

// Interpolation and softmax are within 2^-21 each; a byte may be half a step off as well.
bool is_near(double probability, double truth) { return std::fabs(probability - truth) <= 0x1p-20; }
bool is_near_byte(int32_t byte, double truth) {
  return std::fabs(byte - 255 * truth) <= 0.5 + 255 * 0x1p-20;
}

void check_pixel(Naive& naive, const Call& call, const std::vector<uint8_t>& result, int32_t row,
                 int32_t col, size_t at) {
  const int32_t channels = call.task->scores.channels;
  const bool is_own = call.function == kConfidence || call.function == kConfidenceBytes;
  const int32_t label = is_own ? naive.label(row, col) : call.label;
  switch (call.function) {
    case kLabels:
      return check(result[at] == naive.label(row, col), "labels are the naive ones");
    case kLabels16:
      return check(number_at<uint16_t>(result, at) == naive.label(row, col),
                   "labels of two bytes are the naive ones");
    case kOverlay:
      return check(number_at<uint32_t>(result, at) == call.palette[naive.label(row, col)],
                   "an overlay has the labels' colours");
    case kMask:
    case kConfidence:
      return check(is_near(number_at<float>(result, at), naive.probability(row, col, label)),
                   "probabilities are near the exact ones");
    case kMaskBytes:
    case kConfidenceBytes:
      return check(is_near_byte(result[at], naive.probability(row, col, label)),
                   "probabilities in bytes are near the exact ones");
    default:
      for (int32_t k = 0; k < channels; ++k) {
        check(same_bits(number_at<float>(
                            result, at * static_cast<size_t>(channels) + static_cast<size_t>(k)),
                        naive.score(row, col, k)),
              "scores are the naive ones");
      }
  }
}

// Every pixel, or in a very wide picture some.
void check_whole(const Case& c, const Call& call, const std::vector<uint8_t>& result) {
  Naive naive(c);
  const int32_t width = c.task.size.width, pixels = c.task.size.height * width;
  for (int32_t at = 0; at < pixels; at += 1 + pixels / 500) {
    check_pixel(naive, call, result, at / width, at % width, static_cast<size_t>(at));
  }
}

// Bytes are those of the float32 probabilities.
void check_bytes(Reader& in, const Case& c, const Call& call, const std::vector<uint8_t>& result) {
  const Function function = is_mask(call.function) ? kMask : kConfidence;
  const auto s = make_setting(in, c, function, call.label, c.task.region);
  const std::vector<uint8_t> floats = run(*s);
  for (size_t at = 0; at < result.size(); ++at) {
    const float product = 255.0f * number_at<float>(floats, at);
    check(result[at] == std::floor(product + 0.5f), "a byte is floor(255 p + 0.5) in float32");
  }
}

edgeward_region make_region(Reader& in, edgeward_size size) {
  const int32_t rows[2] = {in.within(0, size.height), in.within(0, size.height)};
  const int32_t cols[2] = {in.within(0, size.width), in.within(0, size.width)};
  return {std::min(rows[0], rows[1]), std::min(cols[0], cols[1]), std::max(rows[0], rows[1]),
          std::max(cols[0], cols[1])};
}

void check_region(Reader& in, const Case& c, const Call& call, const std::vector<uint8_t>& whole) {
  const edgeward_region region = make_region(in, c.task.size);
  const auto s = make_setting(in, c, call.function, call.label, region);
  const std::vector<uint8_t> part = run(*s);
  const size_t pixel = whole.size() / static_cast<size_t>(c.task.size.height * c.task.size.width);
  const size_t row_size = pixel * static_cast<size_t>(region.right - region.left);
  for (size_t at = 0, row = static_cast<size_t>(region.top); at < part.size();
       at += row_size, ++row) {
    const size_t first =
        row * static_cast<size_t>(c.task.size.width) + static_cast<size_t>(region.left);
    check(std::memcmp(part.data() + at, whole.data() + first * pixel, row_size) == 0,
          "a region is that part of the whole");
  }
}

// ------------------------------------------------------------------------------ calls at fault

int32_t bad_side(Reader& in, int32_t minimum) {
  return in.any_of({minimum - 1, -1, EDGEWARD_MAX_SIDE + 1, std::numeric_limits<int32_t>::min(),
                    std::numeric_limits<int32_t>::max()});
}

template <typename T>
T* one_byte_off(T* pointer) {
  return reinterpret_cast<T*>(reinterpret_cast<uintptr_t>(pointer) + 1);
}

edgeward_status spoil_pointer(Reader& in, Setting& s) {
  switch (in.byte() % 6) {
    case 0:
      s.task.points.data = nullptr;
      break;
    case 1:
      s.task.scores.data = nullptr;
      break;
    case 2:
      s.call.destination = nullptr;
      break;
    case 3:
      s.call.workspace = nullptr;
      break;
    case 4:
      s.call.task = nullptr;
      break;
    default:
      if (s.call.function != kOverlay) return EDGEWARD_OK;
      s.call.palette = nullptr;
  }
  return EDGEWARD_NULL_POINTER;
}

edgeward_status spoil_alignment(Reader& in, Setting& s) {
  const edgeward_scores& scores = s.task.scores;
  switch (in.byte() % 4) {
    case 0:
      s.task.points.data = one_byte_off(s.task.points.data);
      return EDGEWARD_MISALIGNED;
    case 1:
      if (kSizes[scores.type] == 1) return EDGEWARD_OK;
      s.task.scores.data = static_cast<const uint8_t*>(scores.data) + 1;
      return EDGEWARD_MISALIGNED;
    case 2:
      if (kNumberSizes[s.call.function] == 1) return EDGEWARD_OK;
      s.call.destination = static_cast<uint8_t*>(s.call.destination) + 1;
      return EDGEWARD_MISALIGNED;
    default:
      if (s.call.function != kOverlay) return EDGEWARD_OK;
      s.call.palette = one_byte_off(s.call.palette);
      return EDGEWARD_MISALIGNED;
  }
}

edgeward_status spoil_region(Reader& in, Setting& s) {
  edgeward_region& region = s.task.region;
  switch (in.byte() % 7) {
    case 0:
      region.top = -1;
      break;
    case 1:
      region.left = std::numeric_limits<int32_t>::min();
      break;
    case 2:
      region.bottom = s.task.size.height + 1;
      break;
    case 3:
      region.right = std::numeric_limits<int32_t>::max();
      break;
    case 4:
      region.top = region.bottom + 1;
      break;
    case 5:
      region.left = region.right + 1;
      break;
    default:
      s.call.row_stride = in.one_in(2) ? -1 : static_cast<ptrdiff_t>(s.row_size) - 1;
  }
  return EDGEWARD_BAD_REGION;
}

edgeward_status spoil_point(Reader& in, Case& c) {
  const edgeward_points& points = c.task.points;
  const auto at = static_cast<size_t>(in.within(0, 2 * points.rows * points.cols - 1));
  const int32_t side = at % 2 == 0 ? c.task.source.height : c.task.source.width;
  c.points[at] = in.any_of(
      {-1, side, std::numeric_limits<int32_t>::min(), std::numeric_limits<int32_t>::max()});
  return EDGEWARD_POINT_OUTSIDE;
}

edgeward_status spoil_border(Reader& in, Case& c) {
  const edgeward_points& points = c.task.points;
  const int32_t axis = in.within(0, 1);  // of the coordinate that leaves its side
  const int32_t side = axis == 0 ? c.task.source.height : c.task.source.width;
  if (side == 1) return EDGEWARD_OK;
  const bool is_last = in.one_in(2);
  const int32_t i = axis == 1 ? in.within(0, points.rows - 1) : is_last ? points.rows - 1 : 0;
  const int32_t j = axis == 0 ? in.within(0, points.cols - 1) : is_last ? points.cols - 1 : 0;
  c.points[static_cast<size_t>(2 * (i * points.cols + j) + axis)] = is_last ? side - 2 : 1;
  return EDGEWARD_NOT_COVERING;
}

edgeward_status spoil_score(Reader& in, Case& c) {
  const edgeward_scores& scores = c.task.scores;
  if (scores.type > EDGEWARD_FLOAT16) return EDGEWARD_OK;
  // One row of output lies at coordinate 0, which may need the first grid row alone.
  const int32_t row = c.task.size.height == 1 ? 0 : in.within(0, c.task.points.rows - 1);
  const ptrdiff_t at = row * scores.row_stride +
                       in.within(0, c.task.points.cols - 1) * scores.col_stride +
                       in.within(0, scores.channels - 1) * scores.channel_stride;
  const ptrdiff_t origin = (static_cast<const uint8_t*>(scores.data) - c.scores.data());
  uint8_t* const number = c.scores.data() + origin + at * kSizes[scores.type];
  const uint32_t single = in.any_of({0x7f800000u, 0xff800000u, 0x7fc00000u, 0xff800001u});
  const auto half = static_cast<uint16_t>(single >> 16 << 3 | 0x7c00u);
  if (scores.type == EDGEWARD_FLOAT32) std::memcpy(number, &single, 4);
  if (scores.type == EDGEWARD_FLOAT16) std::memcpy(number, &half, 2);
  return EDGEWARD_SCORES_NOT_FINITE;
}

edgeward_status spoil_classes(Reader& in, Setting& s) {
  int32_t& channels = s.task.scores.channels;
  if (in.one_in(2)) {
    channels = s.call.function == kLabels ? 257 : EDGEWARD_MAX_CLASSES + 1;
    return EDGEWARD_TOO_MANY_CLASSES;
  }
  channels = in.any_of({0, -1, std::numeric_limits<int32_t>::min()});
  return is_mask(s.call.function) ? EDGEWARD_BAD_CLASS : EDGEWARD_BAD_CHANNELS;
}

edgeward_status spoil_probability(Reader& in, Setting& s) {
  if (!is_probability(s.call.function)) return EDGEWARD_OK;
  switch (in.byte() % 3) {
    case 0:
      s.call.type = in.any_of({EDGEWARD_FLOAT16, EDGEWARD_INT8});
      return EDGEWARD_BAD_TYPE;
    case 1:
      if (s.task.scores.type <= EDGEWARD_FLOAT16) return EDGEWARD_OK;
      s.task.scores.scale = in.any_of({0.0f, -1.0f, std::numeric_limits<float>::infinity(),
                                       std::numeric_limits<float>::quiet_NaN()});
      return EDGEWARD_BAD_SCALE;
    default:
      if (!is_mask(s.call.function)) return EDGEWARD_OK;
      s.call.label = in.any_of({-1, s.task.scores.channels, std::numeric_limits<int32_t>::max()});
      return EDGEWARD_BAD_CLASS;
  }
}

edgeward_status spoil_shape(Reader& in, Setting& s) {
  const bool first = in.one_in(2);
  switch (in.byte() % 4) {
    case 0:
      (first ? s.task.points.rows : s.task.points.cols) = bad_side(in, 2);
      return EDGEWARD_BAD_GRID_SHAPE;
    case 1:
      (first ? s.task.size.height : s.task.size.width) = bad_side(in, 1);
      return EDGEWARD_BAD_SIZE;
    case 2:
      (first ? s.task.source.height : s.task.source.width) = bad_side(in, 1);
      return EDGEWARD_BAD_SIZE;
    default: {
      const int32_t type = in.any_of({4, -1, 1000});
      std::memcpy(&s.task.scores.type, &type, sizeof type);
      return EDGEWARD_BAD_TYPE;
    }
  }
}

// Makes one fault; returns the status it must have, EDGEWARD_OK if it does not apply.
edgeward_status spoil(Reader& in, Case& c, Setting& s) {
  switch (in.byte() % 10) {
    case 0:
      return spoil_pointer(in, s);
    case 1:
      return spoil_alignment(in, s);
    case 2:
      return spoil_region(in, s);
    case 3:
      return spoil_point(in, c);
    case 4:
      return spoil_border(in, c);
    case 5:
      return spoil_score(in, c);
    case 6:
      return spoil_classes(in, s);
    case 7:
      return spoil_probability(in, s);
    case 8:
      return spoil_shape(in, s);
    default:
      s.call.workspace_size = in.one_in(2) ? 0 : s.call.workspace_size - 1;
      return EDGEWARD_WORKSPACE_TOO_SMALL;
  }
}

void check_fault(Reader& in, Case& c, Function function) {
  const auto s = make_setting(in, c, function, 0, c.task.region);
  const edgeward_status expected = spoil(in, c, *s);
  check(invoke(s->call) == expected, "a fault has its status");
  if (expected == EDGEWARD_OK) return;
  check(s->destination.is_untouched(), "a call that fails writes nothing");
  check(s->workspace.is_untouched_before(), "nothing before the workspace is written");
}

// So large that the core paints it in blocks; too large for the naive code.
void enlarge(Reader& in, Case& c) {
  c.task.size = {in.within(17, 40), EDGEWARD_MAX_SIDE};
  c.task.region = {0, 0, c.task.size.height, c.task.size.width};
}

void fuzz_task(Reader& in, bool is_large) {
  Case c = make_case(in);
  auto function = static_cast<Function>(in.byte() % kFunctions);
  if (is_large) {
    enlarge(in, c);
    function = in.any_of({kLabels, kMaskBytes});
  }
  if (c.task.scores.channels > 256 && function == kLabels) function = kLabels16;
  if (!is_large && in.one_in(4)) return check_fault(in, c, function);
  const int32_t label = in.within(0, c.task.scores.channels - 1);
  const auto s = make_setting(in, c, function, label, c.task.region);
  const std::vector<uint8_t> whole = run(*s);
  if (!is_large) check_whole(c, s->call, whole);
  if (function == kMaskBytes || function == kConfidenceBytes) check_bytes(in, c, s->call, whole);
  check_region(in, c, s->call, whole);
}

// -------------------------------------------------------------------------------------- grids

Exact<float> make_grid(Reader& in, int32_t rows, int32_t cols) {
  Exact<float> grid(static_cast<size_t>(2 * rows * cols));
  const uint32_t flavour = in.byte() % 5;
  for (size_t k = 0; k < grid.count(); ++k) {
    grid[k] = flavour == 4 ? static_cast<float>(in.byte()) / 255.0f : make_float(in, flavour);
  }
  return grid;
}

// What a grid function must return for a grid with at most one fault, which this makes.
edgeward_status spoil_grid(Reader& in, edgeward_grid& grid, Exact<float>& data, int32_t minimum) {
  switch (in.byte() % 16) {
    case 12:
      grid.data = nullptr;
      return EDGEWARD_NULL_POINTER;
    case 13:
      (in.one_in(2) ? grid.rows : grid.cols) = bad_side(in, minimum);
      return EDGEWARD_BAD_GRID_SHAPE;
    case 14:
      grid.data = one_byte_off(grid.data);
      return EDGEWARD_MISALIGNED;
    case 15:
      data[in.byte() % data.count()] = in.any_of({std::numeric_limits<float>::infinity(),
                                                  -std::numeric_limits<float>::infinity(),
                                                  std::numeric_limits<float>::quiet_NaN()});
      return EDGEWARD_GRID_NOT_FINITE;
    default:
      return EDGEWARD_OK;
  }
}

// A destination at fault: none at all, or one that is not aligned.
template <typename T>
edgeward_status spoil_destination(Reader& in, T*& destination) {
  switch (in.byte() % 16) {
    case 14:
      destination = nullptr;
      return EDGEWARD_NULL_POINTER;
    case 15:
      destination = one_byte_off(destination);
      return EDGEWARD_MISALIGNED;
    default:
      return EDGEWARD_OK;
  }
}

float clamp_unit(float value) { return std::min(std::max(value, 0.0f), 1.0f); }

void fuzz_project(Reader& in) {
  const int32_t rows = in.within(2, 6), cols = in.within(2, 6);
  Exact<float> data = make_grid(in, rows, cols), apart(data.count());
  edgeward_grid grid{data.data(), rows, cols};
  float* destination = apart.data();
  edgeward_status expected = spoil_destination(in, destination);
  if (expected == EDGEWARD_OK) expected = spoil_grid(in, grid, data, 2);
  check(edgeward_project_covering(destination, &grid) == expected, "projecting has its status");
  if (expected != EDGEWARD_OK)
    return check(apart.is_untouched(), "a failed project writes nothing");
  check(edgeward_project_covering(data.data(), &grid) == EDGEWARD_OK,
        "a grid is projected in place");
  check(std::memcmp(data.data(), apart.data(), data.count() * sizeof(float)) == 0,
        "a grid is projected in place as elsewhere");
  for (int32_t at = 0; at < 2 * rows * cols; ++at) {
    const int32_t index = at % 2 == 0 ? at / 2 / cols : at / 2 % cols;
    const int32_t last = (at % 2 == 0 ? rows : cols) - 1;
    const float value = apart[static_cast<size_t>(at)];
    check(value >= 0 && value <= 1, "projected coordinates lie in [0, 1]");
    if (index == 0) check(value == 0, "first lines are at 0");
    if (index == last) check(value == 1, "last lines are at 1");
  }
}

// Line `index` of `outputs` in a source of `sources` lines.
double source_line(int32_t index, int32_t outputs, int32_t sources) {
  return outputs == 1 ? 0 : static_cast<double>(index * (sources - 1)) / (outputs - 1);
}

float resized(const edgeward_grid& grid, double row, double col, int axis) {
  const auto at = [&](double i, double j) {
    const auto r = std::min(static_cast<int32_t>(i), grid.rows - 1);
    const auto c = std::min(static_cast<int32_t>(j), grid.cols - 1);
    return double{grid.data[2 * (r * grid.cols + c) + axis]};
  };
  const double i = std::floor(row), j = std::floor(col), down = row - i, right = col - j;
  const double first = at(i, j) * (1 - right) + at(i, j + 1) * right;
  const double second = at(i + 1, j) * (1 - right) + at(i + 1, j + 1) * right;
  return static_cast<float>(first * (1 - down) + second * down);
}

void fuzz_resize(Reader& in) {
  const int32_t rows = in.within(1, 6), cols = in.within(1, 6);
  int32_t to_rows = in.within(1, 9), to_cols = in.within(1, 9);
  Exact<float> data = make_grid(in, rows, cols);
  Exact<float> output(static_cast<size_t>(2 * to_rows * to_cols));
  edgeward_grid grid{data.data(), rows, cols};
  float* destination = output.data();
  edgeward_status expected = spoil_destination(in, destination);
  if (expected == EDGEWARD_OK) expected = spoil_grid(in, grid, data, 1);
  if (expected == EDGEWARD_OK && in.one_in(8)) {
    (in.one_in(2) ? to_rows : to_cols) = bad_side(in, 1);
    expected = EDGEWARD_BAD_GRID_SHAPE;
  }
  check(edgeward_resize_grid(destination, to_rows, to_cols, &grid) == expected,
        "resizing has its status");
  if (expected != EDGEWARD_OK)
    return check(output.is_untouched(), "a failed resize writes nothing");
  for (int32_t at = 0; at < to_rows * to_cols; ++at) {
    const double row = source_line(at / to_cols, to_rows, rows);
    const double col = source_line(at % to_cols, to_cols, cols);
    for (int axis = 0; axis < 2; ++axis) {
      check(output[static_cast<size_t>(2 * at + axis)] == resized(grid, row, col, axis),
            "a resized grid is the naive one");
    }
  }
}

void fuzz_grid_points(Reader& in) {
  const int32_t rows = in.within(1, 6), cols = in.within(1, 6);
  edgeward_size picture{make_side(in), make_side(in)};
  Exact<float> data = make_grid(in, rows, cols);
  Exact<int32_t> output(data.count());
  edgeward_grid grid{data.data(), rows, cols};
  int32_t* destination = output.data();
  edgeward_status expected = spoil_destination(in, destination);
  if (expected == EDGEWARD_OK) expected = spoil_grid(in, grid, data, 1);
  if (expected == EDGEWARD_OK && in.one_in(8)) {
    (in.one_in(2) ? picture.height : picture.width) = bad_side(in, 1);
    expected = EDGEWARD_BAD_SIZE;
  }
  check(edgeward_grid_points(destination, &grid, picture) == expected, "points have their status");
  if (expected != EDGEWARD_OK) return check(output.is_untouched(), "failed points write nothing");
  for (size_t at = 0; at < output.count(); ++at) {
    const int32_t side = at % 2 == 0 ? picture.height : picture.width;
    const float product = clamp_unit(data[at]) * static_cast<float>(side - 1);
    check(output[at] == static_cast<int32_t>(std::floor(product + 0.5f)),
          "points are the naive ones");
  }
}

// ------------------------------------------------------------------------------------- sampling

// Memory of exactly what rows of `width` bytes, `stride` apart, reach; the first row's offset.
struct Plane {
  Exact<uint8_t> bytes;
  ptrdiff_t stride, origin;
  const uint8_t* data() { return bytes.data() + origin; }
};

Plane make_plane(Reader& in, int32_t height, ptrdiff_t width, ptrdiff_t stride) {
  const ptrdiff_t reach = (height - 1) * std::abs(stride);
  Plane plane{Exact<uint8_t>(static_cast<size_t>(reach + width)), stride, stride < 0 ? reach : 0};
  for (size_t k = 0; k < plane.bytes.count(); ++k) plane.bytes[k] = static_cast<uint8_t>(in.byte());
  return plane;
}

ptrdiff_t make_row_stride(Reader& in, ptrdiff_t width) {
  const uint32_t kind = in.byte();
  const ptrdiff_t stride = kind % 16 == 15 ? 0 : width + kind % 4;
  return kind / 16 % 4 == 3 ? -stride : stride;
}

Exact<int32_t> make_pixels(Reader& in, int32_t rows, int32_t cols, edgeward_size size) {
  Exact<int32_t> points(static_cast<size_t>(2 * rows * cols));
  for (size_t k = 0; k < points.count(); ++k) {
    points[k] = in.within(0, (k % 2 == 0 ? size.height : size.width) - 1);
  }
  return points;
}

// What the two sampling functions share; `size` is that of the picture.
edgeward_status spoil_points(Reader& in, edgeward_points& points, Exact<int32_t>& data,
                             edgeward_size& size) {
  switch (in.byte() % 16) {
    case 11:
      points.data = nullptr;
      return EDGEWARD_NULL_POINTER;
    case 12:
      (in.one_in(2) ? points.rows : points.cols) = bad_side(in, 1);
      return EDGEWARD_BAD_GRID_SHAPE;
    case 13:
      points.data = one_byte_off(points.data);
      return EDGEWARD_MISALIGNED;
    case 14:
      (in.one_in(2) ? size.height : size.width) = bad_side(in, 1);
      return EDGEWARD_BAD_SIZE;
    case 15: {
      const size_t at = in.byte() % data.count();
      data[at] = in.any_of({-1, at % 2 == 0 ? size.height : size.width});
      return EDGEWARD_POINT_OUTSIDE;
    }
    default:
      return EDGEWARD_OK;
  }
}

void fuzz_sample(Reader& in) {
  const int32_t rows = in.within(1, 5), cols = in.within(1, 5);
  const edgeward_size size{in.within(1, 9), in.within(1, 9)};
  const int32_t pixel = in.within(3, 4);
  Exact<int32_t> pixels = make_pixels(in, rows, cols, size);
  const ptrdiff_t width = (size.width - 1) * pixel + 3;
  Plane plane = make_plane(in, size.height, width, make_row_stride(in, size.width * pixel));
  edgeward_picture picture{plane.data(), size, pixel, plane.stride};
  edgeward_points points{pixels.data(), rows, cols};
  Exact<uint8_t> output(static_cast<size_t>(3 * rows * cols));
  edgeward_status expected = spoil_points(in, points, pixels, picture.size);
  if (expected == EDGEWARD_OK && in.one_in(8)) {
    picture.pixel_stride = in.any_of({0, 1, 2, 5, -3});
    expected = EDGEWARD_BAD_CHANNELS;
    if (in.one_in(3)) picture.data = nullptr, expected = EDGEWARD_NULL_POINTER;
  }
  check(edgeward_sample(output.data(), &picture, &points) == expected, "sampling has its status");
  if (expected != EDGEWARD_OK)
    return check(output.is_untouched(), "a failed sample writes nothing");
  for (size_t at = 0; at < output.count(); ++at) {
    const int32_t* point = points.data + at / 3 * 2;
    check(output[at] == picture.data[point[0] * plane.stride + point[1] * pixel +
                                     static_cast<ptrdiff_t>(at % 3)],
          "samples are the picture's pixels");
  }
}

// R, G and B of a pixel with the coefficients as the standards define them.
std::array<uint8_t, 3> naive_rgb(const edgeward_yuv& frame, int32_t y, int32_t u, int32_t v) {
  const double red = frame.matrix == EDGEWARD_BT601 ? 0.299 : 0.2126;
  const double blue = frame.matrix == EDGEWARD_BT601 ? 0.114 : 0.0722, green = 1 - red - blue;
  const double luma = frame.full_range ? 1.0 : 255.0 / 219,
               chroma = frame.full_range ? 1 : 255.0 / 224;
  const auto fixed = [](double real) { return static_cast<int32_t>(std::lround(real * 65536)); };
  const int32_t light = fixed(luma) * (y - (frame.full_range ? 0 : 16));
  const int32_t rv = fixed(2 * (1 - red) * chroma), bu = fixed(2 * (1 - blue) * chroma);
  const int32_t gu = fixed(2 * (1 - blue) * blue / green * chroma);
  const int32_t gv = fixed(2 * (1 - red) * red / green * chroma);
  const auto byte = [&](int32_t sum) {
    return static_cast<uint8_t>(std::clamp((light + sum + 32768) >> 16, 0, 255));
  };
  return {byte(rv * (v - 128)), byte(-gu * (u - 128) - gv * (v - 128)), byte(bu * (u - 128))};
}

void fuzz_sample_yuv(Reader& in) {
  const int32_t rows = in.within(1, 5), cols = in.within(1, 5);
  const edgeward_size size{in.within(1, 9), in.within(1, 9)};
  const int32_t step = in.within(1, 2), half_width = (size.width + 1) / 2;
  Exact<int32_t> pixels = make_pixels(in, rows, cols, size);
  Plane y = make_plane(in, size.height, size.width, make_row_stride(in, size.width));
  const ptrdiff_t stride = make_row_stride(in, half_width * step),
                  width = (half_width - 1) * step + 1;
  Plane u = make_plane(in, (size.height + 1) / 2, width, stride);
  Plane v = make_plane(in, (size.height + 1) / 2, width, stride);
  edgeward_yuv frame{
      y.data(),       u.data(), v.data(), size,
      y.stride,       stride,   step,     in.any_of({EDGEWARD_BT601, EDGEWARD_BT709}),
      in.within(0, 1)};
  edgeward_points points{pixels.data(), rows, cols};
  Exact<uint8_t> output(static_cast<size_t>(3 * rows * cols));
  edgeward_status expected = spoil_points(in, points, pixels, frame.size);
  if (expected == EDGEWARD_OK && in.one_in(8)) {
    const int32_t matrix = in.any_of({2, -1});
    if (in.one_in(2)) {
      frame.chroma_pixel_stride = in.any_of({0, 3, -1});
    } else if (in.one_in(2)) {
      frame.full_range = in.any_of({2, -1});
    } else {
      std::memcpy(&frame.matrix, &matrix, sizeof matrix);
    }
    expected = EDGEWARD_BAD_TYPE;
    if (in.one_in(3)) {
      (in.one_in(2) ? frame.y : in.one_in(2) ? frame.u : frame.v) = nullptr;
      expected = EDGEWARD_NULL_POINTER;
    }
  }
  check(edgeward_sample_yuv(output.data(), &frame, &points) == expected,
        "sampling a frame has its status");
  if (expected != EDGEWARD_OK)
    return check(output.is_untouched(), "a failed sample writes nothing");
  for (size_t at = 0; at < output.count() / 3; ++at) {
    const int32_t row = points.data[2 * at], col = points.data[2 * at + 1];
    const ptrdiff_t chroma = row / 2 * stride + col / 2 * step;
    const auto rgb =
        naive_rgb(frame, frame.y[row * y.stride + col], frame.u[chroma], frame.v[chroma]);
    check(std::equal(rgb.begin(), rgb.end(), output.data() + 3 * at), "samples are the naive ones");
  }
}

void check_messages() {
  for (int32_t status = -1; status < 20; ++status) {
    edgeward_status value;
    std::memcpy(&value, &status, sizeof value);
    check(std::strlen(edgeward_status_message(value)) > 0, "every status has a message");
  }
  check(edgeward_version() == EDGEWARD_VERSION, "the header is that of the library");
  check(edgeward_workspace_size(nullptr) == 0, "no task needs no workspace");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Reader in(data, size);
  switch (in.byte() % 32) {
    case 24:
      fuzz_project(in);
      break;
    case 25:
      fuzz_resize(in);
      break;
    case 26:
      fuzz_grid_points(in);
      break;
    case 27:
      fuzz_sample(in);
      break;
    case 28:
    case 29:
      fuzz_sample_yuv(in);
      break;
    case 30:
      check_messages();
      break;
    default:
      // Large pictures take long, so few inputs name one.
      fuzz_task(in, size == 5 && data[3] == 255);
  }
  return 0;
}
