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
 *   positive inside; their sum is twice the triangle's area.
 * - Labels: a class is live in a triangle unless a class of lower index is >= it at all three
 *   vertices or any class is > it at all three. The label is the live class with the greatest
 *   (w0 * s0 + w1 * s1) + w2 * s2, evaluated in float64 without fused multiply-adds, on the values
 *   as they are stored (quantised ones as integers). Ties go to the lowest class index.
 * - Scores: float32(((w0 * s0 + w1 * s1) + w2 * s2) / (w0 + w1 + w2)), evaluated in float64.
 * - Probabilities: the softmax p of the scores at the vertices, in float32 with this library's own
 *   exp (within 2^-21 of the true p), interpolated linearly: within 2^-21 of the exact
 * interpolation of those p, and never outside the range of the three. As uint8: floor(255 * p +
 * 0.5) of that, in float32.
 * - Nothing depends on regions, bands, threads, SIMD width or CPU.
 *
 * OWNERSHIP
 * - The caller owns every buffer; no function allocates, prints, throws, has state or keeps a
 *   pointer. Threads may call at once if their destinations and workspaces are disjoint: cut the
 *   region into bands of rows, one per thread, each with its own workspace.
 * - Every bad argument has a status; a destination is written only if that is EDGEWARD_OK. All
 *   points are checked, and the scores that the region's rows need.
 *
 * USE
 *
 *     edgeward_task task = {0};
 *     task.points.data = pixels, task.points.rows = 128, task.points.cols = 128;
 *     task.scores.data = logits, task.scores.type = EDGEWARD_FLOAT32, task.scores.channels = 19;
 *     task.scores.row_stride = 128 * 19, task.scores.col_stride = 19;
 *     task.scores.channel_stride = 1;
 *     task.source.height = task.size.height = task.region.bottom = 1024;
 *     task.source.width = task.size.width = task.region.right = 2048;
 *     size_t bytes = edgeward_workspace_size(&task);
 *     void* work = malloc(bytes);
 *     edgeward_status status = edgeward_interpolate_labels(labels, 2048, &task, work, bytes);
 *     if (status != EDGEWARD_OK) puts(edgeward_status_message(status));
 */
#ifndef EDGEWARD_H
#define EDGEWARD_H

#include <stddef.h>
#include <stdint.h>

#define EDGEWARD_VERSION 100 /* major * 10000 + minor * 100 + patch */

#define EDGEWARD_MAX_SIDE 32767    /* pixels or grid points: edge functions stay below 2^48 */
#define EDGEWARD_MAX_CLASSES 65536 /* labels are one byte up to 256 classes, two beyond */

#ifndef EDGEWARD_API
#if defined(__GNUC__)
#define EDGEWARD_API __attribute__((visibility("default")))
#else
#define EDGEWARD_API
#endif
#endif

/* In C++ an enum of unknown value is defined only if its type is. */
#ifdef __cplusplus
#define EDGEWARD_INT32 : int32_t
extern "C" {
#else
#define EDGEWARD_INT32
#endif

typedef enum edgeward_status EDGEWARD_INT32 {
  EDGEWARD_OK = 0,
  EDGEWARD_NULL_POINTER = 1,     /* a pointer is NULL */
  EDGEWARD_BAD_GRID_SHAPE = 2,   /* rows or cols below 1 (2 where covering matters) or too large */
  EDGEWARD_BAD_SIZE = 3,         /* a picture side below 1 or above EDGEWARD_MAX_SIDE */
  EDGEWARD_BAD_CHANNELS = 4,     /* scores without channels, or pixels that are not 3 or 4 bytes */
  EDGEWARD_TOO_MANY_CLASSES = 5, /* more channels than labels of this type can name */
  EDGEWARD_BAD_REGION = 6,       /* not inside the output, or rows of the destination overlap */
  EDGEWARD_WORKSPACE_TOO_SMALL = 7, /* ask edgeward_workspace_size() */
  EDGEWARD_GRID_NOT_FINITE = 8,     /* a grid coordinate is NaN or infinite */
  EDGEWARD_SCORES_NOT_FINITE = 9,   /* a score is NaN or infinite */
  EDGEWARD_POINT_OUTSIDE = 10,      /* a point is not a pixel of its picture */
  EDGEWARD_NOT_COVERING = 11,       /* a border point is off its side of the picture */
  EDGEWARD_MISALIGNED = 12,         /* a pointer or stride is not a multiple of its type's size */
  EDGEWARD_BAD_TYPE = 13,           /* an enumerator is unknown or has no meaning here */
  EDGEWARD_BAD_CLASS = 14,          /* no channel has this index */
  EDGEWARD_BAD_SCALE = 15           /* the scale of the scores is not finite and above 0 */
} edgeward_status;

/** Height and width in pixels. */
typedef struct edgeward_size {
  int32_t height, width;
} edgeward_size;

/** Output rows [top, bottom) and columns [left, right): what one call computes. */
typedef struct edgeward_region {
  int32_t top, left, bottom, right;
} edgeward_region;

/** Type of a number in the caller's memory. */
typedef enum edgeward_type EDGEWARD_INT32 {
  EDGEWARD_FLOAT32 = 0,
  EDGEWARD_FLOAT16 = 1, /* IEEE 754 binary16 */
  EDGEWARD_UINT8 = 2,
  EDGEWARD_INT8 = 3
} edgeward_type;

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
 * Class scores at the points, as many rows and columns as there are points. Strides count elements
 * and may be negative, so HWC and CHW are both views of the caller's memory.
 */
typedef struct edgeward_scores {
  const void* data;
  edgeward_type type;
  float scale; /* one step of quantised scores, for probabilities alone; ignored for floats */
  int32_t channels;
  ptrdiff_t row_stride, col_stride, channel_stride;
} edgeward_scores;

/** What to interpolate, and to where. */
typedef struct edgeward_task {
  edgeward_points points; /* at least 2 x 2 and covering: pixels of a picture of size source */
  edgeward_size source;
  edgeward_scores scores;
  edgeward_size size;     /* of the whole output */
  edgeward_region region; /* of it, what to compute; {0, 0, height, width} is all */
} edgeward_task;

/** Picture whose pixels begin with R, G, B. Strides count bytes; row_stride may be negative. */
typedef struct edgeward_picture {
  const uint8_t* data;
  edgeward_size size;
  int32_t pixel_stride; /* 3: RGB, 4: RGBA or RGBX */
  ptrdiff_t row_stride;
} edgeward_picture;

/** Matrix between luma, chroma and RGB. */
typedef enum edgeward_matrix EDGEWARD_INT32 {
  EDGEWARD_BT601 = 0,
  EDGEWARD_BT709 = 1
} edgeward_matrix;

/**
 * Camera frame in 4:2:0: a luma plane, and chroma planes of half its sides, halves rounded up.
 * Android's YUV_420_888 gives all fields; NV12 has v = u + 1 and chroma_pixel_stride 2, NV21 has
 * u = v + 1, I420 has chroma_pixel_stride 1. Strides count bytes; row strides may be negative.
 */
typedef struct edgeward_yuv {
  const uint8_t *y, *u, *v;
  edgeward_size size;
  ptrdiff_t y_row_stride, chroma_row_stride;
  int32_t chroma_pixel_stride; /* 1 or 2 */
  edgeward_matrix matrix;
  int32_t full_range; /* 0: luma 16 to 235, chroma 16 to 240; 1: both 0 to 255 */
} edgeward_yuv;

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
 * The same from a camera frame, converting the sampled pixels alone. Pixel (r, c) has the chroma of
 * (r / 2, c / 2), halves rounded down. With the coefficients of the matrix and range in 16.16 fixed
 * point, R = clamp((y * (Y - y0) + rv * (V - 128) + 32768) >> 16, 0, 255), the same for
 * G (- gu, - gv) and B (bu); each coefficient is its real value times 65536, rounded.
 */
EDGEWARD_API edgeward_status edgeward_sample_yuv(uint8_t* destination, const edgeward_yuv* frame,
                                                 const edgeward_points* points);

/**
 * Bytes of scratch, of any alignment, for one call of an interpolate function; its content between
 * calls is of no concern. Reads no data. 0 if an argument is invalid. With n = rows * cols points,
 * c channels, a region of h x w and b = min(h, max(2^19 / w, 16)), quotients rounded down, it is at
 * most 17 n + 8 rows + b * (w / 8 + 9) + 32 c + 256 bytes, and 4 n * c more for scores that are not
 * float32.
 */
EDGEWARD_API size_t edgeward_workspace_size(const edgeward_task* task);

/*
 * The interpolate functions write task->region, whose first pixel is *destination; row_stride is
 * the distance of its rows, in elements of the destination's type, at least the width of a row.
 */

/** Class of every pixel: the argmax of the interpolated scores, without the score volume. */
EDGEWARD_API edgeward_status edgeward_interpolate_labels(uint8_t* destination, ptrdiff_t row_stride,
                                                         const edgeward_task* task, void* workspace,
                                                         size_t workspace_size);

/** The same for up to EDGEWARD_MAX_CLASSES classes. */
EDGEWARD_API edgeward_status edgeward_interpolate_labels16(uint16_t* destination,
                                                           ptrdiff_t row_stride,
                                                           const edgeward_task* task,
                                                           void* workspace, size_t workspace_size);

/**
 * The same, painted: each pixel of a class becomes palette[class], 4 bytes in any order of colour
 * and alpha. What an app draws over its picture.
 */
EDGEWARD_API edgeward_status edgeward_interpolate_overlay(uint32_t* destination,
                                                          ptrdiff_t row_stride,
                                                          const edgeward_task* task,
                                                          const uint32_t* palette, void* workspace,
                                                          size_t workspace_size);

/**
 * Soft mask: probability of one class at every pixel. type is EDGEWARD_FLOAT32 (0 to 1) or
 * EDGEWARD_UINT8 (0 to 255).
 */
EDGEWARD_API edgeward_status edgeward_interpolate_mask(void* destination, edgeward_type type,
                                                       ptrdiff_t row_stride,
                                                       const edgeward_task* task, int32_t label,
                                                       void* workspace, size_t workspace_size);

/** Confidence: probability of every pixel's own label; see edgeward_interpolate_mask(). */
EDGEWARD_API edgeward_status edgeward_interpolate_confidence(void* destination, edgeward_type type,
                                                             ptrdiff_t row_stride,
                                                             const edgeward_task* task,
                                                             void* workspace,
                                                             size_t workspace_size);

/** Scores of every class at every pixel, channels last: row_stride is at least width * channels. */
EDGEWARD_API edgeward_status edgeward_interpolate_scores(float* destination, ptrdiff_t row_stride,
                                                         const edgeward_task* task, void* workspace,
                                                         size_t workspace_size);

#ifdef __cplusplus
}
#endif

#endif
