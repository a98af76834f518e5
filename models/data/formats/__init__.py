"""The formats of data sets: one module each, and the order in which they are tried."""

from edgeward.models.data.formats.apolloscape import ApolloScape
from edgeward.models.data.formats.cityscapes import Cityscapes
from edgeward.models.data.formats.folder import FolderDataset, InstanceFolder
from edgeward.models.data.formats.supervisely import Supervisely
from edgeward.models.data.formats.synthia import Synthia, SynthiaRand
from edgeward.models.data.labelled import LabelledPictures

# The project's own comes first, so that a classes.txt says what a folder is.
FORMATS: tuple[type[LabelledPictures], ...] = (
    FolderDataset,
    Cityscapes,
    ApolloScape,
    Synthia,
    SynthiaRand,
    Supervisely,
    InstanceFolder,
)

__all__ = [
    "FORMATS",
    "ApolloScape",
    "Cityscapes",
    "FolderDataset",
    "InstanceFolder",
    "Supervisely",
    "Synthia",
    "SynthiaRand",
]
