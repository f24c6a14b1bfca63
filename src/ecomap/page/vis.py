"""
Load pyvis, which carries vis-network, without the notebook that it asks for.

pyvis imports IPython for the frame in which a notebook would show its own
pages. Ours show themselves, and IPython takes longer to load than a page to be
written.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

__all__ = ["network"]


def network() -> Any:  # noqa: ANN401 - pyvis has no types
    """
    Make a network of pyvis, empty.

    Returns
    -------
    network
        A ``pyvis.network.Network``, directed, that fetches nothing.

    Examples
    --------
    >>> network().nodes
    []
    """
    with _frameless():
        from pyvis.network import Network  # noqa: PLC0415 - only who draws waits for it
    return Network(directed=True, cdn_resources="in_line")


@contextmanager
def _frameless() -> Iterator[None]:
    """Stand in for IPython while pyvis is loaded, unless it is loaded already."""
    names = ("IPython", "IPython.display")
    if any(name in sys.modules for name in names):
        yield
        return
    modules = {name: ModuleType(name) for name in names}
    modules["IPython.display"].IFrame = _frame  # type: ignore[attr-defined]
    sys.modules |= modules
    try:
        yield
    finally:
        for name in names:
            del sys.modules[name]


def _frame(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - handed on as they are
    """Make the frame that pyvis wanted, if somebody asks pyvis for one later."""
    from IPython.display import IFrame  # noqa: PLC0415 - see `_frameless`

    return IFrame(*args, **kwargs)
