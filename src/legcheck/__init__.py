"""legcheck reads a runner's activity files and explains heavy legs."""

__version__ = "0.1.0"
