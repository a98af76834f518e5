"""Tiny random pictures of labels, some with ignored pixels, for the tests of the metrics."""

from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

IGNORE = 255
CLASSES = 4


def label_maps(size: tuple[int, int], *extra: int) -> st.SearchStrategy[NDArray[np.uint8]]:
    """Draw label maps of up to CLASSES classes: pure noise, or one label with a few specks."""
    labels = st.sampled_from([*range(CLASSES), *extra])
    return arrays(np.uint8, size, elements=labels, fill=labels)


@st.composite
def judged(draw: Any) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Draw found and true labels of a size, 1 pixel and all ignored among them."""
    size = draw(st.tuples(st.integers(1, 9), st.integers(1, 9)))
    truth = draw(label_maps(size, IGNORE))
    found = draw(st.one_of(label_maps(size), st.just(np.where(truth == IGNORE, 0, truth))))
    return found.astype(np.uint8), truth


def one_class(label: int, size: tuple[int, int] = (6, 7)) -> NDArray[np.uint8]:
    """Make labels without any boundary."""
    return np.full(size, label, np.uint8)
