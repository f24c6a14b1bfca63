"""
Write the synthetic data set: an ecosystem that no organisation is in.

Thirteen regions of France give their names and nothing else: every actor,
territory, alliance, date and amount is drawn here, with a seed. The draws are
steered so that each part of the frame has something to show: who meets whom
depends on the models and on the phase, some actors link models and were
declared catalysts, some do without having been, some were declared and do not.

Only `random.Random.random` is used, which gives the same numbers on every
version of Python.

Run `python datasets/synthetic_territory/generate.py` to write the two tables.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from math import exp
from pathlib import Path
from random import Random
from typing import Any, Final, TypeVar

SEED: Final = 17
FOLDER: Final = Path(__file__).parent
TERRITORIES_PER_REGION: Final = 3
PLACES: Final = {"programme": 10, "event": 6, "platform": 4}
LAST_YEAR: Final = 2024
PAIR: Final = 2

Row = dict[str, Any]
_T = TypeVar("_T")

# Somewhere inside each region: latitude, longitude.
REGIONS: Final = {
    "Auvergne-Rhône-Alpes": (45.5, 4.6),
    "Bourgogne-Franche-Comté": (47.2, 4.8),
    "Bretagne": (48.2, -2.9),
    "Centre-Val de Loire": (47.5, 1.7),
    "Corse": (42.2, 9.1),
    "Grand Est": (48.7, 5.6),
    "Hauts-de-France": (50.0, 2.8),
    "Île-de-France": (48.7, 2.5),
    "Normandie": (49.1, 0.1),
    "Nouvelle-Aquitaine": (45.2, 0.2),
    "Occitanie": (43.7, 2.1),
    "Pays de la Loire": (47.4, -0.8),
    "Provence-Alpes-Côte d'Azur": (43.9, 6.1),
}
POPULATIONS: Final = (1_400, 8_600, 17_200, 43_000, 88_000, 156_000, 240_000, 610_000)

# For each model: its share of the actors of a territory, its names, its sizes, how many are
# of another model too, and which.
MODELS: Final[Mapping[str, Mapping[str, Any]]] = {
    "public_action": {
        "share": 0.15,
        "name": ("Collectivité synthétique", "Synthetic authority"),
        "sizes": {"small_medium": 0.6, "micro": 0.2, "intermediate": 0.2},
    },
    "people": {
        "share": 0.08,
        "name": ("Collectif d’habitants synthétique", "Synthetic residents’ group"),
        "sizes": {"none": 0.9, "micro": 0.1},
    },
    "productive_economy": {
        "share": 0.22,
        "name": ("Entreprise synthétique", "Synthetic company"),
        "sizes": {"micro": 0.35, "small_medium": 0.4, "intermediate": 0.15, "large": 0.1},
        "also": "engagement_economy",
    },
    "financial_economy": {
        "share": 0.06,
        "name": ("Financeur synthétique", "Synthetic funder"),
        "sizes": {"small_medium": 0.5, "intermediate": 0.3, "large": 0.2},
        "also": "engagement_economy",
    },
    "knowledge_economy": {
        "share": 0.09,
        "name": ("Laboratoire synthétique", "Synthetic laboratory"),
        "sizes": {"small_medium": 0.6, "intermediate": 0.4},
        "also": "public_services",
    },
    "public_services": {
        "share": 0.11,
        "name": ("Service public synthétique", "Synthetic public service"),
        "sizes": {"small_medium": 0.5, "intermediate": 0.4, "large": 0.1},
        "also": "public_action",
    },
    "engagement_economy": {
        "share": 0.29,
        "name": ("Association synthétique", "Synthetic association"),
        "sizes": {"none": 0.4, "micro": 0.4, "small_medium": 0.2},
        "also": "knowledge_economy",
    },
}
EMPLOYEES: Final = {
    "none": (0, 0),
    "micro": (1, 9),
    "small_medium": (10, 249),
    "intermediate": (250, 1_900),
    "large": (5_000, 19_000),
}

# How readily two models meet; 1 where nothing is said.
AFFINITIES: Final = {
    ("engagement_economy", "public_action"): 2.2,
    ("engagement_economy", "productive_economy"): 1.4,
    ("engagement_economy", "people"): 1.8,
    ("engagement_economy", "engagement_economy"): 1.5,
    ("financial_economy", "people"): 0.0,
    ("financial_economy", "knowledge_economy"): 0.15,
    ("knowledge_economy", "people"): 0.3,
    ("people", "productive_economy"): 0.3,
    ("public_action", "public_services"): 1.6,
    ("people", "people"): 0.1,
    ("financial_economy", "productive_economy"): 1.6,
    ("productive_economy", "productive_economy"): 1.3,
}

# Which models each phase calls for more than the others do.
PHASES: Final[Mapping[str, Mapping[str, Any]]] = {
    "societal_rd": {
        "models": {"knowledge_economy": 3.0, "engagement_economy": 1.6, "people": 2.0},
        "steps": {"conception": 0.4, "experimentation": 0.6},
        "strategies": {"invention": 0.5, "transformation": 0.3, "extension": 0.2},
        "kilometre": {"first": 0.75, "last": 0.15, "first|last": 0.1},
        "stages": {"objectives": 0.2, "ecosystem": 0.3, "partners_found": 0.3, "design": 0.2},
        "impact": "innovation",
    },
    "qualification": {
        "models": {"public_action": 1.8, "financial_economy": 2.0, "knowledge_economy": 1.3},
        "steps": {"modelling": 1.0},
        "strategies": {"transformation": 0.5, "extension": 0.3, "invention": 0.2},
        "kilometre": {"first": 0.35, "last": 0.35, "first|last": 0.3},
        "stages": {"design": 0.4, "contract": 0.6},
        "impact": "trust",
    },
    "deployment": {
        "models": {"public_services": 2.0, "productive_economy": 1.8, "public_action": 1.4},
        "steps": {"spreading": 0.65, "industrialisation": 0.35},
        "strategies": {"optimisation": 0.4, "extension": 0.5, "transformation": 0.1},
        "kilometre": {"first": 0.15, "last": 0.7, "first|last": 0.15},
        "stages": {"contract": 0.2, "steering": 0.5, "evaluation": 0.3},
        "impact": "performance",
    },
}
LEVERS: Final = {
    "public_action": "regulation",
    "people": "shared_vision",
}
# Near the reference of the notebook, and shorter-sighted than it.
HORIZONS: Final[Mapping[str, Mapping[str, float]]] = {
    "regulation": {"tactical": 0.68, "strategic": 0.24, "prospective": 0.08},
    "collective_action": {"tactical": 0.30, "strategic": 0.55, "prospective": 0.15},
    "shared_vision": {"tactical": 0.30, "strategic": 0.25, "prospective": 0.45},
}
PARTNERSHIPS: Final = {
    "responsible_practices": 0.46,
    "economic_cooperation": 0.33,
    "societal_innovation": 0.30,
    "patronage": 0.22,
}
VALORISATION: Final = ("capitalisation", "evaluation", "economic_modelling", "promotion")
SITUATIONS: Final = {
    "funding": 0.6,
    "contracting": 0.35,
    "project_management": 0.7,
    "listening": 0.75,
    "linking": 0.8,
    "valuing": 0.3,
    "partnership_strategy": 0.35,
    "decision_support": 0.15,
}
FOUR_C: Final = {
    "knowledge_score": (0.05, 0.25, 0.45, 0.25),
    "skills_score": (0.10, 0.35, 0.40, 0.15),
    "capitalisation_score": (0.30, 0.40, 0.25, 0.05),
    "investment_score": (0.25, 0.45, 0.25, 0.05),
}
REFERENCE: Final = "Donnée synthétique, generate.py"


class Draw:
    """Draws with one seed, by `Random.random` alone."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def chance(self, probability: float) -> bool:
        """Say yes as often as told."""
        return self._random.random() < probability

    def one(self, weights: Mapping[str, float]) -> str:
        """Draw one key by its weight."""
        left = self._random.random() * sum(weights.values())
        for key, weight in weights.items():
            left -= weight
            if left < 0:
                return key
        return key

    def of(self, things: Sequence[_T]) -> _T:
        """Draw one of several, all alike."""
        return things[int(self._random.random() * len(things))]

    def between(self, low: int, high: int) -> int:
        """Draw a whole number, bounds included."""
        return low + int(self._random.random() * (high - low + 1))

    def some(self, weights: Mapping[str, float]) -> str:
        """Draw several keys, each by its own probability."""
        return "|".join([key for key, weight in weights.items() if self.chance(weight)])

    def euros(self, middle: float) -> int:
        """Draw an amount in hundreds of euros, most of them near the middle."""
        spread = sum(self._random.random() for _ in range(6)) - 3
        return max(100, round(middle * exp(spread) / 100) * 100)


def territories() -> list[Row]:
    """Give the territories: a number, a region, a place, a population, a project."""
    draw = Draw(SEED)
    found: list[Row] = []
    for region, (latitude, longitude) in REGIONS.items():
        for _ in range(TERRITORIES_PER_REGION):
            n = len(found) + 1
            near = 0.25 if region in {"Corse", "Île-de-France"} else 0.7
            found.append(
                {
                    "name": f"Territoire synthétique {n}",
                    "region": region,
                    "latitude": latitude + near * (2 * draw.between(0, 100) / 100 - 1),
                    "longitude": longitude + near * (2 * draw.between(0, 100) / 100 - 1),
                    "population": POPULATIONS[(5 * n + draw.between(0, 1)) % len(POPULATIONS)],
                    # one territory in five shares the project of its neighbour
                    "project": f"Projet de territoire synthétique {n - (n % 5 == 0)}",
                    "goals": [draw.between(1, 17) for _ in range(3)],
                }
            )
    return found


def actors() -> list[Row]:
    """Give the actors of every territory, then those of regions and of the whole country."""
    draw = Draw(SEED + 1)
    counts: dict[str, int] = {}
    rows: list[Row] = []
    shares = {model: about["share"] for model, about in MODELS.items()}
    for n, land in enumerate(territories(), start=1):
        rows.append(_actor(draw, "public_action", land, "intercommunal", counts))
        others = [_neighbour(draw, land, shares, counts) for _ in range(8 + n % 3)]
        others[0]["is_catalyst"] = "true"
        rows += others
    for land in territories()[::TERRITORIES_PER_REGION]:
        whole = {**land, "name": "", "project": "", "population": ""}
        pair = ("public_action", draw.one(shares))
        rows += [_actor(draw, model, whole, "regional", counts) for model in pair]
    whole = {"name": "France", "region": "", "population": "", "project": "", "goals": [17]}
    wide = ("financial_economy", "knowledge_economy", "public_services", "engagement_economy")
    rows += [_actor(draw, model, whole, "national", counts) for model in wide]
    for k, row in enumerate(rows):
        row["id"] = f"sa{k + 1:03d}"
        if row.get("is_catalyst"):
            _skill(draw, row)
        elif draw.chance(0.5):
            row["is_catalyst"] = "false"
    return rows


def _neighbour(draw: Draw, land: Row, shares: Mapping[str, float], counts: dict[str, int]) -> Row:
    """Make an actor of a territory."""
    level = "local" if draw.chance(0.7) else "intercommunal"
    level = "departmental" if draw.chance(0.08) else level
    return _actor(draw, draw.one(shares), land, level, counts)


def _actor(draw: Draw, model: str, land: Row, level: str, counts: dict[str, int]) -> Row:
    """Make one actor; some of what would be known of it is not."""
    about = MODELS[model]
    counts[model] = n = counts.get(model, 0) + 1
    size = draw.one(about["sizes"])
    staff = draw.between(*EMPLOYEES[size])
    engaged = model in {"engagement_economy", "people"}
    budget = draw.euros(45_000 * max(staff, 0.4))
    row: Row = {
        "name": f"{about['name'][0]} {n}",
        "name_en": f"{about['name'][1]} {n}",
        "kind": "collective" if model == "people" else "organisation",
        "model": model,
        "territory": land["name"] or land["region"],
        "territory_level": level,
        "territory_region": land["region"],
        "territory_population": land["population"],
        "territory_project": land["project"] if draw.chance(0.9) else "",
        "size_class": size if draw.chance(0.93) else "",
        "fte": staff if draw.chance(0.7) else "",
        "volunteers": draw.between(5, 120) if engaged and draw.chance(0.8) else "",
        "budget_eur": budget if draw.chance(0.65) else "",
        "own_resources_eur": round(budget * draw.between(10, 90) / 100) if draw.chance(0.4) else "",
        "sdg": "|".join(map(str, sorted({draw.of(land["goals"]), draw.between(1, 17)}))),
    }
    if "latitude" in land:
        for axis in ("latitude", "longitude"):
            row[axis] = f"{land[axis] + draw.between(-12, 12) / 100:.2f}"
    if about.get("also") and draw.chance(0.12):
        row["membership"] = f"{model}:0.7|{about['also']}:0.3"
    elif draw.chance(0.02):
        row["model"] = ""
    return row


def _skill(draw: Draw, row: Row) -> None:
    """Give a catalyst the skills that it holds, and its scores of the four C."""
    row["situations"] = draw.some(SITUATIONS)
    for column, weights in FOUR_C.items():
        row[column] = draw.one({str(score): weight for score, weight in enumerate(weights)})
    for criterion in ("profile", "objectives", "constraints", "means", "maturity", "desire"):
        row[f"appropriation_{criterion}"] = str(draw.between(0, 3)) if draw.chance(0.6) else ""


def places() -> list[Row]:
    """Give the programmes, events and platforms where actors meet."""
    names = {
        "programme": ("Programme synthétique", "Synthetic programme"),
        "event": ("Rencontre synthétique", "Synthetic event"),
        "platform": ("Plateforme synthétique", "Synthetic platform"),
    }
    rows = [
        {
            "kind": kind,
            "name": f"{names[kind][0]} {n + 1}",
            "name_en": f"{names[kind][1]} {n + 1}",
        }
        for kind, count in PLACES.items()
        for n in range(count)
    ]
    return [{**row, "id": f"sp{n:02d}"} for n, row in enumerate(rows, start=1)]


def alliances(who: Sequence[Row]) -> list[Row]:
    """Give the alliances: of two, of several, and who takes part in which place."""
    draw = Draw(SEED + 2)
    rows: list[Row] = []
    for actor in who:
        rows += [
            _alliance(draw, [actor, other], phase)
            for phase in _phases(draw, draw.between(0, 2) + (2 if _links(actor) else 0))
            for other in _partners(draw, actor, who, phase, 1)
        ]
    for leader in [actor for actor in who if _links(actor)] * 2:
        phase = _phases(draw, 1)[0]
        partners = _partners(draw, leader, who, phase, draw.between(2, 5))
        rows.append(_alliance(draw, [leader, *partners], phase))
    for place in places():
        start = draw.between(2014, 2022)
        met = _partners(
            draw, draw.of(who), who, _phases(draw, 1)[0], draw.between(8, 18), wide=True
        )
        rows += [
            {
                "source": actor["id"],
                "target": place["id"],
                "relation": "attends" if place["kind"] == "event" else "participates_in",
                "start": start,
                "end": start if place["kind"] == "event" else "",
            }
            for actor in met
        ]
    return [{**row, "id": f"sl{n:04d}"} for n, row in enumerate(rows, start=1)]


def _links(actor: Row) -> bool:
    """Tell who links models: three declared catalysts in four, and some never declared."""
    n = int(actor["id"][2:])
    return n % 4 != 0 if actor.get("is_catalyst") == "true" else n % 37 == 0


def _phases(draw: Draw, count: int) -> list[str]:
    """Draw phases."""
    return [
        draw.one({"societal_rd": 0.35, "qualification": 0.25, "deployment": 0.4})
        for _ in range(count)
    ]


def _partners(
    draw: Draw, actor: Row, who: Sequence[Row], phase: str, count: int, *, wide: bool = False
) -> list[Row]:
    """Draw partners: near ones first, by how readily the models meet in that phase."""
    weights = {
        other["id"]: _nearness(actor, other, wide=wide) * _affinity(actor, other, phase)
        for other in who
        if other is not actor
    }
    found: list[Row] = []
    by_id = {other["id"]: other for other in who}
    while len(found) < count and sum(weights.values()) > 0:
        chosen = draw.one(weights)
        weights[chosen] = 0.0
        found.append(by_id[chosen])
    return found


def _nearness(actor: Row, other: Row, *, wide: bool) -> float:
    """Give the weight of a distance: a territory, a region, a country."""
    if actor["territory"] == other["territory"]:
        return 6.0 if wide else 60.0
    if actor["territory_region"] == other["territory_region"]:
        return 4.0 if wide else 8.0
    return 1.0 if wide else 0.25


def _affinity(actor: Row, other: Row, phase: str) -> float:
    """Give the weight of two models in a phase; who links models looks for other ones."""
    a, b = actor["model"] or "none", other["model"] or "none"
    readily = AFFINITIES.get((a, b), AFFINITIES.get((b, a), 1.0))
    called: float = PHASES[phase]["models"].get(b, 1.0)
    apart = (0.2 if a == b else 2.0) if _links(actor) else 1.0
    sought = 3.0 if _links(other) and a != b else 1.0
    return readily * called * apart * sought


def _alliance(draw: Draw, partners: Sequence[Row], phase: str) -> Row:
    """Make one alliance of two or more; some of what would be known of it is not."""
    ids = [actor["id"] for actor in partners]
    models = {actor["model"] for actor in partners if actor["model"]}
    row: Row = (
        {"source": ids[0], "target": ids[1]} if len(ids) == PAIR else {"partners": "|".join(ids)}
    )
    row["relation"] = "partner_of"
    if len(ids) == PAIR and "financial_economy" in models and draw.chance(0.5):
        row["relation"] = "funds"
    return row | _dated(draw, phase) | _typed(draw, partners, models, phase) | _valued(draw)


def _dated(draw: Draw, phase: str) -> Row:
    """Date an alliance: what is deployed began earlier."""
    first, last = {"societal_rd": (2018, LAST_YEAR), "qualification": (2016, 2022)}.get(
        phase, (2010, 2020)
    )
    start = draw.between(first, last)
    end = start + draw.between(2, 8)
    return {
        "start": start if draw.chance(0.92) else "",
        "end": end if draw.chance(0.35) and end <= LAST_YEAR + 4 else "",
    }


def _typed(draw: Draw, partners: Sequence[Row], models: Iterable[str], phase: str) -> Row:
    """Say of what type an alliance is, in each of the vocabularies of the frame."""
    about, known = PHASES[phase], sorted(models)
    lever = LEVERS.get(partners[0]["model"], "collective_action")
    worlds = {"engagement_economy", "productive_economy", "financial_economy"}
    told = draw.chance(0.85)
    row: Row = {
        "phase": phase if told else "",
        "step": draw.one(about["steps"]) if told and draw.chance(0.7) else "",
        "stage": draw.one(about["stages"]) if draw.chance(0.6) else "",
        "lever": lever if draw.chance(0.75) else "",
        "horizon": draw.one(HORIZONS[lever]) if draw.chance(0.75) else "",
        "innovation_strategy": draw.one(about["strategies"]) if draw.chance(0.6) else "",
        "kilometre": draw.one(about["kilometre"]) if draw.chance(0.55) else "",
        "sdg": draw.of(partners)["sdg"] if draw.chance(0.8) else "",
        "valorisation": draw.some(dict.fromkeys(VALORISATION, 0.35)) if draw.chance(0.5) else "",
        "complementarity": draw.some({"positions": 0.4, "talents": 0.6, "means": 0.5}),
        "pillar": draw.some({"people": 0.6, "money": 0.45, "alliances": 0.5}),
        "impact": draw.some(
            {
                name: 0.75 if name == about["impact"] else 0.25
                for name in ("performance", "innovation", "trust")
            }
        ),
    }
    if worlds & set(known) and len(known) > 1 and draw.chance(0.8):
        row["partnership"] = draw.some(PARTNERSHIPS)
    if draw.chance(0.6):
        row["social_innovation"] = "true" if draw.chance(0.6) else "false"
        row["territorial_innovation"] = "true" if draw.chance(0.65) else "false"
    if row["innovation_strategy"] == "invention":
        row["triple_innovation"] = draw.some(
            {"value_proposition": 0.9, "value_chain": 0.55, "economic_trajectory": 0.35}
        )
    return row


def _valued(draw: Draw) -> Row:
    """Give some alliances an amount, what it paid for, and what came of it."""
    if not draw.chance(0.55):
        return {}
    amount = draw.euros(30_000)
    row: Row = {"amount_eur": amount}
    parts = {"engineering_eur": (5, 14), "evaluation_eur": (1, 5), "capitalisation_eur": (0, 3)}
    if draw.chance(0.45):
        row |= {name: round(amount * draw.between(*part) / 100) for name, part in parts.items()}
    if draw.chance(0.2):
        row["value_created_eur"] = round(amount * draw.between(60, 400) / 100)
        row["cost_saved_eur"] = round(amount * draw.between(5, 60) / 100)
    return row


def written(rows: Sequence[Row], first: Sequence[str], last: Sequence[str]) -> str:
    """Write rows as CSV; the columns come in the order in which rows bring them."""
    ends = {*first, *last}
    middle = [name for name in dict.fromkeys(k for row in rows for k in row) if name not in ends]
    stream = io.StringIO()
    table = csv.DictWriter(stream, [*first, *middle, *last], lineterminator="\n")
    table.writeheader()
    table.writerows({**row, "reference": REFERENCE} for row in rows)
    return stream.getvalue()


def tables() -> dict[str, str]:
    """Give the text of each file."""
    who = actors()
    return {
        "actors.csv": written([*who, *places()], ["id", "name", "name_en"], ["reference"]),
        "alliances.csv": written(
            alliances(who), ["id", "source", "target", "partners"], ["reference"]
        ),
    }


if __name__ == "__main__":
    for name, text in tables().items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")
