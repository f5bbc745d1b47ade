"""The records that every step takes and returns: plain, frozen, picklable data; nothing here imports anything of ours.

All offsets are code points into an article's ``text`` exactly as it was read, end exclusive. The words are those of the
attribution literature (PARC 3, Pareti 2015; PolNeAR, Newell et al. 2018) wherever it has one.
"""

from audit.model.attribution import Attribution as Attribution
from audit.model.attribution import Claim as Claim
from audit.model.attribution import Crediting as Crediting
from audit.model.attribution import Cue as Cue
from audit.model.attribution import Detail as Detail
from audit.model.attribution import Dossier as Dossier
from audit.model.attribution import Evidence as Evidence
from audit.model.attribution import Named as Named
from audit.model.attribution import Occasion as Occasion
from audit.model.attribution import Phrase as Phrase
from audit.model.attribution import Relay as Relay
from audit.model.attribution import Source as Source
from audit.model.outcome import Article as Article
from audit.model.outcome import AuditedArticle as AuditedArticle
from audit.model.outcome import Deduction as Deduction
from audit.model.outcome import Failure as Failure
from audit.model.outcome import Finding as Finding
from audit.model.outcome import Need as Need
from audit.model.outcome import Rating as Rating
from audit.model.outcome import SourceSummary as SourceSummary
from audit.model.outcome import SubScore as SubScore
from audit.model.outcome import reason_of as reason_of
from audit.model.places import Places as Places
from audit.model.text import BASES as BASES
from audit.model.text import CLOSING as CLOSING
from audit.model.text import CREDITED as CREDITED
from audit.model.text import CUE_CLASSES as CUE_CLASSES
from audit.model.text import DOUBTFUL as DOUBTFUL
from audit.model.text import FLOOR as FLOOR
from audit.model.text import GENRES as GENRES
from audit.model.text import HOWS as HOWS
from audit.model.text import KINDS as KINDS
from audit.model.text import PARTS as PARTS
from audit.model.text import REASONS as REASONS
from audit.model.text import SEVERITIES as SEVERITIES
from audit.model.text import SHORT as SHORT
from audit.model.text import SORTS as SORTS
from audit.model.text import STATUSES as STATUSES
from audit.model.text import TRACES as TRACES
from audit.model.text import TYPES as TYPES
from audit.model.text import Link as Link
from audit.model.text import Quotation as Quotation
from audit.model.text import Segment as Segment
from audit.model.text import Sentence as Sentence
from audit.model.text import Span as Span
from audit.model.text import Spans as Spans
from audit.model.text import Token as Token
