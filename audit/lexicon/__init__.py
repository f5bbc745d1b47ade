"""Folders of TOML go in, English as data comes out: rules, words and outlets, loaded and looked up."""

from audit.lexicon.load import FILES as FILES
from audit.lexicon.load import RULES as RULES
from audit.lexicon.load import Entry as Entry
from audit.lexicon.load import Lexicon as Lexicon
from audit.lexicon.load import LexiconError as LexiconError
from audit.lexicon.load import builtin_folder as builtin_folder
from audit.lexicon.load import load_lexicon as load_lexicon
from audit.lexicon.own import builtin as builtin
from audit.lexicon.weights import presets as presets
from audit.lexicon.weights import with_weights as with_weights
