"""Articles with claims go in, ratings with their ledgers and findings come out."""

from audit.score.criteria import View as View
from audit.score.news import doubts as doubts
from audit.score.rating import audited as audited
from audit.score.rating import findings as findings
from audit.score.rating import rated as rated
from audit.score.rating import score as score
