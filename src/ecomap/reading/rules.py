"""
Which model a published code or legal form stands for, and on what basis an actor has its model.

The rules are data: ``legal_forms.csv`` (Insee, levels II and III),
``activities.csv`` (NAF, the French NACE) and ``activity_types.csv`` (CORDIS),
each row with its source. They are conservative: a form that several models may
take has a row without a model, and two rules that disagree give none.
"""

from __future__ import annotations

import functools
import re
from typing import Any, Final

import numpy as np
import pandas as pd

from ecomap.text import fold, split_values
from ecomap.typology import standard
from ecomap.values.cells import by_value

__all__ = ["give_basis", "model_of_codes", "model_of_words", "ruled"]

_CODE: Final = re.compile(r"\d{4}")

# A company may be a bank or a laboratory: its activity then says more than its legal form.
_COMPANY: Final = "productive_economy"


@functools.cache
def _forms() -> dict[str, str]:
    """Map each folded label, abbreviation and code of a published form to its model."""
    known: dict[str, str] = {}
    for vocabulary in ("legal_forms", "activity_types"):
        for key, term in standard().terms(vocabulary).items():
            # a code of two digits is a label nowhere, and might be any number
            spellings = [term["label_fr"], *split_values(term["aliases"])]
            spellings += [key] if key.isalpha() else []
            known |= {fold(spelling): term["model"] for spelling in spellings}
    return known


def model_of_words(cell: str) -> str:
    """
    Give the model of a legal form written in words, as an abbreviation or as a code.

    Parameters
    ----------
    cell
        A cell of a column of types.

    Returns
    -------
    model
        Empty if no rule says.

    Examples
    --------
    >>> model_of_words("SARL"), model_of_words("9220"), model_of_words("Chambre consulaire")
    ('productive_economy', 'engagement_economy', '')
    """
    words = cell.strip()
    return (
        _by_prefix("legal_forms", words) if _CODE.fullmatch(words) else _forms().get(fold(cell), "")
    )


def _by_prefix(vocabulary: str, code: str) -> str:
    """Give the model of the most precise row that a code begins with."""
    terms = standard().terms(vocabulary)
    for length in range(len(code), 1, -1):
        if term := terms.get(code[:length]):
            return str(term["model"])
    return ""


def model_of_codes(legal_form: str, activity: str) -> str:
    """
    Give the model that a legal category and an activity code say together.

    Parameters
    ----------
    legal_form
        Insee's *catégorie juridique*, of four digits, or a legal form in words; may be empty.
    activity
        NAF or NACE code, such as ``64.19Z``; may be empty.

    Returns
    -------
    model
        Empty if neither says, or if they disagree and the form is no company's.

    Examples
    --------
    >>> model_of_codes("5599", "64.19Z"), model_of_codes("9220", "64.92Z")
    ('financial_economy', '')
    """
    form = model_of_words(legal_form)
    digits = re.sub(r"\D", "", activity)
    by_activity = _by_prefix("activities", digits) if len(digits) == len("6419") else ""
    if not by_activity or form == by_activity:
        return form
    return by_activity if form in {"", _COMPANY} else ""


def ruled(table: pd.DataFrame) -> pd.DataFrame:
    """
    Write the model that a rule gives where no word of the table does.

    Parameters
    ----------
    table
        Actors as text; an empty cell is missing.

    Returns
    -------
    table
        With `model`, and with `model_basis` if anything of the table is about models.

    Examples
    --------
    >>> ruled(pd.DataFrame({"model": ["commune", "SAS"]}))["model_basis"].tolist()
    ['given', 'rule']
    """
    about = [c for c in ("model", "model_basis", "legal_form", "activity_code") if c in table]
    if not about:
        return table
    blank = pd.Series(np.nan, index=table.index, dtype="str")
    columns = {c: table.get(c, blank) for c in ("model", "legal_form", "activity_code", "kind")}
    known = by_value(columns["model"].fillna(""), _is_model).astype(bool)
    places = by_value(columns["kind"].fillna(""), _is_place).astype(bool)
    rule = by_value(columns["model"], _by_words).astype("str")
    coded = columns["legal_form"].notna() | columns["activity_code"].notna()
    codes = pd.Series(
        [
            model_of_codes(form, activity) or None
            for form, activity in zip(
                columns["legal_form"][coded].fillna(""),
                columns["activity_code"][coded].fillna(""),
                strict=True,
            )
        ],
        index=table.index[coded],
        dtype="str",
    )
    rule = rule.mask(rule.isna(), codes.reindex(table.index)).mask(known | places)
    model = rule.mask(rule.isna(), columns["model"])
    told = table.get("model_basis", blank)
    basis = told.mask(told.isna(), _basis(known, rule.notna()))
    return table.assign(model=model, model_basis=basis)


def _basis(given: pd.Series[bool], rule: pd.Series[bool]) -> pd.Series[Any]:
    """Name the basis of each model that is known."""
    basis = pd.Series(np.nan, index=given.index, dtype="str")
    return basis.mask(given, "given").mask(rule, "rule")


def _is_model(cell: str) -> bool:
    """Tell whether a cell is a model, by its key, a label or an alias."""
    return standard().code("models", cell) is not None


def _is_place(cell: str) -> bool:
    """Tell whether a cell is a kind of meeting place."""
    kind = standard().code("kinds", cell)
    return kind is not None and standard().is_place(kind)


def _by_words(cell: str) -> str | None:
    """Give the model of a legal form in words, or nothing."""
    return model_of_words(cell) or None


def give_basis(table: pd.DataFrame) -> pd.DataFrame:
    """
    Say that an actor without a model has no basis for one, where bases are told at all.

    Parameters
    ----------
    table
        Actors that were judged.

    Returns
    -------
    table
        With `model_basis` complete, but for the meeting places.

    Examples
    --------
    >>> who = pd.DataFrame({"model": [None], "kind": ["network"], "model_basis": [None]})
    >>> give_basis(who.astype("str"))["model_basis"].tolist()
    ['none']
    """
    if "model_basis" not in table or "model" not in table:
        return table
    places = by_value(table["kind"], standard().is_place).astype(bool)
    unsaid = table["model_basis"].isna() & ~places
    basis = table["model_basis"].mask(unsaid & table["model"].notna(), "given")
    return table.assign(model_basis=basis.mask(unsaid & table["model"].isna(), "none"))
