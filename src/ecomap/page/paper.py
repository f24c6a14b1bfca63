"""
A picture as PNG or PDF, drawn by matplotlib (the extra ``pictures``).

It brings a font with the accents of European languages; a letter that the font
lacks is drawn as a box.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from ecomap.errors import EcomapError, Issue
from ecomap.page.shapes import (
    DIAMOND,
    SQUARE,
    UNWRITABLE,
    Command,
    Line,
    Mark,
    Picture,
    Shape,
    Words,
)

__all__ = ["need_matplotlib", "write_pdf", "write_png"]

# Points of paper: an A4 page lying down, as long as names stay readable on it, else A3.
_A4: Final = (841.89, 595.28)
_A3: Final = (1190.55, 841.89)
_READABLE: Final = 6.0


def need_matplotlib(path: Path) -> None:
    """
    Say how to install what PNG and PDF need, if it is missing.

    Parameters
    ----------
    path
        The file asked for.

    Raises
    ------
    EcomapError
        If matplotlib is not installed.
    """
    try:
        import matplotlib  # noqa: F401, ICN001, PLC0415 - large, and few need it: an extra
    except ImportError as error:
        install = 'pip install "ecomap[pictures]"'
        facts = {"format": path.suffix.removeprefix(".").upper(), "install": install}
        raise EcomapError(
            issues=[Issue(code="extra_missing", severity="error", facts=facts)]
        ) from error


def write_png(picture: Picture, path: Path, scale: int) -> None:
    """
    Write a picture as PNG.

    Parameters
    ----------
    picture
        What is drawn.
    path
        The file.
    scale
        Pixels for one of a laptop's screen.
    """
    figure = _figure(picture, (picture.width, picture.height), 0.0)
    # a file without a date or a version: the same map gives the same bytes
    with _any_script():
        figure.savefig(path, format="png", dpi=72 * scale, metadata={"Software": None})


def write_pdf(picture: Picture, path: Path) -> None:
    """
    Write a picture as a PDF of one page lying down, with text that can be searched.

    Parameters
    ----------
    picture
        What is drawn.
    path
        The file.
    """
    import matplotlib as mpl  # noqa: PLC0415 - an extra

    size = _A4 if _shrunk(picture, _A4) * 13 >= _READABLE else _A3
    with mpl.rc_context({"pdf.fonttype": 42}), _any_script():
        figure = _figure(picture, size, 20.0)
        about = {"Title": picture.title, "Creator": "ecomap", "Producer": None}
        figure.savefig(path, format="pdf", metadata={**about, "CreationDate": None})


@contextmanager
def _any_script() -> Iterator[None]:
    """Let letters that the font lacks be drawn as boxes; an SVG has them all."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        yield


def _shrunk(picture: Picture, size: tuple[float, float], margin: float = 20.0) -> float:
    """Give how much a picture shrinks to fit a page."""
    return min((size[0] - 2 * margin) / picture.width, (size[1] - 2 * margin) / picture.height)


def _figure(picture: Picture, size: tuple[float, float], margin: float) -> Any:  # noqa: ANN401 - an extra's
    """Draw a picture on a figure of a size in points, in its middle."""
    from matplotlib.figure import Figure  # noqa: PLC0415 - an extra

    figure = Figure(figsize=(size[0] / 72, size[1] / 72), facecolor=picture.ground)
    shrink = _shrunk(picture, size, margin)
    wide, high = (side / shrink * picture.unit for side in size)
    left = (wide - picture.width * picture.unit) / 2
    top = (high - picture.height * picture.unit) / 2
    axes = figure.add_axes((0, 0, 1, 1), frame_on=False)
    axes.set(xlim=(-left, wide - left), ylim=(high - top, -top), xticks=[], yticks=[])
    for order, shape in enumerate(picture.shapes):
        for artist in _artists(shape, shrink / picture.unit):
            artist.set_zorder(order)
            axes.add_artist(artist)
    return figure


def _artists(shape: Shape, point: float) -> list[Any]:
    """Give what matplotlib draws for a shape; `point` is the points of a unit."""
    if isinstance(shape, Words):
        # a text with an effect is drawn as outlines: the halo apart, the text stays text
        return [
            _written(shape, row, shape.y + k * shape.step, point, halo=halo)
            for halo in ([True, False] if shape.halo else [False])
            for k, row in enumerate(shape.rows)
        ]
    from matplotlib.patches import PathPatch  # noqa: PLC0415 - an extra

    if isinstance(shape, Line):
        dash = (0, [part / shape.thick for part in shape.dash]) if shape.dash else "-"
        return [
            PathPatch(
                _mpl_path(shape.path),
                facecolor=shape.fill or "none",
                edgecolor=shape.stroke or "none",
                linewidth=shape.thick * point,
                linestyle=dash,
                alpha=shape.alpha,
                capstyle="round",
            )
        ]
    ring = shape.shape == "ring"
    return [
        PathPatch(
            _outline(shape),
            facecolor=shape.ground if ring else shape.color,
            edgecolor=shape.color if ring else shape.ground,
            linewidth=(shape.radius * 0.36 if ring else 1.0) * point,
        )
    ]


def _mpl_path(path: Sequence[Command]) -> Any:  # noqa: ANN401 - an extra's
    """Turn commands into a path of matplotlib."""
    from matplotlib.path import Path as Trace  # noqa: PLC0415 - an extra

    code = {"M": Trace.MOVETO, "L": Trace.LINETO, "Q": Trace.CURVE3, "Z": Trace.CLOSEPOLY}
    points, codes = [], []
    for command, values in path:
        pairs = list(zip(values[::2], values[1::2], strict=True)) or [(0.0, 0.0)]
        points += pairs
        codes += [code[command]] * len(pairs)
    return Trace(points, codes)


def _outline(mark: Mark) -> Any:  # noqa: ANN401 - an extra's
    """Give the outline of a mark as a path of matplotlib."""
    from matplotlib.path import Path as Trace  # noqa: PLC0415 - an extra

    x, y, r = mark.x, mark.y, mark.radius
    if mark.shape not in {"square", "diamond"}:
        return Trace.circle((x, y), r)
    side, d = r * SQUARE, r * DIAMOND
    corners = {
        "square": [(-side, -side), (side, -side), (side, side), (-side, side)],
        "diamond": [(0, -d), (d, 0), (0, d), (-d, 0)],
    }[mark.shape]
    moved = [(x + dx, y + dy) for dx, dy in corners]
    return Trace([*moved, moved[0]], closed=True)


def _written(words: Words, row: str, y: float, point: float, *, halo: bool) -> Any:  # noqa: ANN401 - an extra's
    """Give one line of a text for matplotlib."""
    from matplotlib.patheffects import Stroke  # noqa: PLC0415 - an extra
    from matplotlib.text import Text  # noqa: PLC0415 - an extra

    size = words.size * point
    return Text(
        words.x,
        y + 0.35 * words.size,
        UNWRITABLE.sub("\ufffd", row),
        fontsize=size,
        fontfamily="DejaVu Sans",
        fontweight="bold" if words.bold else "normal",
        color=words.color,
        ha={"start": "left", "middle": "center", "end": "right"}[words.anchor],
        va="baseline",
        parse_math=False,  # no cell is a formula
        path_effects=[Stroke(linewidth=size / 4, foreground=words.halo)] if halo else [],
    )
