/**
 * edgeward - sample a picture where it matters, interpolate the scores back over every pixel.
 * Version 0.1.0, Apache-2.0. This header is the whole public C API and its manual.
 *
 * COORDINATES
 * - Every pair is (row, column). Pixel (r, c) of an H x W picture sits at
 *   (r / (H - 1), c / (W - 1)), at 0 where a side is 1 (align-corners).
 * - A grid is the sampling tensor phi: rows x cols points in [0, 1], row-major, float32.
 * - Points are the pixels a grid samples: rows x cols pairs of int32.
 * - A grid or its points are covering when their first and last row and column lie on the same
 *   sides of the picture. Folds and coincident points inside are legal.
 *
 * SAMPLING
 * - r = floor(clamp(phi0, 0, 1) * (H - 1) + 0.5), the same for columns, in float32, the product
 *   and the sum rounded separately.
 *
 * RESIZING A GRID
 * - Row i of h reads source row x = i * (rows - 1) / (h - 1), 0 if h is 1; the same for columns.
 * - With k = floor(x), t = x - k, lines k and k + 1 mix as a * (1 - t) + b * t: first along the
 *   columns, then along the rows, in float64, rounded to float32 once.
 *
 * INTERPOLATION
 * - A vertex is a point mapped to the output in 24.8 fixed point, halves rounded up:
 *   256 * r * (H_out - 1) / (H_src - 1), the same for columns.
 * - If H_out is 1 and H_src is not, the scale is 1: the one output row lies at coordinate 0.
 * - If H_src is 1, points carry no position along that side, and grid row i maps to
 *   256 * i * max(H_out - 1, 1) / (rows - 1).
 * - The cell of grid rows i, i + 1 and columns j, j + 1 is two triangles:
 *
 *       TL---TR     TL---TR     main:  (TL, TR, BR) then (TL, BR, BL)
 *        | \  |      |  / |     other: (TL, TR, BL) then (TR, BR, BL)
 *        |  \ |      | /  |
 *       BL---BR     BL---BR
 *
 *   The other diagonal is taken if the cell is strictly convex, the labels of TL and BR differ,
 *   and those of TR and BL agree. The label of a vertex is the argmax of its scores.
 * - A pixel belongs to the last non-degenerate closed triangle that contains it, in (cell row,
 *   cell column, triangle) order. Covering points leave no pixel without one.
 * - Its weights w0, w1, w2 are the integer edge functions opposite the three vertices, made
 *   positive inside.
 * - Scores: float32(((w0 * s0 + w1 * s1) + w2 * s2) / (w0 + w1 + w2)), evaluated in float64.
 * - Labels: a class is live in a triangle unless a class of lower index is >= it at all three
 *   vertices or any class is > it at all three. The label is the live class with the greatest
 *   (w0 * s0 + w1 * s1) + w2 * s2, evaluated in float64.
 * - Ties go to the lowest class index, everywhere. No expression is contracted (no FMA).
 *
 * OWNERSHIP
 * - The caller owns every buffer; no function allocates, prints, throws, has state or keeps a
 *   pointer. Threads may call at once if their output bands and workspaces are disjoint.
 * - Every bad argument has a status; a destination is written only if that is EDGEWARD_OK.
 *
 * USE
 *
 *     edgeward_points points = {pixels, 128, 128};
 *     edgeward_scores scores = {logits, 19, 128 * 19, 19, 1};
 *     edgeward_size photo = {1024, 2048};
 *     edgeward_band whole = {0, 1024};
 *     size_t bytes = edgeward_workspace_size(&points, &scores, photo);
 *     void* work = malloc(bytes);
 *     edgeward_status status = edgeward_interpolate_labels(labels, photo, whole, &points, photo,
 *                                                          &scores, work, bytes);
 *     if (status != EDGEWARD_OK) puts(edgeward_status_message(status));
 */
#ifndef EDGEWARD_H
#define EDGEWARD_H

#include <stddef.h>
#include <stdint.h>

#define EDGEWARD_VERSION 100 /* major * 10000 + minor * 100 + patch */

#define EDGEWARD_MAX_SIDE 32767  /* pixels or grid points: edge functions stay below 2^48 */
#define EDGEWARD_MAX_CLASSES 256 /* labels are one byte */

#ifndef EDGEWARD_API
#if defined(__GNUC__)
#define EDGEWARD_API __attribute__((visibility("default")))
#else
#define EDGEWARD_API
#endif
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef enum edgeward_status {
  EDGEWARD_OK = 0,
  EDGEWARD_NULL_POINTER = 1,     /* a pointer is NULL */
  EDGEWARD_BAD_GRID_SHAPE = 2,   /* rows or cols below 1 (2 where covering matters) or too large */
  EDGEWARD_BAD_SIZE = 3,         /* a picture side below 1 or above EDGEWARD_MAX_SIDE */
  EDGEWARD_BAD_CHANNELS = 4,     /* scores without channels, or pixels that are not 3 or 4 bytes */
  EDGEWARD_TOO_MANY_CLASSES = 5, /* labels of more than EDGEWARD_MAX_CLASSES channels */
  EDGEWARD_BAD_BAND = 6,         /* not 0 <= begin <= end <= height */
  EDGEWARD_WORKSPACE_TOO_SMALL = 7, /* ask edgeward_workspace_size() */
  EDGEWARD_GRID_NOT_FINITE = 8,     /* a grid coordinate is NaN or infinite */
  EDGEWARD_SCORES_NOT_FINITE = 9,   /* a score is NaN or infinite */
  EDGEWARD_POINT_OUTSIDE = 10,      /* a point is not a pixel of its picture */
  EDGEWARD_NOT_COVERING = 11        /* a border point is off its side of the picture */
} edgeward_status;

/** Height and width in pixels. */
typedef struct edgeward_size {
  int32_t height, width;
} edgeward_size;

/** Output rows [begin, end): the unit of work a caller hands to one thread. */
typedef struct edgeward_band {
  int32_t begin, end;
} edgeward_band;

/** Sampling tensor phi: rows * cols pairs in [0, 1]. */
typedef struct edgeward_grid {
  const float* data;
  int32_t rows, cols;
} edgeward_grid;

/** Sampled pixels: rows * cols pairs. */
typedef struct edgeward_points {
  const int32_t* data;
  int32_t rows, cols;
} edgeward_points;

/**
 * Class scores at the points, as many rows and columns as there are points. Strides count floats
 * and may be negative, so HWC and CHW are both views of the caller's memory.
 */
typedef struct edgeward_scores {
  const float* data;
  int32_t channels;
  ptrdiff_t row_stride, col_stride, channel_stride;
} edgeward_scores;

/** Picture whose pixels begin with R, G, B. Strides count bytes; row_stride may be negative. */
typedef struct edgeward_picture {
  const uint8_t* data;
  edgeward_size size;
  int32_t pixel_stride; /* 3: RGB, 4: RGBA or RGBX */
  ptrdiff_t row_stride;
} edgeward_picture;

/** Version the library was built as; compare with EDGEWARD_VERSION. */
EDGEWARD_API int32_t edgeward_version(void);

/** One English sentence for a status; never NULL, static storage. */
EDGEWARD_API const char* edgeward_status_message(edgeward_status status);

/**
 * Imposes the border constraints of a covering grid (at least 2 x 2) and clamps it to [0, 1].
 * destination holds rows * cols * 2 floats and may be grid->data.
 */
EDGEWARD_API edgeward_status edgeward_project_covering(float* destination,
                                                       const edgeward_grid* grid);

/** Resizes a grid to rows x cols. destination holds rows * cols * 2 floats. */
EDGEWARD_API edgeward_status edgeward_resize_grid(float* destination, int32_t rows, int32_t cols,
                                                  const edgeward_grid* grid);

/** Pixels of a picture that a grid samples. destination holds grid rows * cols * 2 integers. */
EDGEWARD_API edgeward_status edgeward_grid_points(int32_t* destination, const edgeward_grid* grid,
                                                  edgeward_size picture);

/** Gathers the RGB pixels of a picture at the points. destination holds rows * cols * 3 bytes. */
EDGEWARD_API edgeward_status edgeward_sample(uint8_t* destination, const edgeward_picture* picture,
                                             const edgeward_points* points);

/**
 * Bytes of scratch, of any alignment, for one call of an interpolate function; its content between
 * calls is of no concern. Reads no data. 0 if an argument is invalid.
 */
EDGEWARD_API size_t edgeward_workspace_size(const edgeward_points* points,
                                            const edgeward_scores* scores, edgeward_size size);

/**
 * Interpolates scores to float32, channels last. points (at least 2 x 2, covering) are pixels of a
 * picture of size source. destination holds height * width * channels floats; the rows of the band
 * are written.
 */
EDGEWARD_API edgeward_status edgeward_interpolate_scores(
    float* destination, edgeward_size size, edgeward_band band, const edgeward_points* points,
    edgeward_size source, const edgeward_scores* scores, void* workspace, size_t workspace_size);

/**
 * Argmax of the interpolated scores, without the score volume. As above, but destination holds
 * height * width bytes and channels is at most EDGEWARD_MAX_CLASSES.
 */
EDGEWARD_API edgeward_status edgeward_interpolate_labels(
    uint8_t* destination, edgeward_size size, edgeward_band band, const edgeward_points* points,
    edgeward_size source, const edgeward_scores* scores, void* workspace, size_t workspace_size);

#ifdef __cplusplus
}
#endif

#endif
