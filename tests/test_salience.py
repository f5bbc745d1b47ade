"""What stands in what somebody tells is known to be told by that one."""

from __future__ import annotations

import numpy as np
from examples import stored

from audit.find import find
from audit.lexicon import load_lexicon
from audit.resolve.candidates import Table
from audit.resolve.salience import Salience
from audit.resolve.sources import walked

LEXICON = load_lexicon()
TWO = "Jane Alvarez met Robert Ellis on Monday. She said that the road would open. He said that it would stay shut."


def table_of(text: str) -> Table:
    return Table(walked(find(stored(text), LEXICON), LEXICON)[1])


def test_who_says_it_is_told_by_the_row_and_what_he_says_by_its_place() -> None:
    table = table_of(TWO)
    words = [row.token.text for row in table.rows]
    salience = Salience(table)
    text = table.context.article.text
    told = {words[row]: [text[s.start : s.end] for s in spans] for row, spans in salience.told.items()}
    assert told == {"She": ["that the road would open"], "He": ["that it would stay shut"]}
    it, he, she = words.index("it"), words.index("He"), words.index("She")
    says, tells = (np.array(salience.columns(it, np.array([he, she])))[row] for row in (1, 3))
    assert says.tolist() == [1, 0]  # "it" stands in what he says
    assert tells.tolist() == [1, 1]
