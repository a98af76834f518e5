import numpy as np
import pytest
import torch
from torch.nn import functional as F

from edgeward.models import Sampler, propose
from edgeward.models.proposal import boundary_targets, energy
from edgeward.models.sampling import project_covering, uniform_grid
from edgeward.models.spacing import boundary_density, squared_spacing
from edgeward.models.training.objectives import Energy, Learner, Proposals, Spacing
from tests.models.tiny import draw_discs

IGNORE = 255


@pytest.fixture
def labels() -> np.ndarray:
    return np.where((found := draw_discs(np.random.default_rng(1))[1]) == 2, IGNORE, found)


def guess(seed=0) -> torch.Tensor:
    noise = 0.1 * torch.randn(1, 4, 5, 2, generator=torch.Generator().manual_seed(seed))
    return uniform_grid(4, 5)[None] + noise


@pytest.mark.parametrize("targets", [None, [1]])
def test_proposals_are_those_of_eq_2(labels, targets):
    objective = Proposals((4, 5), 0.5, targets)
    target = objective.target(labels)
    expected = propose(labels, grid_size=(4, 5), lam=0.5, ignore=IGNORE, targets=targets)
    np.testing.assert_allclose(target, expected)
    assert target.dtype == torch.float32
    found = guess()
    assert objective.loss(found, target[None]) == F.mse_loss(found[0], target)


def test_proposals_come_out_of_the_cache_as_they_went_in(labels, tmp_path):
    plain, cached = (Proposals((4, 5), 1.0, None, cache) for cache in (None, tmp_path))
    for _ in range(2):
        assert torch.equal(cached.target(labels), plain.target(labels))
    assert len(list(tmp_path.glob("*/*.npy"))) == 1


def test_the_energy_is_that_of_the_covering_grid(labels):
    objective, found = Energy((4, 5), 0.7, None), guess()
    nearest = boundary_targets(labels, grid_size=(4, 5), ignore=IGNORE)
    covering = project_covering(found)[0].double().numpy()
    loss = objective.loss(found, objective.target(labels)[None]).item()
    assert loss == pytest.approx(energy(covering, nearest, 0.7) / covering.size, rel=1e-5)


def test_the_spacing_is_relative_to_the_uniform_grid(labels):
    objective = Spacing(np.array([1, 2], np.float32))
    target = objective.target(labels)[None]
    assert objective.loss(uniform_grid(4, 5)[None], target).item() == pytest.approx(1, abs=1e-5)
    density = boundary_density(labels, weights=np.array([1, 2], np.float32), ignore=IGNORE)[None]
    expected = squared_spacing(project_covering(guess()), density)
    expected = expected / squared_spacing(uniform_grid(2, 2)[None], density)
    assert objective.loss(guess(), target).item() == pytest.approx(expected.item())


def test_a_batch_without_boundaries_costs_nothing():
    objective = Spacing(np.ones(2, np.float32))
    target = objective.target(np.full((30, 40), IGNORE, np.uint8))[None]
    assert objective.loss(guess(), target) == 0


def test_a_learner_s_grids_are_its_sampler_s():
    sampler = Sampler(grid_size=(4, 4), thumbnail_size=(16, 16), width=8).eval()
    torch.nn.init.normal_(sampler.head.weight)
    thumbnails = torch.rand(2, 3, 16, 16)
    for classes in (None, 3):
        found = Learner(sampler, classes=classes)(thumbnails)
        assert torch.equal(found.grids, sampler(thumbnails))
        moved = sampler.prior + found.offsets * sampler.gap
        torch.testing.assert_close(moved, found.grids)
        assert (found.scores is None) if classes is None else found.scores.shape == (2, 3, 16, 16)
