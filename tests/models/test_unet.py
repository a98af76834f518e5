import pytest
import torch

from edgeward.errors import BadInput
from edgeward.models import UNet


@pytest.mark.parametrize("depth", [0, 1, 3])
def test_features_double_at_every_halving(depth):
    model = UNet(classes=2, width=4, depth=depth)
    widths = [block[0].out_channels for block in model.contract]
    assert widths == [4 * 2**level for level in range(depth + 1)]
    assert len(model.expand) == depth


def test_the_paper_s_u_net_has_ronneberger_s_31_million_weights():
    # 31.04 M with valid convolutions and 2 x 2 up-convolutions, which nearest resizing replaces.
    convolutions = [m for m in UNet(classes=2).modules() if isinstance(m, torch.nn.Conv2d)]
    wide = [(m.in_channels, m.out_channels) for m in convolutions if m.kernel_size == (3, 3)]
    assert wide[:4] == [(3, 64), (64, 64), (64, 128), (128, 128)]
    assert max(wide) == (1536, 512)
    assert len(wide) == 18


def test_a_pixel_sees_its_surroundings_and_not_the_far_side():
    model = UNet(classes=1, width=4, depth=1).eval()
    picture = torch.randn(1, 3, 64, 64, requires_grad=True)
    model(picture)[0, 0, 0, 0].backward()
    seen = picture.grad[0].abs().sum(dim=0) > 0
    assert seen[:4, :4].any()
    assert not seen[32:, :].any()
    assert not seen[:, 32:].any()


def test_too_few_pixels_are_named():
    with pytest.raises(BadInput, match=r"at least 8 pixels a side for a U-Net of depth 3"):
        UNet(classes=2, width=4, depth=3)(torch.zeros(1, 3, 7, 64))
