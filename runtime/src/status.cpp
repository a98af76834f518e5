#include "edgeward.h"

int32_t edgeward_version(void) { return EDGEWARD_VERSION; }

const char* edgeward_status_message(edgeward_status status) {
  switch (status) {
    case EDGEWARD_OK:
      return "Success.";
    case EDGEWARD_NULL_POINTER:
      return "Expected every pointer to be set, got NULL; pass a buffer for each.";
    case EDGEWARD_BAD_GRID_SHAPE:
      return "Expected a grid of at least 2 x 2 (1 x 1 to resize or sample) and at most 32767 x "
             "32767 "
             "points, got another shape; resize the grid.";
    case EDGEWARD_BAD_SIZE:
      return "Expected picture sides from 1 to 32767 pixels, got another; scale the picture.";
    case EDGEWARD_BAD_CHANNELS:
      return "Expected at least one score channel and pixels of 3 or 4 bytes, got another number; "
             "check the layout.";
    case EDGEWARD_TOO_MANY_CLASSES:
      return "Expected at most 256 classes for labels of one byte and 65536 for any, got more; "
             "take "
             "labels of two bytes, or fewer classes.";
    case EDGEWARD_BAD_REGION:
      return "Expected a region inside the output and rows of the destination that do not overlap, "
             "got another; keep 0 <= top <= bottom <= height, 0 <= left <= right <= width and "
             "row_stride >= right - left.";
    case EDGEWARD_WORKSPACE_TOO_SMALL:
      return "Expected a larger workspace, got too few bytes; ask edgeward_workspace_size().";
    case EDGEWARD_GRID_NOT_FINITE:
      return "Expected finite grid coordinates, got NaN or infinity; check the sampler's output.";
    case EDGEWARD_SCORES_NOT_FINITE:
      return "Expected finite scores, got NaN or infinity; check the segmenter's output.";
    case EDGEWARD_POINT_OUTSIDE:
      return "Expected every point to be a pixel of the picture, got one outside; check the "
             "picture "
             "size the points were made for.";
    case EDGEWARD_NOT_COVERING:
      return "Expected border points on the picture's border, got one off it; project_covering() "
             "mends a grid.";
    case EDGEWARD_MISALIGNED:
      return "Expected pointers aligned to their numbers' size, got one that is not; copy the "
             "data.";
    case EDGEWARD_BAD_TYPE:
      return "Expected a type, matrix or pixel layout of edgeward.h that has a meaning here, got "
             "another; see the function's comment.";
    case EDGEWARD_BAD_CLASS:
      return "Expected the index of a score channel, got another; classes count from 0.";
    case EDGEWARD_BAD_SCALE:
      return "Expected a finite scale above 0 for quantised scores, got another; probabilities "
             "need "
             "the step of the quantisation.";
  }
  return "Expected a status of this library, got an unknown number; compare edgeward_version() "
         "with "
         "EDGEWARD_VERSION.";
}
