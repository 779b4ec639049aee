"""The one result that every consensus method gives, and how it is put together."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from labelling.quality.ratings import IntArray, Ratings

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
Plain = float | int | str | bool | None

# Posteriors that differ by less than this share of the larger are a tie: the last bits of a sum
# differ between machines, and a hard label must not.
TIE_SHARE = 1e-9
UNKNOWN = -1

ScalarT = TypeVar("ScalarT", np.float64, np.int64, np.bool_)


class GoldError(ValueError):
    """The given gold labels do not fit the table of ratings."""


@dataclass(frozen=True, slots=True, eq=False)
class ConsensusFit:
    """What several annotators' labels add up to, by one method.

    Arrays are read-only. Rows follow the codes of the `Ratings` that were fitted.

    Attributes:
        method: The registered name of the method.
        version: Grows when the same input would give other figures.
        parameters: The settings of the fit, as plain values.
        posterior: Items x labels; each row sums to 1. An item with neither a label nor gold has
            the prior, which says nothing about it (see `answered`).
        answered: True where the item has at least one label.
        label: The label with the highest posterior, the first of the scheme if several are
            within one part in 10^9; -1 where neither a label nor gold is known.
        confidence: The posterior of `label`; the highest of the prior where it is -1.
        prior: The share of each label among the items, as the method estimates it.
        confusion: Annotators x true label x given label, each row a distribution; None if the
            method has no such thing. Rows without evidence say what the method assumes there.
        confusion_counts: The expected number of each annotator's labels behind each cell of
            `confusion`, from which its uncertainty follows; None where `confusion` is.
        skill: One figure per annotator for methods that have one instead, else None.
        log_likelihood: What the fit raises, in nats, round by round; empty if it has no rounds.
        converged: Whether the last round changed less than the tolerance.
        iterations: The number of rounds.
        seed: The seed of a method that draws at random, else None.
        notes: Whole sentences on what a reader of this fit should know.
    """

    method: str
    version: int
    parameters: Mapping[str, Plain]
    posterior: FloatArray
    answered: BoolArray
    label: IntArray
    confidence: FloatArray
    prior: FloatArray
    confusion: FloatArray | None = None
    confusion_counts: FloatArray | None = None
    skill: FloatArray | None = None
    log_likelihood: tuple[float, ...] = ()
    converged: bool = True
    iterations: int = 0
    seed: int | None = None
    notes: tuple[str, ...] = ()

    def confusion_sd(self) -> FloatArray | None:
        """Give the standard deviation of each cell of `confusion`, or None without one.

        A row with n expected labels and a flat prior is Dirichlet; its cell of mean p has
        variance p (1 - p) / (n + K + 1). Rows without evidence are as wide as the flat prior.
        """
        if self.confusion is None or self.confusion_counts is None:
            return None
        n_labels = self.confusion.shape[2]
        totals = self.confusion_counts.sum(axis=2, keepdims=True) + n_labels
        mean = (self.confusion_counts + 1.0) / totals
        deviation: FloatArray = np.sqrt(mean * (1.0 - mean) / (totals + 1.0))
        return deviation


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """Posterior, label and confidence of every item, after gold and ties are dealt with."""

    posterior: FloatArray
    answered: BoolArray
    label: IntArray
    confidence: FloatArray


def settle(
    ratings: Ratings, posterior: FloatArray, *, prior: FloatArray, gold: IntArray
) -> Settled:
    """Fill in items without labels, clamp gold, and choose the hard labels.

    Ties go to the first label of the scheme. `gold` is what `checked_gold` gives.
    """
    answered = ratings.labels_per_item > 0
    known = gold != UNKNOWN
    settled = clamped(np.where(answered[:, None], posterior, prior), gold)
    label = first_of_highest(settled)
    confidence = np.take_along_axis(settled, label[:, None], axis=1)[:, 0]
    label[~answered & ~known] = UNKNOWN
    return Settled(
        posterior=frozen(settled),
        answered=frozen(answered),
        label=frozen(label),
        confidence=frozen(confidence),
    )


def first_of_highest(posterior: FloatArray) -> IntArray:
    """Give the column of the highest value of each row, the first one of those that tie."""
    highest = posterior.max(axis=1, keepdims=True)
    columns: IntArray = np.argmax(posterior >= highest * (1.0 - TIE_SHARE), axis=1)
    return columns.astype(np.int64, copy=False)


def checked_gold(ratings: Ratings, gold: npt.ArrayLike | None) -> IntArray:
    """Give the gold label of every item, -1 where it is unknown or no gold was given.

    Raises:
        GoldError: There is not one whole number per item, or one is no label of the scheme.
    """
    if gold is None:
        return np.full(ratings.n_items, UNKNOWN, dtype=np.int64)
    array = np.asarray(gold)
    if array.shape != (ratings.n_items,) or array.dtype.kind not in "iu":
        message = f"Gold must hold one whole number for each of the {ratings.n_items} items."
        raise GoldError(message)
    wrong = (array < UNKNOWN) | (array >= ratings.n_labels)
    if wrong.any():
        item = int(np.argmax(wrong))
        message = (
            f"Item {item}: the gold label {array[item]} is neither -1 nor one of the "
            f"{ratings.n_labels} labels from 0 up."
        )
        raise GoldError(message)
    return array.astype(np.int64)


def vote_shares(ratings: Ratings) -> FloatArray:
    """Give the share of each label among the labels of each item, zeros where it has none."""
    counts = ratings.counts()
    shares: FloatArray = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    return shares


def clamped(posterior: FloatArray, gold: IntArray) -> FloatArray:
    """Give a copy whose rows are certain where gold is known."""
    known = gold != UNKNOWN
    certain = posterior.copy()
    certain[known] = 0.0
    certain[known, gold[known]] = 1.0
    return certain


def mean_share(posterior: FloatArray, used: BoolArray) -> FloatArray:
    """Give the mean of the rows that are used, the flat distribution if none is."""
    if not used.any():
        return uniform(posterior.shape[1])
    mean: FloatArray = posterior[used].mean(axis=0)
    return mean


def uniform(n_labels: int) -> FloatArray:
    """Give the flat distribution over the labels."""
    return np.full(n_labels, 1.0 / n_labels)


def plain(parameters: dict[str, Plain]) -> Mapping[str, Plain]:
    """Give a read-only copy of a method's settings."""
    return MappingProxyType(dict(parameters))


def frozen(array: npt.NDArray[ScalarT]) -> npt.NDArray[ScalarT]:
    """Make an array read-only and give it back."""
    array.flags.writeable = False
    return array
