"""The example notebook as data: its cells, what each shows when it is run, and a way to write that anew.

    python -m tests.notebook --write    # runs every cell and puts what it shows into notebooks/editors.ipynb

Cells run in one namespace, at the top of a checkout, without a kernel; figures of matplotlib are kept as PNG.
"""

from __future__ import annotations

import ast
import base64
import contextlib
import io
import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOK = ROOT / "notebooks" / "editors.ipynb"

Output = dict[str, Any]


def source_of(cell: dict[str, Any]) -> str:
    """The text of a cell."""
    return "".join(cell["source"])


def ran(code: str, names: dict[str, Any]) -> list[Output]:
    """What a cell shows: what it prints, its figures, its last expression; ``names`` are kept for the next one."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    tree = ast.parse(code)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    out, value = io.StringIO(), None
    with contextlib.redirect_stdout(out):
        exec(compile(tree, "editors.ipynb", "exec"), names)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), "editors.ipynb", "eval"), names)
    shown: list[Output] = []
    if printed := out.getvalue():
        shown.append({"output_type": "stream", "name": "stdout", "text": _lines(printed)})
    for number in pyplot.get_fignums():
        png = io.BytesIO()
        pyplot.figure(number).savefig(png, format="png", dpi=72, bbox_inches="tight")
        data = {"image/png": base64.b64encode(png.getvalue()).decode("ascii")}
        shown.append({"output_type": "display_data", "metadata": {}, "data": data})
    figures, value = bool(pyplot.get_fignums()), None if pyplot.get_fignums() else value
    pyplot.close("all")
    if value is not None and not figures:
        data = {"text/plain": _lines(repr(value))}
        if hasattr(value, "_repr_html_"):
            data["text/html"] = _lines(value._repr_html_())
        shown.append({"output_type": "execute_result", "execution_count": None, "metadata": {}, "data": data})
    return shown


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def read() -> dict[str, Any]:
    """The notebook as it lies in the checkout."""
    found: dict[str, Any] = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    return found


def rewritten(notebook: dict[str, Any]) -> dict[str, Any]:
    """The notebook with what its cells show now."""
    names: dict[str, Any] = {}
    count = 0
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            count += 1
            cell["outputs"], cell["execution_count"] = ran(source_of(cell), names), count
            for output in cell["outputs"]:
                if "execution_count" in output:
                    output["execution_count"] = count
    return notebook


if __name__ == "__main__":
    text = json.dumps(rewritten(read()), ensure_ascii=False, indent=1) + "\n"
    if "--write" in sys.argv:
        NOTEBOOK.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
