// Probabilities at the vertices: the softmax of the scores, the same on every CPU.
#ifndef EDGEWARD_CHANCE_H
#define EDGEWARD_CHANCE_H

#include <cstdint>

#include "values.h"

namespace edgeward {

// Softmax of one class. `step` is what a difference of 1 in the scores is worth.
float chance(const Values& values, const float* scores, int32_t label, float step);

}  // namespace edgeward

#endif
