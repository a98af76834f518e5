// Interpolates a dumped workload: driver WORKLOAD KIND REPEATS OUTPUT; see arm.py for the format.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "edgeward.h"

namespace {

struct Header {
  int32_t rows, cols, channels, label;
  edgeward_size source, size;
};

struct Workload {
  Header header;
  std::vector<int32_t> points;
  std::vector<float> scores;
};

template <typename T>
bool read(std::FILE* file, T* to, size_t count) {
  return std::fread(to, sizeof(T), count, file) == count;
}

bool load(const char* path, Workload* work) {
  std::FILE* file = std::fopen(path, "rb");
  if (file == nullptr || !read(file, &work->header, 1)) return false;
  const auto points = static_cast<size_t>(work->header.rows * work->header.cols);
  work->points.resize(2 * points);
  work->scores.resize(points * static_cast<size_t>(work->header.channels));
  const bool whole = read(file, work->points.data(), work->points.size()) &&
                     read(file, work->scores.data(), work->scores.size());
  std::fclose(file);
  return whole;
}

edgeward_task make_task(const Workload& work) {
  const Header& h = work.header;
  edgeward_task task{};
  task.points = {work.points.data(), h.rows, h.cols};
  task.scores.data = work.scores.data(), task.scores.type = EDGEWARD_FLOAT32;
  task.scores.channels = h.channels, task.scores.channel_stride = 1;
  task.scores.col_stride = h.channels;
  task.scores.row_stride = static_cast<ptrdiff_t>(h.cols) * h.channels;
  task.source = h.source, task.size = h.size;
  task.region = {0, 0, h.size.height, h.size.width};
  return task;
}

// Bytes of a pixel of each kind.
size_t pixel_size(const char* kind, const edgeward_task& task) {
  if (std::strcmp(kind, "scores") == 0) return 4 * static_cast<size_t>(task.scores.channels);
  return std::strstr(kind, "float32") != nullptr ? 4 : 1;
}

edgeward_status call(const char* kind, const edgeward_task& task, int32_t label, uint8_t* pixels,
                     std::vector<uint8_t>& work) {
  const ptrdiff_t width = task.size.width;
  const edgeward_type type = pixel_size(kind, task) == 1 ? EDGEWARD_UINT8 : EDGEWARD_FLOAT32;
  if (std::strcmp(kind, "labels") == 0) {
    return edgeward_interpolate_labels(pixels, width, &task, work.data(), work.size());
  }
  if (std::strcmp(kind, "scores") == 0) {
    return edgeward_interpolate_scores(reinterpret_cast<float*>(pixels),
                                       width * task.scores.channels, &task, work.data(),
                                       work.size());
  }
  if (std::strncmp(kind, "confidence", 10) == 0) {
    return edgeward_interpolate_confidence(pixels, type, width, &task, work.data(), work.size());
  }
  return edgeward_interpolate_mask(pixels, type, width, &task, label, work.data(), work.size());
}

}  // namespace

int main(int argc, char** argv) {
  Workload workload;
  if (argc != 5 || !load(argv[1], &workload)) return 100;
  const edgeward_task task = make_task(workload);
  const size_t pixels =
      static_cast<size_t>(task.size.height) * static_cast<size_t>(task.size.width);
  std::vector<uint8_t> output(pixels * pixel_size(argv[2], task));
  std::vector<uint8_t> work(edgeward_workspace_size(&task));
  for (int repeats = std::atoi(argv[3]); repeats > 0; --repeats) {
    const edgeward_status status = call(argv[2], task, workload.header.label, output.data(), work);
    if (status != EDGEWARD_OK) return status;
  }
  std::FILE* file = std::fopen(argv[4], "wb");
  if (file == nullptr) return 101;
  const size_t written = std::fwrite(output.data(), 1, output.size(), file);
  return std::fclose(file) == 0 && written == output.size() ? 0 : 102;
}
