"""From what a device recorded to an even run: one row a second, faults noted and removed, breaks never bridged."""

from __future__ import annotations

from legcheck.cleaning.clean import clean
from legcheck.cleaning.climb import ascent_descent
from legcheck.cleaning.grade import equal_heart_rate_factor
from legcheck.cleaning.notes import NOTES

__all__ = ["NOTES", "ascent_descent", "clean", "equal_heart_rate_factor"]
