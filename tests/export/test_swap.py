"""Another segmenter or size leaves a checkpoint's sampler what it was trained for."""

import dataclasses

import pytest
import torch

from edgeward.errors import BadInput
from edgeward.export.swap import Renormalised, with_segmenter, with_size
from edgeward.models import AdaptiveSegmenter

OTHER = (0.5, 0.4, 0.3), (0.25, 0.2, 0.1)


@pytest.fixture
def checkpoint(make_checkpoint):
    """A checkpoint whose pixels are normalised otherwise than ImageNet's."""
    made = make_checkpoint()
    mean, std = OTHER
    parts = made.model.sampler, made.model.segmenter
    model = AdaptiveSegmenter(*parts, sample_size=made.model.sample_size, mean=mean, std=std)
    return dataclasses.replace(made, model=model.eval())


def test_another_size_changes_nothing_else(checkpoint):
    model = with_size(checkpoint, (48, 64)).model
    pixels = torch.randint(0, 256, (1, 48, 64, 3), dtype=torch.uint8)
    assert model.sample_size == (48, 64)
    assert torch.equal(model.segment(pixels), checkpoint.model.segment(pixels))
    thumbnail = torch.randint(0, 256, (1, 32, 32, 3), dtype=torch.uint8)
    assert torch.equal(model.predict(thumbnail), checkpoint.model.predict(thumbnail))


def test_another_segmenter_leaves_the_sampler_its_pixels(checkpoint):
    swapped = with_segmenter(checkpoint, "unet", None)
    thumbnail = torch.randint(0, 256, (1, 32, 32, 3), dtype=torch.uint8)
    expected = checkpoint.model.predict(thumbnail)
    assert torch.equal(swapped.model.predict(thumbnail), expected)
    assert swapped.classes == checkpoint.classes
    assert (swapped.name, swapped.model.sample_size) == ("unet", (32, 48))


def test_pixels_are_normalised_as_the_segmenter_expects():
    own = (0.1, 0.2, 0.3), (0.5, 0.6, 0.7)
    planes = torch.rand(1, 3, 4, 5)
    given, expected = (
        (planes - torch.tensor(mean)[:, None, None]) / torch.tensor(std)[:, None, None]
        for mean, std in (OTHER, own)
    )
    found = Renormalised(torch.nn.Identity(), given=OTHER, own=own)(given)
    torch.testing.assert_close(found, expected)


def test_an_unknown_segmenter_suggests_the_nearest(checkpoint):
    with pytest.raises(BadInput, match="did you mean"):
        with_segmenter(checkpoint, "unett", None)
