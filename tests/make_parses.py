"""Every example text goes in, its parse by the embedded models is stored: to be run after an example was added.

Texts that have a stored parse keep it; ``--all`` parses them anew, which is due after a change of the models. Parses of
texts that no longer stand anywhere are dropped.
"""

from __future__ import annotations

import argparse

from examples import PARSES, article_of, blocks, key_of, texts, written

from audit.parse import load_parser, write_conllu


def main() -> None:
    """Parse what is missing, or everything, and write tests/data/parses.conllu."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--all", action="store_true", help="parse every text anew")
    everything = options.parse_args().all
    known = {} if everything else dict(blocks())
    wanted = texts()
    missing = [text for text in wanted if key_of(text) not in known]
    if missing:
        # one at a time: the trees of a text must not hang on what stands beside it in a batch
        parser = load_parser()
        for text in missing:
            (article,) = parser.parse([article_of(text)])
            known[key_of(text)] = write_conllu(article.sentences)
    PARSES.write_text(written((key_of(text), known[key_of(text)]) for text in wanted), encoding="utf-8")
    print(f"{len(wanted)} texts, {len(missing)} of them parsed now: {PARSES}")


if __name__ == "__main__":
    main()
