"""An article's claims go in, the same claims with their occasions come out: how, to whom, where and when it was said.

``hows`` knows the words, ``settings`` finds the occasions that a sentence names, ``stated`` tells to which word of
saying each belongs, ``carried`` how far it holds in a passage.
"""

from audit.trace.placed.carried import with_occasions as with_occasions
