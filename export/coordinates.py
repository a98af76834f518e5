"""The outputs that are coordinates: what they are made of stays float32 in every precision."""

# At a picture 2710 pixels wide, float16 arithmetic would move 40 % of the samples.
COORDINATES = ("grid", "sample_grid", "points")
