"""Labelled pictures: data sets of several formats, augmentation and the training samples."""

from edgeward.manifest import ClassInfo
from edgeward.models.data.example import IGNORE, Example
from edgeward.models.data.formats.folder import FolderDataset
from edgeward.models.data.labelled import LabelledPictures
from edgeward.models.data.open import open_dataset

__all__ = [
    "IGNORE",
    "ClassInfo",
    "Example",
    "FolderDataset",
    "LabelledPictures",
    "open_dataset",
]
