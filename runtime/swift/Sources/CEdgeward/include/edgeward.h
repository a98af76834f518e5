#include "../../../../include/edgeward.h"
