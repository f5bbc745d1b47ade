"""An article's claims go in, the same claims with their occasions come out: how, to whom, where and when it was said.

``hows`` knows the words, ``settings`` finds the occasions that a sentence names, ``stated`` tells to which word of
saying each belongs, ``carried`` how far it holds in a passage. ``learned`` has the last word where there are word
vectors: ``words`` and ``numbers`` tell it what the rules found, ``network`` weighs it.
"""

from audit.trace.placed.carried import with_occasions
from audit.trace.placed.learned import Occasions, OccasionsError, load_occasions

__all__ = ["Occasions", "OccasionsError", "load_occasions", "with_occasions"]
