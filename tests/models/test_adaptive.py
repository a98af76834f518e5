import numpy as np
import pytest
import torch
from torch import nn

import edgeward
from edgeward.errors import BadInput
from edgeward.models import AdaptiveSegmenter, Sampler, UNet
from edgeward.models.adaptive import MEAN, STD
from edgeward.models.sampling import points, project_covering, resize_grid, uniform_grid


@pytest.fixture
def picture() -> torch.Tensor:
    return torch.randint(0, 256, (37, 53, 3), dtype=torch.uint8)


def make(sampler: Sampler | None = None, segmenter: nn.Module | None = None) -> AdaptiveSegmenter:
    segmenter = segmenter or UNet(classes=3, width=4, depth=1)
    return AdaptiveSegmenter(sampler, segmenter, sample_size=(10, 14)).eval()


def make_sampler(std: float) -> Sampler:
    sampler = Sampler(grid_size=(4, 4), thumbnail_size=(8, 8), width=8)
    nn.init.normal_(sampler.head.weight, std=std)
    return sampler.eval()


def test_without_sampler_and_with_a_zero_one_the_results_are_equal(picture):
    segmenter = UNet(classes=3, width=4, depth=1)
    uniform, adaptive = make(None, segmenter)(picture), make(make_sampler(0), segmenter)(picture)
    assert torch.equal(uniform.points, adaptive.points)
    assert torch.equal(uniform.scores, adaptive.scores)
    expected = edgeward.points(edgeward.uniform_grid(10, 14), size=(37, 53))
    np.testing.assert_array_equal(uniform.points.numpy(), expected)


def test_forward_is_figure_2(picture):
    model = make(make_sampler(1.0))
    found = model(picture)
    thumbnail = edgeward.sample(
        picture.numpy(), edgeward.points(edgeward.uniform_grid(8, 8), size=(37, 53))
    )
    seen = model.normalise(torch.from_numpy(thumbnail)[None])
    grid = project_covering(model.sampler(seen))[0]
    where = points(resize_grid(grid, (10, 14)), (37, 53))
    pixels = picture.numpy()[where[..., 0], where[..., 1]]
    scores = model.segmenter(model.normalise(torch.from_numpy(pixels)[None]))[0]
    assert torch.equal(found.grid, grid)
    assert torch.equal(found.points, where)
    torch.testing.assert_close(found.scores, scores)
    assert not torch.equal(grid, uniform_grid(4, 4))


def test_the_segmenter_gets_the_pixels_at_the_points(picture):
    model = make(make_sampler(1.0), nn.Identity())
    found = model(picture)
    row, col = found.points.long().unbind(-1)
    pixels = picture.numpy()[row, col]
    expected = (pixels / 255 - MEAN) / STD
    np.testing.assert_allclose(found.scores.permute(1, 2, 0).numpy(), expected, atol=1e-5)


@pytest.mark.parametrize("std", [0, 1, 100])
def test_grids_always_cover(std, picture):
    found = make(make_sampler(std))(picture)
    assert torch.equal(project_covering(found.grid), found.grid)
    for axis, side in enumerate((37, 53)):
        border = found.points.select(axis, 0)[..., axis], found.points.select(axis, -1)[..., axis]
        assert (border[0] == 0).all()
        assert (border[1] == side - 1).all()


@pytest.mark.parametrize("size", [(1, 1), (1, 9), (700, 3)])
def test_any_picture_size_works(size):
    found = make(make_sampler(1.0))(torch.zeros(*size, 3, dtype=torch.uint8))
    assert found.scores.shape == (3, 10, 14)
    assert (found.points < torch.tensor(size)).all()


def test_a_segmenter_that_shrinks_is_refused(picture):
    model = make(segmenter=nn.AvgPool2d(2))
    with pytest.raises(BadInput, match=r"each of its \(10, 14\) pixels, but it scores \(5, 7\)"):
        model(picture)


def test_the_state_holds_weights_alone():
    names = {name.split(".")[0] for name in make(make_sampler(0)).state_dict()}
    assert names == {"sampler", "segmenter"}
