"""
The numbers of the research notebook, read from ``data/notebook.csv``.

Each has its unit, its place in the notebook (section and line of the extracted
text) and its status: ``stated`` by the notebook, from a ``public_source``, our
``inference`` or our ``proposal``. Code that needs one of them asks this room.
"""

from __future__ import annotations

from ecomap.typology import standard

__all__ = ["constant", "constants"]


def constant(key: str) -> float:
    """
    Give a number of the research notebook.

    Parameters
    ----------
    key
        Its key in ``data/notebook.csv``.

    Returns
    -------
    value
        In the unit that the file tells; shares are from 0 to 1.

    Raises
    ------
    KeyError
        If the notebook has no such number.

    Examples
    --------
    >>> constant("projects:one") + constant("projects:several")
    833.0
    """
    return float(standard().terms("notebook")[key]["value"])


def constants(group: str) -> dict[str, float]:
    """
    Give the numbers of one group, by what follows its name in their keys.

    Parameters
    ----------
    group
        What stands before the first colon of the keys.

    Returns
    -------
    values
        In the order of the file; none if there is no such group.

    Examples
    --------
    >>> constants("horizon")["tactical"]
    18.0
    """
    keys = [key for key in standard().terms("notebook") if key.startswith(f"{group}:")]
    return {key.removeprefix(f"{group}:"): constant(key) for key in keys}
