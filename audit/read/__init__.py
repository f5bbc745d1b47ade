"""Files, folders, streams and web pages go in, articles divided into segments come out; their text is left as it is."""

from audit.read.articles import ReadError as ReadError
from audit.read.articles import Reading as Reading
from audit.read.articles import read_articles as read_articles
from audit.read.ids import told_apart as told_apart
from audit.read.language import in_english as in_english
