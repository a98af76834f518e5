"""A reference executor of Core ML programs, for machines that are no Mac.

It reads a saved `.mlpackage`, the stored spec and weights and nothing of the converter that made
them, and runs the main function one operation after another on the CPU. Each operation does what
its definition in `coremltools.converters.mil.mil.ops.defs` says, each value has the type that the
file stores for it: a value stored as fp16 is computed in float32 from its fp16 operands and then
rounded, an int16 wraps.

What it proves: that the file holds the model, its weights, its index arithmetic and its data types.
What it does not: the last bits of a device, which may sum in another order or in fp16, fuse
operations, or fill in what the definitions leave open (an index out of range, the pixel that a
nearest neighbour of a fractional scale falls on).
"""

from edgeward.export.mil.program import Program, load_program
from edgeward.export.mil.stored import Operation, TensorType

__all__ = ["Operation", "Program", "TensorType", "load_program"]
