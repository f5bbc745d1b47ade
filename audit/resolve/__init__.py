"""Attributions go in, the same ones come out with a kind and the name or description that each source stands for."""

from audit.resolve.sources import resolve as resolve
