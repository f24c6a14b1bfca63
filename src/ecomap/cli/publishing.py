"""What is published of G: ``[publish]`` of the project file, and ``--publish``."""

from __future__ import annotations

import difflib
from typing import Any, Final

import networkx as nx

from ecomap.cli.options import option
from ecomap.cli.outputs import tell_withheld
from ecomap.cli.speech import refuse, tell, word
from ecomap.errors import GraphError, Issue
from ecomap.graph import public, unknown_columns
from ecomap.reading.plan import PUBLISH

publish_option = option(
    "--publish", "publish", multiple=True, help="help_publish", metavar="KEY=VALUE"
)

# As people type them; TOML has its own.
_TRUTH: Final = {"true": True, "false": False}


def published(
    G: nx.MultiDiGraph, settings: dict[str, Any], options: dict[str, Any]
) -> nx.MultiDiGraph:
    """Give what may be published of G, and tell what is left out; all of it if internal."""
    typed = dict(_typed(entry) for entry in options.get("publish", ()))
    if options.get("internal"):
        return G
    if faults := [issue for issue in G.graph.get("issues", ()) if _is_of_publishing(issue)]:
        # a setting that is ignored would publish what it should withhold
        raise GraphError(issues=faults)
    profile = {**settings.get("publish", {}), **typed}
    for key in ("drop", "kinds"):
        profile[key] = [str(value) for value in profile.get(key, ())]
    part = public(G, **profile)
    for column, near in unknown_columns(G, profile["drop"]).items():
        told = word("publish_no_column", column=column)
        tell(told + (f" {word('did_you_mean', suggestion=near)}" if near else ""))
    tell_withheld(part.graph["withheld"])
    return part


def _is_of_publishing(issue: Issue) -> bool:
    """Tell whether an issue says that a setting of publishing was not understood."""
    if issue.code not in {"unknown_setting", "bad_setting"}:
        return False
    return str(issue.facts.get("key", issue.value)).partition(".")[0] == "publish"


def _typed(entry: str) -> tuple[str, Any]:
    """Read ``key=value``; several values are parted by commas."""
    key, equals, value = (part.strip() for part in entry.partition("="))
    if key not in PUBLISH or not equals:
        near = difflib.get_close_matches(key, PUBLISH, n=1)
        refuse("publish_key", near, value=entry, known=", ".join(PUBLISH))
    if PUBLISH[key] is int:
        if not value.isdecimal():
            refuse("publish_number", name=key, value=value)
        return key, int(value)
    if PUBLISH[key] is str:
        return key, value
    if PUBLISH[key] is not list and value.lower() in _TRUTH:
        return key, _TRUTH[value.lower()]
    return key, [part.strip() for part in value.split(",") if part.strip()]
