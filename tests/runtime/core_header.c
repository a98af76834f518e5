/* The C API as a C99 caller sees it: every status, untouched destinations, coverage. */
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edgeward.h"

enum { ROWS = 3, COLS = 4, CLASSES = 3, HEIGHT = 9, WIDTH = 13, UNTOUCHED = 0xAB };

static int failures = 0;

static void expect(int truth, const char* what, int line) {
  if (truth) return;
  ++failures;
  printf("core_header.c:%d: expected %s\n", line, what);
}
#define EXPECT(truth) expect((truth), #truth, __LINE__)

typedef struct call {
  edgeward_size size, source;
  edgeward_band band;
  edgeward_points points;
  edgeward_scores scores;
  void* workspace;
  size_t workspace_size;
} call;

static int32_t pixels[ROWS * COLS * 2];
static float logits[ROWS * COLS * CLASSES];
static unsigned char workspace[4096];
static uint8_t labels[HEIGHT * WIDTH];
static float volume[HEIGHT * WIDTH * CLASSES];

/* Uniform points; class 1 in the right half. */
static call good_call(void) {
  const edgeward_size size = {HEIGHT, WIDTH};
  call c;
  for (int i = 0; i < ROWS * COLS; ++i) {
    pixels[2 * i] = i / COLS * (HEIGHT - 1) / (ROWS - 1);
    pixels[2 * i + 1] = i % COLS * (WIDTH - 1) / (COLS - 1);
    for (int k = 0; k < CLASSES; ++k) logits[CLASSES * i + k] = (float)(k == (i % COLS > 1));
  }
  c.size = c.source = size;
  c.band.begin = 0, c.band.end = HEIGHT;
  c.points.data = pixels, c.points.rows = ROWS, c.points.cols = COLS;
  c.scores.data = logits, c.scores.channels = CLASSES;
  c.scores.row_stride = COLS * CLASSES, c.scores.col_stride = CLASSES, c.scores.channel_stride = 1;
  c.workspace = workspace;
  c.workspace_size = edgeward_workspace_size(&c.points, &c.scores, size);
  return c;
}

static edgeward_status draw_labels(const call* c) {
  return edgeward_interpolate_labels(labels, c->size, c->band, &c->points, c->source, &c->scores,
                                     c->workspace, c->workspace_size);
}

static edgeward_status draw_scores(const call* c) {
  return edgeward_interpolate_scores(volume, c->size, c->band, &c->points, c->source, &c->scores,
                                     c->workspace, c->workspace_size);
}

static int all_bytes(const void* data, size_t count, unsigned char value) {
  const unsigned char* bytes = (const unsigned char*)data;
  for (size_t i = 0; i < count; ++i) {
    if (bytes[i] != value) return 0;
  }
  return 1;
}

static void expect_refused(const call* c, edgeward_status status, int line) {
  memset(labels, UNTOUCHED, sizeof labels);
  memset(volume, UNTOUCHED, sizeof volume);
  expect(draw_labels(c) == status, "labels to be refused so", line);
  expect(all_bytes(labels, sizeof labels, UNTOUCHED), "untouched labels", line);
  if (status == EDGEWARD_TOO_MANY_CLASSES) return;
  expect(draw_scores(c) == status, "scores to be refused so", line);
  expect(all_bytes(volume, sizeof volume, UNTOUCHED), "untouched scores", line);
}

/* One bad field in an otherwise good call. */
#define REFUSES(assignment, status)       \
  do {                                    \
    call c = good_call();                 \
    assignment;                           \
    expect_refused(&c, status, __LINE__); \
  } while (0)

static void check_null_pointers(void) {
  const call c = good_call();
  REFUSES(c.points.data = NULL, EDGEWARD_NULL_POINTER);
  REFUSES(c.scores.data = NULL, EDGEWARD_NULL_POINTER);
  REFUSES(c.workspace = NULL, EDGEWARD_NULL_POINTER);
  EXPECT(edgeward_interpolate_labels(NULL, c.size, c.band, &c.points, c.source, &c.scores,
                                     workspace, sizeof workspace) == EDGEWARD_NULL_POINTER);
  EXPECT(edgeward_interpolate_labels(labels, c.size, c.band, NULL, c.source, &c.scores, workspace,
                                     sizeof workspace) == EDGEWARD_NULL_POINTER);
  EXPECT(edgeward_interpolate_scores(volume, c.size, c.band, &c.points, c.source, NULL, workspace,
                                     sizeof workspace) == EDGEWARD_NULL_POINTER);
}

static void check_shapes(void) {
  REFUSES(c.points.rows = 1, EDGEWARD_BAD_GRID_SHAPE);
  REFUSES(c.points.cols = INT32_MIN, EDGEWARD_BAD_GRID_SHAPE);
  REFUSES(c.points.cols = EDGEWARD_MAX_SIDE + 1, EDGEWARD_BAD_GRID_SHAPE);
  REFUSES(c.size.height = 0, EDGEWARD_BAD_SIZE);
  REFUSES(c.size.width = EDGEWARD_MAX_SIDE + 1, EDGEWARD_BAD_SIZE);
  REFUSES(c.source.width = -1, EDGEWARD_BAD_SIZE);
  REFUSES(c.source.height = INT32_MAX, EDGEWARD_BAD_SIZE);
  REFUSES(c.scores.channels = 0, EDGEWARD_BAD_CHANNELS);
  REFUSES(c.scores.channels = EDGEWARD_MAX_CLASSES + 1, EDGEWARD_TOO_MANY_CLASSES);
}

static void check_bands_and_workspace(void) {
  REFUSES(c.band.begin = -1, EDGEWARD_BAD_BAND);
  REFUSES(c.band.end = HEIGHT + 1, EDGEWARD_BAD_BAND);
  REFUSES((c.band.begin = 5, c.band.end = 4), EDGEWARD_BAD_BAND);
  REFUSES(--c.workspace_size, EDGEWARD_WORKSPACE_TOO_SMALL);
  REFUSES(c.workspace_size = 0, EDGEWARD_WORKSPACE_TOO_SMALL);
}

static void check_data(void) {
  const int last = ROWS * COLS * 2 - 1;
  REFUSES(pixels[last] = WIDTH, EDGEWARD_POINT_OUTSIDE);
  REFUSES(pixels[2 * COLS + 2] = INT32_MIN, EDGEWARD_POINT_OUTSIDE);
  REFUSES(pixels[last] = WIDTH - 2, EDGEWARD_NOT_COVERING);
  REFUSES(pixels[0] = 1, EDGEWARD_NOT_COVERING);
  REFUSES(pixels[2 * COLS + 1] = 1, EDGEWARD_NOT_COVERING);
  REFUSES(pixels[last - 1] = 0, EDGEWARD_NOT_COVERING);
  REFUSES(logits[0] = NAN, EDGEWARD_SCORES_NOT_FINITE);
  REFUSES(logits[ROWS * COLS * CLASSES - 1] = -INFINITY, EDGEWARD_SCORES_NOT_FINITE);
}

static void check_workspace_size(void) {
  const call c = good_call();
  const edgeward_size empty = {0, 1};
  EXPECT(c.workspace_size > 0 && c.workspace_size < sizeof workspace);
  EXPECT(edgeward_workspace_size(NULL, &c.scores, c.size) == 0);
  EXPECT(edgeward_workspace_size(&c.points, NULL, c.size) == 0);
  EXPECT(edgeward_workspace_size(&c.points, &c.scores, empty) == 0);
}

/* Uniform points leave class 0 left of the middle and class 1 right of it, in any workspace. */
static void check_good_call(void) {
  for (size_t offset = 0; offset < 9; ++offset) {
    call c = good_call();
    c.workspace = workspace + offset;
    memset(labels, UNTOUCHED, sizeof labels);
    EXPECT(draw_labels(&c) == EDGEWARD_OK && draw_scores(&c) == EDGEWARD_OK);
    for (int i = 0; i < HEIGHT * WIDTH; ++i) EXPECT(labels[i] == (i % WIDTH > WIDTH / 2));
  }
}

/* The same random points over two prefills: equal only if every pixel was written. */
static void check_coverage(void) {
  uint8_t first[HEIGHT * WIDTH];
  for (int round = 0; round < 500; ++round) {
    call c = good_call();
    for (int i = 0; i < ROWS * COLS; ++i) {
      if (i / COLS % (ROWS - 1) != 0) pixels[2 * i] = rand() % HEIGHT;
      if (i % COLS % (COLS - 1) != 0) pixels[2 * i + 1] = rand() % WIDTH;
      for (int k = 0; k < CLASSES; ++k) logits[CLASSES * i + k] = (float)(rand() % 5);
    }
    memset(labels, 1, sizeof labels);
    EXPECT(draw_labels(&c) == EDGEWARD_OK);
    memcpy(first, labels, sizeof labels);
    memset(labels, 2, sizeof labels);
    EXPECT(draw_labels(&c) == EDGEWARD_OK && draw_scores(&c) == EDGEWARD_OK);
    EXPECT(memcmp(first, labels, sizeof labels) == 0);
  }
}

static void check_grid_functions(void) {
  float phi[8] = {0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f}, out[18];
  int32_t at[8];
  edgeward_grid grid = {phi, 2, 2};
  const edgeward_size size = {3, 5}, empty = {3, 0};
  memset(out, UNTOUCHED, sizeof out);
  memset(at, UNTOUCHED, sizeof at);
  EXPECT(edgeward_project_covering(NULL, &grid) == EDGEWARD_NULL_POINTER);
  EXPECT(edgeward_project_covering(out, NULL) == EDGEWARD_NULL_POINTER);
  EXPECT(edgeward_resize_grid(NULL, 3, 3, &grid) == EDGEWARD_NULL_POINTER);
  EXPECT(edgeward_resize_grid(out, 0, 3, &grid) == EDGEWARD_BAD_GRID_SHAPE);
  EXPECT(edgeward_grid_points(NULL, &grid, size) == EDGEWARD_NULL_POINTER);
  EXPECT(edgeward_grid_points(at, &grid, empty) == EDGEWARD_BAD_SIZE);
  phi[7] = NAN;
  EXPECT(edgeward_project_covering(out, &grid) == EDGEWARD_GRID_NOT_FINITE);
  EXPECT(edgeward_resize_grid(out, 3, 3, &grid) == EDGEWARD_GRID_NOT_FINITE);
  EXPECT(edgeward_grid_points(at, &grid, size) == EDGEWARD_GRID_NOT_FINITE);
  grid.cols = 1;
  EXPECT(edgeward_project_covering(out, &grid) == EDGEWARD_BAD_GRID_SHAPE);
  grid.data = NULL;
  EXPECT(edgeward_grid_points(at, &grid, size) == EDGEWARD_NULL_POINTER);
  EXPECT(all_bytes(out, sizeof out, UNTOUCHED) && all_bytes(at, sizeof at, UNTOUCHED));
}

static void check_a_grid_from_end_to_end(void) {
  float phi[8] = {0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f}, fine[18];
  int32_t at[18];
  const edgeward_grid grid = {phi, 2, 2}, resized = {fine, 3, 3};
  const edgeward_size size = {3, 5};
  EXPECT(edgeward_project_covering(phi, &grid) == EDGEWARD_OK); /* in place */
  EXPECT(edgeward_resize_grid(fine, 3, 3, &grid) == EDGEWARD_OK);
  EXPECT(edgeward_grid_points(at, &resized, size) == EDGEWARD_OK);
  for (int i = 0; i < 9; ++i) EXPECT(at[2 * i] == i / 3 && at[2 * i + 1] == i % 3 * 2);
}

static void check_sample(void) {
  const uint8_t photo[8] = {1, 2, 3, 255, 4, 5, 6, 255};
  int32_t at[2] = {1, 0};
  uint8_t rgb[3] = {UNTOUCHED, UNTOUCHED, UNTOUCHED};
  edgeward_picture picture = {photo, {2, 1}, 4, 4};
  const edgeward_points points = {at, 1, 1};
  picture.pixel_stride = 2;
  EXPECT(edgeward_sample(rgb, &picture, &points) == EDGEWARD_BAD_CHANNELS);
  picture.pixel_stride = 4, picture.size.width = 0;
  EXPECT(edgeward_sample(rgb, &picture, &points) == EDGEWARD_BAD_SIZE);
  picture.size.width = 1, at[1] = 1;
  EXPECT(edgeward_sample(rgb, &picture, &points) == EDGEWARD_POINT_OUTSIDE);
  at[1] = 0;
  EXPECT(edgeward_sample(NULL, &picture, &points) == EDGEWARD_NULL_POINTER);
  EXPECT(edgeward_sample(rgb, NULL, &points) == EDGEWARD_NULL_POINTER);
  EXPECT(edgeward_sample(rgb, &picture, NULL) == EDGEWARD_NULL_POINTER);
  EXPECT(all_bytes(rgb, sizeof rgb, UNTOUCHED));
  EXPECT(edgeward_sample(rgb, &picture, &points) == EDGEWARD_OK);
  EXPECT(rgb[0] == 4 && rgb[1] == 5 && rgb[2] == 6);
  picture.data = photo + 4, picture.row_stride = -4; /* upside down */
  EXPECT(edgeward_sample(rgb, &picture, &points) == EDGEWARD_OK);
  EXPECT(rgb[0] == 1 && rgb[1] == 2 && rgb[2] == 3);
}

static void check_messages(void) {
  const char* unknown = edgeward_status_message((edgeward_status)(EDGEWARD_NOT_COVERING + 1));
  for (int s = EDGEWARD_OK; s <= EDGEWARD_NOT_COVERING; ++s) {
    const char* sentence = edgeward_status_message((edgeward_status)s);
    EXPECT(strcmp(sentence, unknown) != 0);
    EXPECT(sentence[strlen(sentence) - 1] == '.');
    EXPECT(s == EDGEWARD_OK || (strstr(sentence, "Expected ") == sentence &&
                                strstr(sentence, ", got ") != NULL && strchr(sentence, ';')));
  }
  EXPECT(edgeward_version() == EDGEWARD_VERSION);
}

int main(void) {
  check_null_pointers();
  check_shapes();
  check_bands_and_workspace();
  check_data();
  check_workspace_size();
  check_good_call();
  check_coverage();
  check_grid_functions();
  check_a_grid_from_end_to_end();
  check_sample();
  check_messages();
  return failures != 0;
}
