import csv
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class PublishedSet:
    """One set of `labels.csv` and `gold.csv` as codes; labels in sorted order of their names."""

    items: np.ndarray
    annotators: np.ndarray
    labels: np.ndarray
    gold: np.ndarray
    label_names: list[str]
    reference: dict

    @property
    def counts(self) -> np.ndarray:
        counts = np.zeros((len(self.gold), len(self.label_names)), dtype=np.int64)
        np.add.at(counts, (self.items, self.labels), 1)
        return counts


def read_published_set(folder: Path, name: str) -> PublishedSet:
    """Read a set; of repeated answers by one person the last stands."""
    with (folder / name / "labels.csv").open(newline="") as file:
        current = {(row["item"], row["annotator"]): row["label"] for row in csv.DictReader(file)}
    with (folder / name / "gold.csv").open(newline="") as file:
        gold = {row["item"]: row["label"] for row in csv.DictReader(file)}
    items = {item: code for code, item in enumerate(dict.fromkeys(item for item, _ in current))}
    people = {who: code for code, who in enumerate(dict.fromkeys(who for _, who in current))}
    names = sorted(set(current.values()))
    codes = {label: code for code, label in enumerate(names)}
    reference = json.loads((folder / "reference.json").read_text())
    return PublishedSet(
        items=np.array([items[item] for item, _ in current]),
        annotators=np.array([people[who] for _, who in current]),
        labels=np.array([codes[label] for label in current.values()]),
        gold=np.array([codes.get(gold.get(item, ""), -1) for item in items]),
        label_names=names,
        reference=reference["datasets"][name],
    )
