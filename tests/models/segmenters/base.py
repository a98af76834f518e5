"""What every segmenter owes the package, wherever it comes from."""

import pytest
import torch
from torch import nn

from edgeward.models import create_segmenter


class BaseSegmenterTester:
    """What a segmenter owes the package; subclasses say its name and options."""

    name: str
    options: dict = {}  # noqa: RUF012
    sizes = ((32, 32), (64, 32))
    classes = 5

    @pytest.fixture
    def model(self) -> nn.Module:
        return create_segmenter(self.name, classes=self.classes, **self.options).eval()

    def test_scores_every_pixel_of_every_size(self, model):
        for size in self.sizes:
            scores = model(torch.randn(2, 3, *size))
            assert scores.shape == (2, self.classes, *size)
            assert scores.dtype == torch.float32

    def test_pictures_of_a_batch_do_not_mix(self, model):
        batch = torch.randn(2, 3, *self.sizes[0])
        torch.testing.assert_close(model(batch)[1], model(batch[1:])[0], rtol=1e-4, atol=1e-4)

    def test_weights_survive_a_round_trip(self, model):
        twin = create_segmenter(self.name, classes=self.classes, **self.options).eval()
        twin.load_state_dict(model.state_dict())
        picture = torch.randn(1, 3, *self.sizes[0])
        assert torch.equal(twin(picture), model(picture))

    def test_every_weight_learns(self, model):
        model.train()(torch.randn(2, 3, *self.sizes[0])).square().sum().backward()
        assert all(p.grad is not None for p in model.parameters())

    def test_exports(self, model):
        picture = torch.randn(1, 3, *self.sizes[0])
        program = torch.export.export(model, (picture,)).module()
        torch.testing.assert_close(program(picture), model(picture))
