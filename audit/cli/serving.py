"""The options of ``audit serve`` go in; the service runs until it is stopped."""

from __future__ import annotations

import argparse
import sys

from audit.cli.output import CommandError


def serve(options: argparse.Namespace) -> int:
    """Serves audits on an address until the process is told to stop; the status is 0. Raises CommandError without the
    extra ``serve``, ModelError and LexiconError."""
    try:
        import uvicorn

        from audit.serve import app, auditing
    except ModuleNotFoundError as error:
        message = 'audit serve needs the extra "serve": pip install news-sourcing-audit[serve]'
        raise CommandError(message) from error
    from audit import __version__
    from audit.lexicon import load_lexicon, with_weights
    from audit.parse import load_parser

    lexicon = with_weights(load_lexicon(*options.lexicon), options.preset or "default")
    parser = load_parser(options.model)
    about = {"version": __version__, "parser": parser.name, "models": dict(parser.models)}
    limit = int(options.limit * (1 << 20))
    made = app(auditing(parser, lexicon), about, limit=limit, seconds=options.seconds, waiting=options.waiting)
    if not options.quiet:
        sys.stderr.write(f"audit: serving on http://{options.host}:{options.port}; stop with Ctrl-C\n")
    uvicorn.run(made, host=options.host, port=options.port, log_level="warning", server_header=False)
    return 0
