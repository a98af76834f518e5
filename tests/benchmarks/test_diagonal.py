"""Without the rule, every cell is cut along its main diagonal."""

import numpy as np

from edgeward import interpolate_labels
from edgeward.benchmarks.diagonal import _along_main

CORNERS = 8 * np.indices((2, 2), np.int32).transpose(1, 2, 0)


def hot(labels: list[list[int]]) -> np.ndarray:
    return np.eye(3, dtype=np.float32)[labels]


def test_only_cells_whose_other_diagonal_agrees_are_cut_otherwise():
    for labels, differs in (([[0, 1], [1, 2]], True), ([[0, 1], [2, 0]], False)):
        scores = hot(labels)
        ruled = interpolate_labels(CORNERS, scores, size=(9, 9))
        plain = _along_main(CORNERS, scores, (9, 9))
        assert (ruled != plain).any() == differs
        assert (plain[[0, 0, -1, -1], [0, -1, 0, -1]] == np.ravel(labels)).all()


def test_the_main_diagonal_interpolates_its_own_ends():
    plain = _along_main(CORNERS, hot([[0, 1], [1, 2]]), (9, 9))
    assert set(plain.diagonal()) == {0, 2}
