"""What is known of heart-rate sensors, for the heuristics over time."""

from __future__ import annotations

__all__ = ["PASADYN", "STRAP"]

PASADYN = "Pasadyn S.R. et al., Accuracy of commercially available heart rate monitors in athletes. Cardiovasc Diagn Ther, 2019;9:379-385."
"""A chest strap agrees with an electrocardiogram far better than wrist sensors do while running."""

STRAP = "wet the strap before the start, or wear the watch tighter and away from the wrist bone, and look at the first minutes of the next run"
"""What to try."""
