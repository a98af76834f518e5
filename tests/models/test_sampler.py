import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from edgeward.errors import BadInput
from edgeward.models import Sampler
from edgeward.models.sampling import uniform_grid

SIZES = [
    ((8, 8), (32, 32)),
    ((16, 16), (64, 64)),
    ((8, 16), (32, 64)),
    ((16, 8), (32, 16)),
    ((6, 10), (24, 40)),
    ((3, 5), (6, 10)),
    ((8, 8), (8, 8)),
    ((3, 3), (3, 3)),
    ((2, 2), (16, 16)),
    ((2, 7), (2, 7)),
]
sizes = pytest.mark.parametrize(("grid", "thumbnail"), SIZES)


def multiply_adds(sampler: Sampler) -> int:
    with FlopCounterMode(display=False) as counter:
        sampler.eval()(torch.zeros(1, 3, *sampler.thumbnail_size))
    return counter.get_total_flops() // 2


@sizes
def test_an_untrained_sampler_is_the_uniform_baseline(grid, thumbnail):
    sampler = Sampler(grid_size=grid, thumbnail_size=thumbnail, width=8)
    found = sampler(torch.randn(2, 3, *thumbnail))
    assert torch.equal(found, uniform_grid(*grid).expand(2, *grid, 2))


@sizes
def test_every_weight_and_pixel_reaches_the_grid(grid, thumbnail):
    sampler = Sampler(grid_size=grid, thumbnail_size=thumbnail, width=8)
    torch.nn.init.normal_(sampler.head.weight)
    thumbnails = torch.randn(4, 3, *thumbnail, requires_grad=True)
    sampler(thumbnails).square().sum().backward()
    assert all(p.grad is not None for p in sampler.parameters())
    assert thumbnails.grad.abs().sum(dim=(0, 1)).min() > 0


def test_it_predicts_offsets_from_the_prior_in_gaps_of_the_uniform_grid():
    sampler = Sampler(grid_size=(4, 6), thumbnail_size=(8, 12), width=8).eval()
    sampler.head.bias.data = torch.tensor([0.25, -0.5])
    sampler.prior.data += 0.01
    offsets = sampler(torch.zeros(1, 3, 8, 12))[0] - uniform_grid(4, 6)
    expected = torch.tensor([0.01 + 0.25 / 3, 0.01 - 0.5 / 5]).expand(4, 6, 2)
    torch.testing.assert_close(offsets, expected)


def test_the_paper_s_sampler_costs_what_the_docstring_says():
    paper, phone = Sampler(), Sampler(width=32)
    assert multiply_adds(paper) == 327_647_232
    assert "8 x 8 out): 0.33 G multiply-adds" in Sampler.__doc__
    assert multiply_adds(phone) == 5_345_280
    assert "At width 32\n    the cost is 0.005 G" in Sampler.__doc__


@pytest.mark.parametrize(("grid", "thumbnail"), SIZES[:2])
def test_the_phone_s_sampler_has_at_most_300_000_parameters(grid, thumbnail):
    sampler = Sampler(grid_size=grid, thumbnail_size=thumbnail, width=32)
    assert sum(p.numel() for p in sampler.parameters()) <= 300_000


def test_one_skip_joining_convolution_alone_costs_more_than_the_paper_s_overhead():
    join = torch.nn.Conv2d(512, 256, 3, padding=1, bias=False)
    with FlopCounterMode(display=False) as counter:
        join(torch.zeros(1, 512, 8, 8))
    assert counter.get_total_flops() // 2 == 75_497_472


def test_the_second_u_net_does_not_depend_on_the_thumbnail():
    small, large = (Sampler(thumbnail_size=(side, side), width=8) for side in (8, 64))
    shapes = [[p.shape for p in s.second.parameters()] for s in (small, large)]
    assert shapes[0] == shapes[1]
    assert len(large.first.contract) == len(small.first.contract) + 3


@pytest.mark.parametrize(
    ("grid", "thumbnail"),
    [
        ((8, 8), (24, 24)),
        ((8, 8), (32, 64)),
        ((8, 8), (4, 4)),
        ((8, 8), (0, 0)),
        ((8, 8), (33, 33)),
    ],
)
def test_a_thumbnail_that_does_not_halve_to_the_grid_is_refused(grid, thumbnail):
    with pytest.raises(BadInput, match=r"times 1, 2, 4, 8.*choose for example \(32, 32\)"):
        Sampler(grid_size=grid, thumbnail_size=thumbnail)


@pytest.mark.parametrize("grid", [(0, 0), (1, 8), (8, -8)])
def test_a_grid_needs_two_points_a_side(grid):
    with pytest.raises(BadInput, match="at least 2 x 2 points"):
        Sampler(grid_size=grid)
