"""
The vocabularies of the field, read from data.

Seven socio-economic models in three families, kinds of node, partnerships,
relations, sizes, territory levels: each is a CSV file of ``data`` with a row
per term (key, parent where there is one, label in French and English, aliases,
source). So are the columns of the two tables and the measures. Code never
compares to a literal model name; another typology is another folder of files.
"""

from __future__ import annotations

import csv
import difflib
import functools
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

from ecomap.text import fold, split_values

__all__ = ["SHARES_TOLERANCE", "Term", "Typology", "standard"]

Term = dict[str, str]

# Shares written with two decimals (0.33 three times) must pass; a forgotten model must not.
SHARES_TOLERANCE: Final = 0.011


class Typology:
    """
    The vocabularies of one folder.

    Parameters
    ----------
    folder
        Folder of CSV files; None for the one that ecomap carries.

    Examples
    --------
    >>> types = Typology()
    >>> types.code("models", "Économie de l’engagement")
    'engagement_economy'
    >>> types.family("engagement_economy")
    'hybrid'
    """

    def __init__(self, folder: Traversable | None = None) -> None:
        self._folder = folder if folder is not None else files("ecomap") / "data"
        self._terms: dict[str, dict[str, Term]] = {}
        self._codes: dict[str, dict[str, str]] = {}

    def terms(self, vocabulary: str) -> dict[str, Term]:
        """
        Give the terms of a vocabulary.

        Parameters
        ----------
        vocabulary
            Name of a file of the folder, without its suffix.

        Returns
        -------
        terms
            For each key, its row; in the order of the file.

        Raises
        ------
        FileNotFoundError
            If the folder has no such file.
        """
        if vocabulary not in self._terms:
            source = self._folder / f"{vocabulary}.csv"
            with source.open(encoding="utf-8") as stream:
                self._terms[vocabulary] = {row["key"]: row for row in csv.DictReader(stream)}
        return self._terms[vocabulary]

    def label(self, vocabulary: str, key: str, lang: str = "en") -> str:
        """
        Give the words for a key.

        Parameters
        ----------
        vocabulary
            Name of the vocabulary.
        key
            A key of it; an unknown one is its own label.
        lang
            ``"fr"`` or ``"en"``.

        Returns
        -------
        label
            Words for people.
        """
        term = self.terms(vocabulary).get(key)
        return term[f"label_{lang}"] if term else key

    def code(self, vocabulary: str, value: str) -> str | None:
        """
        Find the key that a value means.

        Parameters
        ----------
        vocabulary
            Name of the vocabulary.
        value
            A key, a label or an alias, whatever its case, accents and spaces.

        Returns
        -------
        key
            None if the vocabulary knows no such value: it is never guessed.
        """
        if vocabulary not in self._codes:
            self._codes[vocabulary] = self._known(vocabulary)
        return self._codes[vocabulary].get(fold(value))

    def _known(self, vocabulary: str) -> dict[str, str]:
        """Map each folded spelling to its key; keys win over labels, labels over aliases."""
        terms = self.terms(vocabulary)
        known: dict[str, str] = {}
        for key, term in terms.items():
            for alias in split_values(term.get("aliases", "")):
                known[fold(alias)] = key
        for key, term in terms.items():
            known[fold(term["label_fr"])] = known[fold(term["label_en"])] = key
        known.update({fold(key): key for key in terms})
        # people type spaces where codes have underscores
        known.update({fold(key.replace("_", " ")): key for key in terms})
        return known

    def nearest(self, vocabulary: str, value: str, lang: str = "en") -> str:
        """
        Suggest the label that a value resembles most.

        Parameters
        ----------
        vocabulary
            Name of the vocabulary.
        value
            What was written.
        lang
            Language of the suggestion.

        Returns
        -------
        label
            Empty if nothing is near.
        """
        self.code(vocabulary, value)
        near = difflib.get_close_matches(fold(value), self._codes[vocabulary], n=1, cutoff=0.7)
        return self.label(vocabulary, self._codes[vocabulary][near[0]], lang) if near else ""

    @property
    def models(self) -> tuple[str, ...]:  # numpydoc ignore=RT01
        """The keys of the models, in the order of the contract."""
        return tuple(self.terms("models"))

    @property
    def families(self) -> tuple[str, ...]:  # numpydoc ignore=RT01
        """The keys of the families, in the order of the contract."""
        return tuple(self.terms("families"))

    def family(self, model: str) -> str:
        """
        Give the family of a model.

        Parameters
        ----------
        model
            Key of a model.

        Returns
        -------
        family
            Key of its family.

        Raises
        ------
        KeyError
            If there is no such model.
        """
        return self.terms("models")[model]["parent"]

    def is_place(self, kind: str) -> bool:
        """
        Tell whether a kind of node is a meeting place rather than an actor.

        Parameters
        ----------
        kind
            Key of a kind.

        Returns
        -------
        place
            True for programmes, events, platforms and alliances.

        Raises
        ------
        KeyError
            If there is no such kind.
        """
        return self.terms("kinds")[kind]["role"] == "place"

    def membership(self, cell: str) -> dict[str, float]:
        """
        Read a cell of shares, ``engagement_economy:0.7|knowledge_economy:0.3``.

        Parameters
        ----------
        cell
            Models by key, label or alias, each with its share.

        Returns
        -------
        shares
            Share of each model, as written, in the order written.

        Raises
        ------
        ValueError
            If a model or a share cannot be read, a model stands twice, a share
            is not in 0 to 1, or the shares do not sum to 1 (within 0.011).

        Examples
        --------
        >>> Typology().membership("people: 0,5 | public_action: 0,5")
        {'people': 0.5, 'public_action': 0.5}
        """
        shares: dict[str, float] = {}
        for part in split_values(cell):
            name, _, share = part.rpartition(":")
            model = self.code("models", name)
            value = float(share.strip().replace(",", "."))
            if model is None or model in shares or not 0 <= value <= 1:
                raise ValueError(part)
            shares[model] = value
        if abs(sum(shares.values()) - 1) > SHARES_TOLERANCE:
            raise ValueError(cell)
        return shares


@functools.cache
def standard() -> Typology:
    """
    Give the typology that ecomap carries, read once.

    Returns
    -------
    typology
        The seven models in three families and the other vocabularies.

    Examples
    --------
    >>> len(standard().models)
    7
    """
    return Typology()
