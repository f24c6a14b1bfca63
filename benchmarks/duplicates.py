"""
How well, and how fast, probable duplicates are found among synthetic names.

Every name is made of words drawn at random: no actor is real. Some actors are
written twice, in the ways people do; others only look alike, and must not be
taken for one: another place, another number, another identifier, a foundation
and an association of one name. Run it: `python benchmarks/matching.py`.
"""

from __future__ import annotations

import random
import sys
import time
import unicodedata
from collections.abc import Callable
from typing import Final, NamedTuple

import pandas as pd

from ecomap.reading.matching import match_actors

__all__ = ["WAYS", "Truth", "made", "measured"]

_KINDS: Final = (
    "Association", "Fondation", "Collectif", "Réseau", "Maison", "Centre", "Institut", "Comité",
    "Union", "Atelier", "Observatoire", "Agence", "Coopérative", "Collège", "École", "Club",
)  # fmt: skip
_TOPICS: Final = (
    "éducation populaire", "insertion", "solidarité", "agriculture biologique", "énergie",
    "recherche médicale", "mobilité", "culture", "patrimoine", "jeunesse", "économie circulaire",
    "habitat participatif", "numérique", "santé", "environnement", "sport adapté", "lecture",
    "commerce équitable", "formation professionnelle", "égalité", "protection de la forêt",
    "développement durable", "aide alimentaire", "musique ancienne", "création théâtrale",
)  # fmt: skip
_FORMS: Final = ("SARL", "SAS", "SA", "SCOP", "EURL")
_TRADES: Final = ("Conseil", "Bâtiment", "Transports", "Textile", "Énergies", "Édition", "Bois")
_SYLLABLES: Final = (
    "ba", "cor", "dé", "fou", "gri", "lan", "mar", "nou", "pé", "qui", "ros", "sal", "ti", "val",
    "ber", "chan", "dru", "fer", "gour", "let", "mon", "ran", "ser", "tour", "ville", "zac",
)  # fmt: skip
_SMALL: Final = {"de", "la", "le", "les", "d", "l", "et", "pour", "des", "du"}


class Truth(NamedTuple):
    """Actors, the pairs that are one, and how each second writing came about."""

    actors: pd.DataFrame
    pairs: dict[tuple[str, str], str]


def made(n: int, seed: int = 0, doubled: float = 0.15) -> Truth:
    """Make n actors of which a share are second writings of others."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    seconds = int(n * doubled)
    firsts = _firsts(n - seconds, chance)
    rows = [{"id": f"a{at}", **row} for at, row in enumerate(firsts)]
    pairs = {}
    chosen = chance.sample([row for row in rows if not row["twin"]], seconds)
    for at, row in enumerate(chosen):
        ways = list(WAYS)
        chance.shuffle(ways)
        way = next(way for way in ways if WAYS[way](row["name"], chance) != row["name"])
        second = {**row, "id": f"b{at}", "name": WAYS[way](row["name"], chance)}
        if chance.random() < 0.5:  # noqa: PLR2004 - another file may lack identifiers
            second["siren"] = ""
        rows.append(second)
        pairs[row["id"], second["id"]] = way
    chance.shuffle(rows)
    order = {row["id"]: at for at, row in enumerate(rows)}
    pairs = {tuple(sorted(pair, key=order.__getitem__)): way for pair, way in pairs.items()}  # type: ignore[misc]
    actors = pd.DataFrame(rows).drop(columns="twin").set_index("id")
    return Truth(actors.mask(actors == ""), pairs)


def _firsts(n: int, chance: random.Random) -> list[dict[str, str]]:
    """Make actors that are all different, many of them alike."""
    places = _distinct(max(n // 12, 40), chance)
    names: dict[str, None] = {}
    rows: list[dict[str, str]] = []
    while len(rows) < n:
        name = _name(chance, places)
        if name in names:
            continue
        names[name] = None
        row = {"name": name, "siren": _siren(chance) if chance.random() < 0.3 else "", "twin": ""}  # noqa: PLR2004
        rows.append(row)
        if chance.random() < 0.02 and len(rows) < n:  # noqa: PLR2004 - namesakes, by identifier
            row["siren"], row["twin"] = _siren(chance), "yes"
            rows.append({"name": name, "siren": _siren(chance), "twin": "yes"})
    return rows


def _distinct(n: int, chance: random.Random) -> list[str]:
    """Make names of places."""
    found: dict[str, None] = {}
    while len(found) < n:
        found["".join(chance.choices(_SYLLABLES, k=chance.choice((2, 3, 3, 4)))).capitalize()] = (
            None
        )
    return list(found)


def _name(chance: random.Random, places: list[str]) -> str:
    """Make one name."""
    kind, topic, place = chance.choice(_KINDS), chance.choice(_TOPICS), chance.choice(places)
    shape = chance.random()
    if shape < 0.35:  # noqa: PLR2004
        link = "d’" if topic[0] in "aeéiou" else "de "
        return f"{kind} {link}{topic} de {place}"
    if shape < 0.5:  # noqa: PLR2004
        return f"{kind} {place} {topic}"
    if shape < 0.6:  # noqa: PLR2004
        return f"{kind} pour la {topic} et la {chance.choice(_TOPICS)} de {place}"
    if shape < 0.7:  # noqa: PLR2004
        return f"École {chance.choice(('maternelle', 'primaire'))} {place} {chance.randint(1, 9)}"
    own = "".join(chance.choices(_SYLLABLES, k=chance.choice((3, 4)))).capitalize()
    form = f" {chance.choice(_FORMS)}" if chance.random() < 0.6 else ""  # noqa: PLR2004
    return f"{own} {chance.choice(_TRADES)}{form}"


def _siren(chance: random.Random) -> str:
    """Make a number whose check digit is right."""
    digits = [chance.randint(1, 9) for _ in range(8)]
    doubled = [digit * (1 + at % 2) for at, digit in enumerate(reversed(digits), start=1)]
    total = sum(value - 9 if value > 9 else value for value in doubled)  # noqa: PLR2004
    return "".join(map(str, digits)) + str(-total % 10)


# --------------------------------------------------------------------------- ways of writing


def _upper(name: str, _: random.Random) -> str:
    return name.upper()


def _bare(name: str, _: random.Random) -> str:
    plain = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _marks(name: str, _: random.Random) -> str:
    return name.replace("’", "'").replace(" ", "-", 1) + " "


def _form(name: str, chance: random.Random) -> str:
    words = name.split()
    if words[-1] in _FORMS:
        return " ".join(words[:-1])
    return f"{chance.choice(_FORMS)} {name}" if words[0] not in (*_KINDS, "École") else name


def _initials(name: str) -> str:
    words = name.replace("’", " ").replace("'", " ").split()
    return "".join(word[0] for word in words if word.lower() not in _SMALL and word.isalpha())


def _bracket(name: str, _: random.Random) -> str:
    return f"{name} ({_bare(_initials(name), _).upper()})" if len(name.split()) > 2 else name  # noqa: PLR2004


def _beside(name: str, _: random.Random) -> str:
    return f"{_bare(_initials(name), _).upper()} - {name}" if len(name.split()) > 2 else name  # noqa: PLR2004


def _order(name: str, chance: random.Random) -> str:
    words = name.split()
    if words[-1] in _FORMS:
        return " ".join([words[-1], *words[:-1]])
    cut = chance.randrange(1, len(words))
    return " ".join(words[cut:] + words[:cut]) if words[0] in _KINDS else name


def _typo(name: str, chance: random.Random) -> str:
    words = name.split()
    long = [at for at, word in enumerate(words) if len(word) > 6 and word.isalpha()]  # noqa: PLR2004
    if not long:
        return name
    at = chance.choice(long)
    word = words[at]
    spot = chance.randrange(1, len(word) - 1)
    slips: tuple[Callable[[], str], ...] = (
        lambda: word[:spot] + word[spot + 1 :],
        lambda: word[:spot] + word[spot] + word[spot:],
        lambda: word[:spot] + word[spot + 1] + word[spot] + word[spot + 2 :],
        lambda: word[:spot] + chance.choice("aeinrst") + word[spot + 1 :],
    )
    words[at] = chance.choice(slips)()
    return " ".join(words)


def _short(name: str, _: random.Random) -> str:
    for long, short in (("Association", "Asso."), ("Institut", "Inst."), ("École", "Ecole")):
        name = name.replace(long, short)
    return name.replace("développement", "dév.").replace("environnement", "env.")


def _lean(name: str, _: random.Random) -> str:
    words = name.replace("d’", "").split()
    return " ".join(word for word in words if word not in _SMALL)


def _two(name: str, chance: random.Random) -> str:
    return _upper(_bare(_typo(name, chance), chance), chance)


WAYS: Final[dict[str, Callable[[str, random.Random], str]]] = {
    "case": _upper,
    "accents": _bare,
    "marks": _marks,
    "legal form": _form,
    "acronym in brackets": _bracket,
    "acronym beside": _beside,
    "word order": _order,
    "typing": _typo,
    "abbreviation": _short,
    "small words": _lean,
    "typing, case and accents": _two,
}


# --------------------------------------------------------------------------- measured


def measured(truth: Truth) -> dict[str, float]:
    """Measure recall, precision and seconds of processor, and what was missed by way."""
    before = time.process_time()
    found = match_actors(truth.actors)
    seconds = time.process_time() - before
    pairs = set(zip(found["left"], found["right"], strict=True))
    right = pairs & set(truth.pairs)
    missed = [truth.pairs[pair] for pair in set(truth.pairs) - pairs]
    return {
        "actors": len(truth.actors),
        "doubled": len(truth.pairs),
        "found": len(pairs),
        "recall": len(right) / len(truth.pairs),
        "precision": len(right) / max(len(pairs), 1),
        "seconds": seconds,
        **{f"missed: {way}": missed.count(way) for way in WAYS if way in missed},
    }


def _main() -> None:
    for n in map(int, sys.argv[1:] or ["1000", "10000", "50000"]):
        figures = measured(made(n))
        print("  ".join(f"{name} {value:.4g}" for name, value in figures.items()))


if __name__ == "__main__":
    _main()
