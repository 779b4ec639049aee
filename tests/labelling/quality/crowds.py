"""Real and simulated crowds that several tests of the statistics use."""

import csv
from dataclasses import dataclass

import numpy as np

from labelling.quality.ratings import Ratings

UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Crowd:
    """Ratings with what is known of the true labels, -1 where it is not."""

    ratings: Ratings
    truth: np.ndarray


def read_crowd(folder):
    """Read `labels.csv` and `gold.csv` of one data set; codes follow the sorted texts."""
    rows = _rows(folder / "labels.csv")
    items, annotators, labels = (
        {text: code for code, text in enumerate(sorted({row[column] for row in rows}))}
        for column in ("item", "annotator", "label")
    )
    truth = np.full(len(items), UNKNOWN)
    for row in _rows(folder / "gold.csv"):
        truth[items[row["item"]]] = labels.get(row["label"], UNKNOWN)
    ratings = Ratings.build(
        items=[items[row["item"]] for row in rows],
        annotators=[annotators[row["annotator"]] for row in rows],
        labels=[labels[row["label"]] for row in rows],
        n_items=len(items),
        n_annotators=len(annotators),
        n_labels=len(labels),
        keep="last",
    )
    return Crowd(ratings=ratings, truth=truth)


def simulate_crowd(*, n_items, n_annotators, n_labels, per_item, skill, seed):
    """Draw labels of annotators who are right with probability `skill`, else anything else.

    `skill` is one number or one per annotator.
    """
    generator = np.random.default_rng(seed)
    truth = generator.integers(n_labels, size=n_items)
    items = np.repeat(np.arange(n_items), per_item)
    annotators = np.concatenate(
        [generator.choice(n_annotators, size=per_item, replace=False) for _ in range(n_items)]
    )
    skills = np.broadcast_to(skill, n_annotators)
    right = generator.random(len(items)) < skills[annotators]
    step = generator.integers(1, max(n_labels, 2), size=len(items))
    labels = np.where(right, truth[items], (truth[items] + step) % n_labels)
    ratings = Ratings.build(
        items=items,
        annotators=annotators,
        labels=labels,
        n_items=n_items,
        n_annotators=n_annotators,
        n_labels=n_labels,
    )
    return Crowd(ratings=ratings, truth=truth)


def _rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
