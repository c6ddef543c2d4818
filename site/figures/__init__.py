"""A number that opens: what it divides, by what, what was left out, and on how much of the truth it stands."""

from figures.figure import Exclusion, Figure
from figures.french import hours, hundredths, number, percent
from figures.heatmap import heat_map, level
from figures.trend import trend

__all__ = ["Exclusion", "Figure", "heat_map", "hours", "hundredths", "level", "number", "percent", "trend"]
