"""Export: a trained model becomes a verified bundle that runs without torch."""

from edgeward.export.bundle import Exported, Failure, Job, export_bundle
from edgeward.export.converter import ExportError

__all__ = ["ExportError", "Exported", "Failure", "Job", "export_bundle"]
