"""
What is wrong, and where: issues as facts, and the exceptions that carry them.

An `Issue` is data: a code, a place in a sheet, a value. Its sentence is made
from ``data/words/issues.csv`` in either language when somebody asks for it, so
that issues can be counted, filtered, exported and translated.

The exceptions::

    EcomapError
    ├── SheetError   no table can be read (also a ValueError)
    └── GraphError   a graph breaks the contract of ecomap (also a ValueError)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from ecomap.text import say

__all__ = ["SEVERITIES", "EcomapError", "GraphError", "Issue", "Severity", "SheetError"]

Severity = Literal["error", "warning", "note"]

# error: the row is set aside; warning: used, but repaired or doubtful; note: worth knowing.
SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "note")


@dataclass(frozen=True, kw_only=True)
class Issue:  # numpydoc ignore=PR02
    """
    One fault or remark, and its place in a sheet.

    Parameters
    ----------
    code
        Key of the sentence in ``data/words/issues.csv``.
    severity
        ``error`` (row set aside), ``warning`` (used, doubtful) or ``note``.
    file, sheet
        Where it stands; empty if it stands nowhere in particular.
    row
        Number of the row as the spreadsheet shows it, from 1.
    column
        Letters of the column as the spreadsheet shows it.
    heading
        Heading of the column, as written in the file.
    value
        The faulty cell, as text.
    expected
        What would have been accepted; codes or a pattern, the same in both languages.
    suggestion
        What was perhaps meant.
    facts
        Further words for the sentence, by placeholder.

    Examples
    --------
    >>> issue = Issue(code="unknown_value", severity="warning", sheet="Actors", row=14,
    ...               column="C", heading="model", value="assocation", suggestion="association")
    >>> issue.place
    'Actors!C14'
    """

    code: str
    severity: Severity
    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    heading: str = ""
    value: str = ""
    expected: str = ""
    suggestion: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def place(self) -> str:  # numpydoc ignore=RT01
        """The place as spreadsheets write it: ``Actors!C14``; empty if there is none."""
        cell = f"{self.column}{self.row or ''}"
        where = self.sheet or self.file
        return f"{where}!{cell}" if where and cell else where or cell

    def message(self, lang: str = "en") -> str:
        """
        Say the issue as a sentence: where, what, what was expected, what to try.

        Parameters
        ----------
        lang
            ``"fr"`` or ``"en"``.

        Returns
        -------
        sentence
            One line of text.
        """
        known = {
            "heading": self.heading,
            "value": _shown(self.value),
            "expected": self.expected,
            "suggestion": self.suggestion,
            **self.facts,
        }
        parts = [say(f"issues.{self.code}", lang, **known)]
        if self.suggestion:
            parts.append(say("issues.did_you_mean", lang, suggestion=self.suggestion))
        sentence = " ".join(parts)
        if not self.place:
            return sentence
        return say("issues.at", lang, place=self.place, sentence=sentence)

    def as_dict(self, lang: str = "en") -> dict[str, Any]:
        """
        Give the issue as plain data, as ``ecomap check --format json`` prints it.

        Parameters
        ----------
        lang
            Language of ``message``.

        Returns
        -------
        record
            The fields of the contract, with ``message`` last.
        """
        return {
            "code": self.code,
            "severity": self.severity,
            "file": self.file,
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "heading": self.heading,
            "value": self.value,
            "expected": self.expected,
            "suggestion": self.suggestion,
            "message": self.message(lang),
        }


def _shown(value: str, longest: int = 60) -> str:
    """Shorten a cell for a sentence; the whole value stays in the issue."""
    line = " ".join(value.split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


class EcomapError(Exception):
    """
    Base of the exceptions of ecomap.

    Parameters
    ----------
    message
        What happened; made from the issues when empty.
    issues
        The faults found, all of them.
    """

    def __init__(self, message: str = "", issues: Iterable[Issue] = ()) -> None:
        self.issues: list[Issue] = list(issues)
        super().__init__(message or "\n".join(issue.message() for issue in self.issues))

    def message(self, lang: str = "en") -> str:
        """
        Say the faults in one language.

        Parameters
        ----------
        lang
            ``"fr"`` or ``"en"``.

        Returns
        -------
        text
            One line per issue; the exception's own text if it carries none.
        """
        return "\n".join(issue.message(lang) for issue in self.issues) or str(self)


class SheetError(EcomapError, ValueError):
    """No table can be read: unreadable file, no headings, an ambiguous column."""


class GraphError(EcomapError, ValueError):
    """A graph breaks the contract of ecomap, or a measure is asked of the wrong graph."""
