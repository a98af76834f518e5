"""Export: a trained model becomes a verified bundle that runs without torch."""

from edgeward.export.bundle import export_bundle

__all__ = ["export_bundle"]
