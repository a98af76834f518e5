/* The C API as a C99 caller sees it: every status of every function, untouched destinations, what
   each struct means, and how large a workspace may get. */
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edgeward.h"

enum { ROWS = 3, COLS = 4, POINTS = ROWS * COLS, CLASSES = 3, HEIGHT = 9, WIDTH = 13 };
enum { STRIDE = WIDTH * CLASSES, STATUSES = EDGEWARD_BAD_SCALE + 1, UNTOUCHED = 0xAB };

/* Sets of functions. */
enum {
  PROJECT = 1,
  RESIZE = 2,
  GRID_POINTS = 4,
  SAMPLE = 8,
  SAMPLE_YUV = 16,
  LABELS = 32,
  LABELS16 = 64,
  OVERLAY = 128,
  MASK = 256,
  CONFIDENCE = 512,
  SCORES = 1024,
  FUNCTIONS = 2048,
  GRIDS = PROJECT | RESIZE | GRID_POINTS,
  SAMPLERS = SAMPLE | SAMPLE_YUV,
  CHANCES = MASK | CONFIDENCE,
  TASKS = LABELS | LABELS16 | OVERLAY | CHANCES | SCORES,
  ALL = FUNCTIONS - 1
};

/* Arguments of all functions at once. Structs are passed by pointer, so that one can be NULL. */
typedef struct arguments {
  edgeward_grid grid, *grid_pointer;
  edgeward_picture picture, *picture_pointer;
  edgeward_yuv frame, *frame_pointer;
  edgeward_points* points_pointer; /* for the samplers: the task's own */
  edgeward_task task, *task_pointer;
  int32_t rows, cols; /* to resize to */
  void* destination;
  ptrdiff_t row_stride;
  const uint32_t* palette;
  edgeward_type type; /* of probabilities */
  int32_t label;
  void* workspace;
  size_t workspace_size;
} arguments;

static arguments now;
static float phi[POINTS * 2];
static int32_t pixels[POINTS * 2];
static float logits[POINTS * CLASSES + 1];
static uint8_t bytes[HEIGHT * WIDTH * 4];
static uint32_t palette[CLASSES + 1] = {10, 20, 30, 40};
static unsigned char workspace[4096];
static union {
  double aligned;
  uint8_t u8[HEIGHT * STRIDE * sizeof(float)];
  uint16_t u16[HEIGHT * STRIDE];
  uint32_t u32[HEIGHT * STRIDE];
  int32_t i32[HEIGHT * STRIDE];
  float f32[HEIGHT * STRIDE];
} target;

static int failures = 0;
static int seen[STATUSES]; /* the functions that gave each status */

static void expect(int truth, const char* what, int line) {
  if (truth) return;
  ++failures;
  printf("api.c:%d: expected %s\n", line, what);
}
#define EXPECT(truth) expect((truth), #truth, __LINE__)

/* Uniform points; class 1 wins in the right half. */
static void fill_data(void) {
  for (int i = 0; i < POINTS; ++i) {
    pixels[2 * i] = i / COLS * (HEIGHT - 1) / (ROWS - 1);
    pixels[2 * i + 1] = i % COLS * (WIDTH - 1) / (COLS - 1);
    phi[2 * i] = (float)(i / COLS) / (ROWS - 1);
    phi[2 * i + 1] = (float)(i % COLS) / (COLS - 1);
    for (int k = 0; k < CLASSES; ++k) logits[CLASSES * i + k] = (float)(k == (i % COLS > 1));
  }
  for (int i = 0; i < (int)sizeof bytes; ++i) bytes[i] = (uint8_t)i;
}

static edgeward_task good_task(void) {
  const edgeward_size size = {HEIGHT, WIDTH};
  edgeward_task task = {0};
  task.points.data = pixels, task.points.rows = ROWS, task.points.cols = COLS;
  task.scores.data = logits, task.scores.channels = CLASSES, task.scores.scale = 1.0f;
  task.scores.row_stride = COLS * CLASSES, task.scores.col_stride = CLASSES;
  task.scores.channel_stride = 1;
  task.source = task.size = size;
  task.region.bottom = HEIGHT, task.region.right = WIDTH;
  return task;
}

static edgeward_yuv good_frame(void) {
  edgeward_yuv frame = {0};
  frame.y = bytes, frame.u = bytes + HEIGHT * WIDTH, frame.v = frame.u + 1;
  frame.size.height = HEIGHT, frame.size.width = WIDTH;
  frame.y_row_stride = WIDTH, frame.chroma_row_stride = WIDTH + 1, frame.chroma_pixel_stride = 2;
  return frame;
}

static void reset(void) {
  const edgeward_grid grid = {phi, ROWS, COLS};
  const edgeward_picture picture = {bytes, {HEIGHT, WIDTH}, 4, 4 * WIDTH};
  fill_data();
  now.grid = grid, now.picture = picture, now.frame = good_frame(), now.task = good_task();
  now.grid_pointer = &now.grid, now.picture_pointer = &now.picture;
  now.frame_pointer = &now.frame, now.points_pointer = &now.task.points;
  now.task_pointer = &now.task;
  now.rows = 5, now.cols = 7;
  now.destination = &target, now.row_stride = STRIDE;
  now.palette = palette, now.type = EDGEWARD_FLOAT32, now.label = 1;
  now.workspace = workspace, now.workspace_size = edgeward_workspace_size(&now.task);
  memset(&target, UNTOUCHED, sizeof target);
}

static edgeward_status call_grids_and_samplers(int function) {
  switch (function) {
    case PROJECT:
      return edgeward_project_covering(now.destination, now.grid_pointer);
    case RESIZE:
      return edgeward_resize_grid(now.destination, now.rows, now.cols, now.grid_pointer);
    case GRID_POINTS:
      return edgeward_grid_points(now.destination, now.grid_pointer, now.picture.size);
    case SAMPLE:
      return edgeward_sample(now.destination, now.picture_pointer, now.points_pointer);
    default:
      return edgeward_sample_yuv(now.destination, now.frame_pointer, now.points_pointer);
  }
}

static edgeward_status call(int function) {
  const edgeward_task* task = now.task_pointer;
  void *to = now.destination, *work = now.workspace;
  const size_t size = now.workspace_size;
  switch (function) {
    case LABELS:
      return edgeward_interpolate_labels(to, now.row_stride, task, work, size);
    case LABELS16:
      return edgeward_interpolate_labels16(to, now.row_stride, task, work, size);
    case OVERLAY:
      return edgeward_interpolate_overlay(to, now.row_stride, task, now.palette, work, size);
    case MASK:
      return edgeward_interpolate_mask(to, now.type, now.row_stride, task, now.label, work, size);
    case CONFIDENCE:
      return edgeward_interpolate_confidence(to, now.type, now.row_stride, task, work, size);
    case SCORES:
      return edgeward_interpolate_scores(to, now.row_stride, task, work, size);
    default:
      return call_grids_and_samplers(function);
  }
}

static int is_untouched(void) {
  const unsigned char* memory = (const unsigned char*)&target;
  for (size_t i = 0; i < sizeof target; ++i) {
    if (memory[i] != UNTOUCHED) return 0;
  }
  return 1;
}

static void expect_refused(int functions, edgeward_status status, int line) {
  for (int function = 1; function < FUNCTIONS; function *= 2) {
    if ((functions & function) == 0) continue;
    const edgeward_status got = call(function);
    if (got != status) printf("function %d, status %d, got %d\n", function, status, got);
    expect(got == status, "to be refused so", line);
    expect(is_untouched(), "an untouched destination", line);
    seen[status] |= function;
  }
}

static void expect_accepted(int functions, int line) {
  for (int function = 1; function < FUNCTIONS; function *= 2) {
    if ((functions & function) == 0) continue;
    memset(&target, UNTOUCHED, sizeof target);
    expect(call(function) == EDGEWARD_OK, "to be accepted", line);
    expect(!is_untouched(), "a written destination", line);
    seen[EDGEWARD_OK] |= function;
  }
}

/* One bad argument in otherwise good calls of a set of functions. */
#define REFUSES(functions, assignment, status)       \
  do {                                               \
    reset();                                         \
    assignment;                                      \
    expect_refused((functions), (status), __LINE__); \
  } while (0)

#define ACCEPTS(functions, assignment)      \
  do {                                      \
    reset();                                \
    assignment;                             \
    expect_accepted((functions), __LINE__); \
  } while (0)

/* The address one byte on, where no number of several bytes may lie. */
static void* beside(const void* pointer) { return (char*)(uintptr_t)pointer + 1; }

static void check_null_pointers(void) {
  REFUSES(ALL, now.destination = NULL, EDGEWARD_NULL_POINTER);
  REFUSES(GRIDS, now.grid_pointer = NULL, EDGEWARD_NULL_POINTER);
  REFUSES(GRIDS, now.grid.data = NULL, EDGEWARD_NULL_POINTER);
  REFUSES(SAMPLE, now.picture_pointer = NULL, EDGEWARD_NULL_POINTER);
  REFUSES(SAMPLE, now.picture.data = NULL, EDGEWARD_NULL_POINTER);
  REFUSES(SAMPLE_YUV, now.frame_pointer = NULL, EDGEWARD_NULL_POINTER);
  REFUSES(SAMPLE_YUV, now.frame.y = NULL, EDGEWARD_NULL_POINTER);
  REFUSES(SAMPLE_YUV, now.frame.u = NULL, EDGEWARD_NULL_POINTER);
  REFUSES(SAMPLE_YUV, now.frame.v = NULL, EDGEWARD_NULL_POINTER);
  REFUSES(SAMPLERS, now.points_pointer = NULL, EDGEWARD_NULL_POINTER);
  REFUSES(SAMPLERS | TASKS, now.task.points.data = NULL, EDGEWARD_NULL_POINTER);
  REFUSES(TASKS, now.task_pointer = NULL, EDGEWARD_NULL_POINTER);
  REFUSES(TASKS, now.task.scores.data = NULL, EDGEWARD_NULL_POINTER);
  REFUSES(TASKS, now.workspace = NULL, EDGEWARD_NULL_POINTER);
  REFUSES(OVERLAY, now.palette = NULL, EDGEWARD_NULL_POINTER);
}

static void check_alignment(void) {
  REFUSES(GRIDS, now.grid.data = beside(phi), EDGEWARD_MISALIGNED);
  REFUSES(SAMPLERS | TASKS, now.task.points.data = beside(pixels), EDGEWARD_MISALIGNED);
  REFUSES(TASKS, now.task.scores.data = beside(logits), EDGEWARD_MISALIGNED);
  REFUSES(TASKS, (now.task.scores.data = beside(logits), now.task.scores.type = EDGEWARD_FLOAT16),
          EDGEWARD_MISALIGNED);
  REFUSES(GRIDS, now.destination = beside(&target), EDGEWARD_MISALIGNED);
  REFUSES(TASKS & ~LABELS, now.destination = beside(&target), EDGEWARD_MISALIGNED);
  REFUSES(OVERLAY, now.palette = beside(palette), EDGEWARD_MISALIGNED);
  ACCEPTS(SAMPLERS | LABELS, now.destination = beside(&target));
  ACCEPTS(CHANCES, (now.destination = beside(&target), now.type = EDGEWARD_UINT8));
  ACCEPTS(TASKS, (now.task.scores.data = beside(logits), now.task.scores.type = EDGEWARD_INT8,
                  now.workspace_size = sizeof workspace));
}

static void check_grid_shapes(void) {
  REFUSES(PROJECT, now.grid.rows = 1, EDGEWARD_BAD_GRID_SHAPE);
  REFUSES(PROJECT, now.grid.cols = 1, EDGEWARD_BAD_GRID_SHAPE);
  REFUSES(GRIDS, now.grid.rows = 0, EDGEWARD_BAD_GRID_SHAPE);
  REFUSES(GRIDS, now.grid.cols = EDGEWARD_MAX_SIDE + 1, EDGEWARD_BAD_GRID_SHAPE);
  REFUSES(RESIZE, now.rows = 0, EDGEWARD_BAD_GRID_SHAPE);
  REFUSES(RESIZE, now.cols = INT32_MAX, EDGEWARD_BAD_GRID_SHAPE);
  REFUSES(TASKS, now.task.points.rows = 1, EDGEWARD_BAD_GRID_SHAPE);
  REFUSES(TASKS, now.task.points.cols = 1, EDGEWARD_BAD_GRID_SHAPE);
  REFUSES(SAMPLERS | TASKS, now.task.points.cols = INT32_MIN, EDGEWARD_BAD_GRID_SHAPE);
  REFUSES(SAMPLERS | TASKS, now.task.points.rows = EDGEWARD_MAX_SIDE + 1, EDGEWARD_BAD_GRID_SHAPE);
  ACCEPTS(RESIZE | GRID_POINTS, now.grid.rows = now.grid.cols = 1);
  ACCEPTS(SAMPLERS, now.task.points.rows = now.task.points.cols = 1);
}

static void check_sizes(void) {
  REFUSES(GRID_POINTS | SAMPLE, now.picture.size.height = 0, EDGEWARD_BAD_SIZE);
  REFUSES(GRID_POINTS | SAMPLE, now.picture.size.width = INT32_MAX, EDGEWARD_BAD_SIZE);
  REFUSES(SAMPLE_YUV, now.frame.size.width = -1, EDGEWARD_BAD_SIZE);
  REFUSES(SAMPLE_YUV, now.frame.size.height = EDGEWARD_MAX_SIDE + 1, EDGEWARD_BAD_SIZE);
  REFUSES(TASKS, now.task.size.height = 0, EDGEWARD_BAD_SIZE);
  REFUSES(TASKS, now.task.size.width = EDGEWARD_MAX_SIDE + 1, EDGEWARD_BAD_SIZE);
  REFUSES(TASKS, now.task.source.width = INT32_MIN, EDGEWARD_BAD_SIZE);
  REFUSES(TASKS, now.task.source.height = INT32_MAX, EDGEWARD_BAD_SIZE);
}

static void check_channels_and_types(void) {
  REFUSES(SAMPLE, now.picture.pixel_stride = 2, EDGEWARD_BAD_CHANNELS);
  REFUSES(SAMPLE, now.picture.pixel_stride = 5, EDGEWARD_BAD_CHANNELS);
  REFUSES(TASKS & ~MASK, now.task.scores.channels = 0, EDGEWARD_BAD_CHANNELS);
  REFUSES(TASKS & ~MASK, now.task.scores.channels = INT32_MIN, EDGEWARD_BAD_CHANNELS);
  REFUSES(LABELS, now.task.scores.channels = 257, EDGEWARD_TOO_MANY_CLASSES);
  REFUSES(TASKS, now.task.scores.channels = EDGEWARD_MAX_CLASSES + 1, EDGEWARD_TOO_MANY_CLASSES);
  REFUSES(TASKS, now.task.scores.channels = INT32_MAX, EDGEWARD_TOO_MANY_CLASSES);
  REFUSES(CHANCES, now.type = EDGEWARD_FLOAT16, EDGEWARD_BAD_TYPE);
  REFUSES(CHANCES, now.type = EDGEWARD_INT8, EDGEWARD_BAD_TYPE);
  REFUSES(SAMPLE_YUV, now.frame.chroma_pixel_stride = 0, EDGEWARD_BAD_TYPE);
  REFUSES(SAMPLE_YUV, now.frame.chroma_pixel_stride = 3, EDGEWARD_BAD_TYPE);
  REFUSES(SAMPLE_YUV, now.frame.full_range = -1, EDGEWARD_BAD_TYPE);
  REFUSES(SAMPLE_YUV, now.frame.full_range = 2, EDGEWARD_BAD_TYPE);
}

static void check_unknown_enumerators(void) {
  REFUSES(TASKS, now.task.scores.type = (edgeward_type)4, EDGEWARD_BAD_TYPE);
  REFUSES(TASKS & ~CHANCES, now.task.scores.type = (edgeward_type)-1, EDGEWARD_BAD_TYPE);
  REFUSES(CHANCES, now.type = (edgeward_type)4, EDGEWARD_BAD_TYPE);
  REFUSES(SAMPLE_YUV, now.frame.matrix = (edgeward_matrix)2, EDGEWARD_BAD_TYPE);
}

static void check_class_and_scale(void) {
  REFUSES(MASK, now.label = -1, EDGEWARD_BAD_CLASS);
  REFUSES(MASK, now.label = CLASSES, EDGEWARD_BAD_CLASS);
  REFUSES(MASK, now.label = INT32_MAX, EDGEWARD_BAD_CLASS);
  const float scales[] = {0.0f, -1.0f, NAN, INFINITY};
  for (int i = 0; i < 4; ++i) {
    REFUSES(CHANCES, (now.task.scores.type = EDGEWARD_UINT8, now.task.scores.scale = scales[i]),
            EDGEWARD_BAD_SCALE);
    REFUSES(CHANCES, (now.task.scores.type = EDGEWARD_INT8, now.task.scores.scale = scales[i]),
            EDGEWARD_BAD_SCALE);
    ACCEPTS(CHANCES, now.task.scores.scale = scales[i]); /* ignored for floats */
  }
}

static void check_regions(void) {
  REFUSES(TASKS, now.task.region.top = -1, EDGEWARD_BAD_REGION);
  REFUSES(TASKS, now.task.region.left = INT32_MIN, EDGEWARD_BAD_REGION);
  REFUSES(TASKS, now.task.region.bottom = HEIGHT + 1, EDGEWARD_BAD_REGION);
  REFUSES(TASKS, now.task.region.right = INT32_MAX, EDGEWARD_BAD_REGION);
  REFUSES(TASKS, (now.task.region.top = 5, now.task.region.bottom = 4), EDGEWARD_BAD_REGION);
  REFUSES(TASKS, (now.task.region.left = 5, now.task.region.right = 4), EDGEWARD_BAD_REGION);
  REFUSES(TASKS, now.row_stride = WIDTH - 1, EDGEWARD_BAD_REGION);
  REFUSES(TASKS, now.row_stride = PTRDIFF_MIN, EDGEWARD_BAD_REGION);
  REFUSES(SCORES, now.row_stride = WIDTH * CLASSES - 1, EDGEWARD_BAD_REGION);
  ACCEPTS(TASKS & ~SCORES, now.row_stride = WIDTH);
  REFUSES(TASKS, (now.task.region.top = HEIGHT, now.row_stride = WIDTH * CLASSES), EDGEWARD_OK);
  REFUSES(TASKS, (now.task.region.left = WIDTH, now.row_stride = 0), EDGEWARD_OK);
}

static void check_workspaces(void) {
  REFUSES(TASKS, --now.workspace_size, EDGEWARD_WORKSPACE_TOO_SMALL);
  REFUSES(TASKS, now.workspace_size = 0, EDGEWARD_WORKSPACE_TOO_SMALL);
  for (int offset = 0; offset < 17; ++offset) ACCEPTS(TASKS, now.workspace = workspace + offset);
}

static void check_data(void) {
  const int last = POINTS * 2 - 1;
  REFUSES(GRIDS, phi[last] = NAN, EDGEWARD_GRID_NOT_FINITE);
  REFUSES(GRIDS, phi[0] = -INFINITY, EDGEWARD_GRID_NOT_FINITE);
  REFUSES(SAMPLERS | TASKS, pixels[last] = WIDTH, EDGEWARD_POINT_OUTSIDE);
  REFUSES(SAMPLERS | TASKS, pixels[last - 1] = INT32_MAX, EDGEWARD_POINT_OUTSIDE);
  REFUSES(SAMPLERS | TASKS, pixels[2 * COLS + 2] = INT32_MIN, EDGEWARD_POINT_OUTSIDE);
  REFUSES(TASKS, pixels[last] = WIDTH - 2, EDGEWARD_NOT_COVERING);
  REFUSES(TASKS, pixels[0] = 1, EDGEWARD_NOT_COVERING);
  REFUSES(TASKS, pixels[2 * COLS + 1] = 1, EDGEWARD_NOT_COVERING);
  REFUSES(TASKS, pixels[last - 1] = 0, EDGEWARD_NOT_COVERING);
  REFUSES(TASKS, logits[0] = NAN, EDGEWARD_SCORES_NOT_FINITE);
  REFUSES(TASKS, logits[POINTS * CLASSES - 1] = -INFINITY, EDGEWARD_SCORES_NOT_FINITE);
  REFUSES(TASKS, (logits[0] = INFINITY, now.task.region.bottom = 1), EDGEWARD_SCORES_NOT_FINITE);
  ACCEPTS(TASKS, (logits[0] = NAN, now.task.region.top = HEIGHT - 1)); /* not needed there */
}

/* No function keeps a status of the header to itself. */
static void check_every_status_was_seen(void) {
  static const int gives[STATUSES] = {
      [EDGEWARD_OK] = ALL,
      [EDGEWARD_NULL_POINTER] = ALL,
      [EDGEWARD_BAD_GRID_SHAPE] = ALL,
      [EDGEWARD_BAD_SIZE] = GRID_POINTS | SAMPLERS | TASKS,
      [EDGEWARD_BAD_CHANNELS] = SAMPLE | (TASKS & ~MASK), /* without channels no class is good */
      [EDGEWARD_TOO_MANY_CLASSES] = TASKS,
      [EDGEWARD_BAD_REGION] = TASKS,
      [EDGEWARD_WORKSPACE_TOO_SMALL] = TASKS,
      [EDGEWARD_GRID_NOT_FINITE] = GRIDS,
      [EDGEWARD_SCORES_NOT_FINITE] = TASKS,
      [EDGEWARD_POINT_OUTSIDE] = SAMPLERS | TASKS,
      [EDGEWARD_NOT_COVERING] = TASKS,
      [EDGEWARD_MISALIGNED] = ALL,
      [EDGEWARD_BAD_TYPE] = SAMPLE_YUV | TASKS,
      [EDGEWARD_BAD_CLASS] = MASK,
      [EDGEWARD_BAD_SCALE] = CHANCES,
  };
  ACCEPTS(ALL, (void)0);
  for (int s = 0; s < STATUSES; ++s) {
    if (seen[s] != gives[s]) printf("status %d: functions %x and %x\n", s, seen[s], gives[s]);
    EXPECT(seen[s] == gives[s]);
  }
}

static void check_messages(void) {
  const char* unknown = edgeward_status_message((edgeward_status)STATUSES);
  for (int s = EDGEWARD_OK; s < STATUSES; ++s) {
    const char* sentence = edgeward_status_message((edgeward_status)s);
    EXPECT(strcmp(sentence, unknown) != 0);
    EXPECT(sentence[strlen(sentence) - 1] == '.');
    EXPECT(s == EDGEWARD_OK || (strstr(sentence, "Expected ") == sentence &&
                                strstr(sentence, ", got ") != NULL && strchr(sentence, ';')));
  }
  EXPECT(edgeward_version() == EDGEWARD_VERSION);
}

static int32_t any(int32_t begin, int32_t end) { return begin + rand() % (end - begin); }

/* A side of any order of magnitude, at least 2. */
static int32_t any_side(void) { return any(2, any(3, EDGEWARD_MAX_SIDE + 2)) >> any(0, 12) | 2; }

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }
static int64_t greatest(int64_t a, int64_t b) { return a < b ? b : a; }

/* The bound that edgeward.h states is kept, and not by much. */
static void expect_bound(const edgeward_task* task) {
  const int64_t rows = task->points.rows, n = rows * task->points.cols;
  const int64_t c = task->scores.channels;
  const int64_t h = task->region.bottom - task->region.top;
  const int64_t w = task->region.right - task->region.left;
  const int64_t b = least(h, greatest((1 << 19) / greatest(w, 1), 16));
  const int64_t converted = task->scores.type == EDGEWARD_FLOAT32 ? 0 : 4 * n * c;
  const int64_t bound = 17 * n + 8 * rows + b * (w / 8 + 9) + 32 * c + 256 + converted;
  const int64_t size = (int64_t)edgeward_workspace_size(task);
  EXPECT(0 < size && size <= bound && bound <= size + 256 + 8 * b);
}

static void check_workspace_bound(void) {
  reset();
  for (int round = 0; round < 20000; ++round) {
    edgeward_task task = now.task;
    task.points.data = NULL, task.scores.data = NULL; /* no data is read */
    task.points.rows = any_side(), task.points.cols = any_side();
    task.size.height = any_side(), task.size.width = any_side();
    task.region.top = any(0, task.size.height + 1), task.region.left = any(0, task.size.width + 1);
    task.region.bottom = any(task.region.top, task.size.height + 1);
    task.region.right = any(task.region.left, task.size.width + 1);
    task.scores.channels = 1 + (any(0, EDGEWARD_MAX_CLASSES) >> any(0, 17));
    task.scores.type = (edgeward_type)any(0, 4);
    expect_bound(&task);
  }
}

static void check_workspace_of_bad_tasks(void) {
  EXPECT(edgeward_workspace_size(NULL) == 0);
  reset(), now.task.points.rows = 1;
  EXPECT(edgeward_workspace_size(&now.task) == 0);
  reset(), now.task.size.height = 0;
  EXPECT(edgeward_workspace_size(&now.task) == 0);
  reset(), now.task.source.width = EDGEWARD_MAX_SIDE + 1;
  EXPECT(edgeward_workspace_size(&now.task) == 0);
  reset(), now.task.scores.channels = EDGEWARD_MAX_CLASSES + 1;
  EXPECT(edgeward_workspace_size(&now.task) == 0);
  reset(), now.task.region.right = WIDTH + 1;
  EXPECT(edgeward_workspace_size(&now.task) == 0);
}

/* Uniform points leave class 0 left of the middle and class 1 right of it. */
static void check_what_is_written(void) {
  const edgeward_region region = {2, 3, 8, 12};
  reset();
  for (int part = 0; part < 2; ++part) {
    if (part) now.task.region = region;
    const edgeward_region r = now.task.region;
    for (int i = r.top; i < r.bottom; ++i) {
      for (int j = r.left; j < r.right; ++j) {
        const ptrdiff_t at = (i - r.top) * STRIDE + (j - r.left);
        const int right = j > WIDTH / 2;
        EXPECT(call(LABELS) == EDGEWARD_OK && target.u8[at] == right);
        EXPECT(call(LABELS16) == EDGEWARD_OK && target.u16[at] == right);
        EXPECT(call(OVERLAY) == EDGEWARD_OK && target.u32[at] == palette[right]);
        EXPECT(call(MASK) == EDGEWARD_OK && target.f32[at] > 0.21f && target.f32[at] < 0.58f);
        EXPECT(call(CONFIDENCE) == EDGEWARD_OK && target.f32[at] > 0.38f && target.f32[at] < 0.6f);
        EXPECT(call(SCORES) == EDGEWARD_OK);
        const float* scores = target.f32 + (i - r.top) * STRIDE + (j - r.left) * CLASSES;
        EXPECT((scores[1] > scores[0]) == right && scores[2] == 0.0f);
      }
    }
  }
}

/* The same random points over two prefills: equal only if every pixel was written. */
static void check_coverage(void) {
  static unsigned char first[sizeof target];
  for (int round = 0; round < 300; ++round) {
    reset();
    now.row_stride = WIDTH;
    for (int i = 0; i < POINTS; ++i) {
      if (i / COLS % (ROWS - 1) != 0) pixels[2 * i] = any(0, HEIGHT);
      if (i % COLS % (COLS - 1) != 0) pixels[2 * i + 1] = any(0, WIDTH);
      for (int k = 0; k < CLASSES; ++k) logits[CLASSES * i + k] = (float)any(0, 5);
    }
    for (int function = LABELS; function < FUNCTIONS; function *= 2) {
      const size_t number = function == LABELS ? 1 : function == LABELS16 ? 2 : 4;
      now.row_stride = function == SCORES ? STRIDE : WIDTH;
      memset(&target, 1, sizeof target);
      EXPECT(call(function) == EDGEWARD_OK);
      memcpy(first, &target, sizeof target);
      memset(&target, 2, sizeof target);
      EXPECT(call(function) == EDGEWARD_OK);
      EXPECT(memcmp(first, &target, HEIGHT * number * (size_t)now.row_stride) == 0);
    }
  }
}

static void check_a_grid_from_end_to_end(void) {
  float half[8] = {0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f}, fine[18];
  int32_t at[18];
  const edgeward_grid grid = {half, 2, 2}, resized = {fine, 3, 3};
  const edgeward_size size = {3, 5};
  EXPECT(edgeward_project_covering(half, &grid) == EDGEWARD_OK); /* in place */
  EXPECT(edgeward_resize_grid(fine, 3, 3, &grid) == EDGEWARD_OK);
  EXPECT(edgeward_grid_points(at, &resized, size) == EDGEWARD_OK);
  for (int i = 0; i < 9; ++i) EXPECT(at[2 * i] == i / 3 && at[2 * i + 1] == i % 3 * 2);
}

static void check_pictures(void) {
  const uint8_t photo[8] = {1, 2, 3, 255, 4, 5, 6, 255};
  const int32_t at[2] = {1, 0};
  const edgeward_points points = {at, 1, 1};
  edgeward_picture picture = {photo, {2, 1}, 4, 4};
  uint8_t rgb[3];
  EXPECT(edgeward_sample(rgb, &picture, &points) == EDGEWARD_OK);
  EXPECT(rgb[0] == 4 && rgb[1] == 5 && rgb[2] == 6);
  picture.data = photo + 4, picture.row_stride = -4; /* upside down */
  EXPECT(edgeward_sample(rgb, &picture, &points) == EDGEWARD_OK);
  EXPECT(rgb[0] == 1 && rgb[1] == 2 && rgb[2] == 3);
  picture.data = photo, picture.pixel_stride = 3, picture.row_stride = 3;
  EXPECT(edgeward_sample(rgb, &picture, &points) == EDGEWARD_OK);
  EXPECT(rgb[0] == 255 && rgb[1] == 4 && rgb[2] == 5);
}

/* Pixel (2, 2) of a 3 x 3 frame, whose chroma is its last. */
static void expect_rgb(const edgeward_yuv* frame, int r, int g, int b, int line) {
  const int32_t at[2] = {2, 2};
  const edgeward_points points = {at, 1, 1};
  uint8_t rgb[3];
  expect(edgeward_sample_yuv(rgb, frame, &points) == EDGEWARD_OK, "a sampled frame", line);
  expect(rgb[0] == r && rgb[1] == g && rgb[2] == b, "this colour", line);
}

static void check_frames(void) {
  uint8_t luma[9] = {0}, interleaved[8] = {0}, planes[8] = {0};
  edgeward_yuv nv12 = {luma, interleaved, interleaved + 1, {3, 3}, 3, 4, 2, EDGEWARD_BT601, 0};
  edgeward_yuv i420 = {luma, planes, planes + 4, {3, 3}, 3, 2, 1, EDGEWARD_BT601, 0};
  for (int full = 0; full < 2; ++full) {
    for (int matrix = EDGEWARD_BT601; matrix <= EDGEWARD_BT709; ++matrix) {
      nv12.full_range = full, nv12.matrix = (edgeward_matrix)matrix;
      interleaved[6] = interleaved[7] = 128;
      luma[8] = full ? 0 : 16;
      expect_rgb(&nv12, 0, 0, 0, __LINE__);
      luma[8] = full ? 255 : 235;
      expect_rgb(&nv12, 255, 255, 255, __LINE__);
    }
  }
  /* Red, from the standards' equations: Y = kr, U = -kr / (1 - kb) / 2, V = 1 / 2. */
  luma[8] = 76, interleaved[6] = planes[3] = 85, interleaved[7] = planes[7] = 255;
  nv12.full_range = i420.full_range = 1, nv12.matrix = EDGEWARD_BT601;
  expect_rgb(&nv12, 254, 0, 0, __LINE__);
  expect_rgb(&i420, 254, 0, 0, __LINE__);
  luma[8] = 54, interleaved[6] = 99, nv12.matrix = EDGEWARD_BT709;
  expect_rgb(&nv12, 254, 0, 0, __LINE__);
}

int main(void) {
  check_null_pointers();
  check_alignment();
  check_grid_shapes();
  check_sizes();
  check_channels_and_types();
  check_unknown_enumerators();
  check_class_and_scale();
  check_regions();
  check_workspaces();
  check_data();
  check_every_status_was_seen();
  check_messages();
  check_workspace_bound();
  check_workspace_of_bad_tasks();
  check_what_is_written();
  check_coverage();
  check_a_grid_from_end_to_end();
  check_pictures();
  check_frames();
  return failures != 0;
}
