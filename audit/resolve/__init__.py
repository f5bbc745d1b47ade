"""Attributions go in, the same ones come out with a kind and the name or description that each source stands for."""

from audit.resolve.sources import resolve as resolve
from audit.resolve.together import listed_together as listed_together
from audit.resolve.together import titles_of as titles_of
