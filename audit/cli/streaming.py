"""The options of ``audit stream`` go in; the output, its journal and the list of what failed are written, and a status
comes out."""

from __future__ import annotations

import argparse
import os
import sys
from functools import partial
from pathlib import Path

from audit.cli.checking import keeping
from audit.cli.output import CommandError, Output
from audit.cli.progress import Bar, Hushed


def stream(options: argparse.Namespace) -> int:
    """Audits what the command line names into JSON Lines or Parquet; the status is 0, 2 where no article could be
    audited, or 3 where something failed. Raises CommandError, and what ``audit_files`` raises."""
    if bool(options.paths) == bool(options.again):
        raise CommandError("name files, folders, patterns or -, or a list of failures with --again, but not both")
    output = Output(options.output.removesuffix(os.sep))
    parted = Path(options.output).suffix.lower() == ".parquet"
    if not parted and (output.folder or options.output == "-" or output.format(("jsonl", "json")) is None):
        told = "a stream is written to what can be gone on with: name OUT.jsonl, or OUT.parquet, a folder of parts"
        raise CommandError(f"{options.output}: {told}")
    if options.trace and (options.again or not options.origin):
        raise CommandError("--trace needs --origin (an outlet, or auto), and all articles: it does not go with --again")
    if options.trace and parted:
        raise CommandError(f"{options.output}: what is traced together is written as JSON Lines: name OUT.jsonl")
    output.prepare()
    from audit.lexicon import load_lexicon, with_weights
    from audit.parse.store import is_store
    from audit.read.articles import LIMIT
    from audit.stream.files import audit_files, beside
    from audit.stream.traced import trace_files
    from audit.trace.across.blocks import MOST

    if options.parses and not is_store(options.parses):
        raise CommandError(f"{options.parses}: a stream keeps its trees in a store: name FILE.sqlite")
    lexicon = with_weights(load_lexicon(*options.lexicon), options.preset or "default")
    with Bar(options.quiet) as bar, Hushed():
        audited = partial(
            trace_files if options.trace else audit_files,
            *options.paths,
            output=options.output,
            anew=options.anew,
            origin=options.origin,
            model=None if options.parses else options.model,
            parser=keeping(options.parses, options.model, bar.warn) if options.parses else None,
            lexicon=lexicon,
            rules_only=options.rules_only or bool(options.parses),
            limit=LIMIT if options.limit is None else int(options.limit * (1 << 20)),
            progress=bar.far,
        )
        far = audited(most=options.block or MOST) if options.trace else audited(again=options.again)
    if not options.quiet or far.failed:
        failed = f"; {far.failed:,} failed: see {beside(Path(options.output), 'failed')}" if far.failed else ""
        sys.stderr.write(f"audit: {far.articles:,} articles audited{failed}\n")
    return 2 if not far.articles else 3 if far.failed else 0
