"""What is confused with what: pairs of answers to the same item, by their two labels."""

from dataclasses import dataclass

import numpy as np

from labelling.quality.agreement.patterns import Patterns, as_floats
from labelling.quality.intervals import (
    Estimate,
    FloatArray,
    IntArray,
    Resampling,
    bootstrap_estimate,
    resampled_sums,
)

N_UNIT = "items with two answers or more"


@dataclass(frozen=True, slots=True)
class LabelPair:
    """Two different labels that people gave to the same items.

    Attributes:
        first: Code of the one label, the lower.
        second: Code of the other.
        n_items: Items on which both were given.
        n_pairs: Pairs of answers, one with each label.
        share: Share of all disagreement, every item weighing by its answers and not by its
            pairs, with an interval over items.
    """

    first: int
    second: int
    n_items: int
    n_pairs: int
    share: Estimate


@dataclass(frozen=True, slots=True, eq=False)
class LabelPairs:
    """All pairs of answers, and the disagreeing pairs of labels from the most confused down.

    Attributes:
        counts: Labels x labels, symmetric: pairs of answers to one item with these two labels;
            on the diagonal the pairs that agree.
        confused: Pairs of different labels that were met, by falling share, then by code.
    """

    counts: IntArray
    confused: tuple[LabelPair, ...]


def label_pairs(patterns: Patterns, resampling: Resampling) -> LabelPairs:
    """Count the pairs of answers by their labels and rank the confusions.

    An item with m answers has m (m - 1) / 2 pairs. In `share` each pair weighs 1 / (m - 1), as
    in Krippendorff's coincidences, so that much-labelled items do not drown the others.

    Example: one item with labels 0, 0, 1 has one pair (0, 0) and two pairs (0, 1).
    """
    kept = patterns.pairable()
    counts = kept.counts
    pairs = counts.T @ (counts * kept.frequencies[:, None])
    labels = np.arange(kept.n_labels)
    pairs[labels, labels] = (pairs.diagonal() - kept.frequencies @ counts) // 2
    return LabelPairs(pairs, _confused(kept, pairs, resampling))


def _confused(kept: Patterns, pairs: IntArray, resampling: Resampling) -> tuple[LabelPair, ...]:
    first, second = np.triu_indices(kept.n_labels, 1)
    met = pairs[first, second] > 0
    first, second = first[met], second[met]
    together = kept.counts[:, first] * kept.counts[:, second]
    weighted = as_floats(together) / (as_floats(kept.sizes) - 1)[:, None]
    values = _shares(as_floats(kept.frequencies)[None, :] @ weighted)[0]
    replicates = _shares(resampled_sums(weighted, kept.frequencies, resampling))
    n_items = kept.frequencies @ (together > 0)
    found = [
        LabelPair(
            first=int(first[i]),
            second=int(second[i]),
            n_items=int(n_items[i]),
            n_pairs=int(pairs[first[i], second[i]]),
            share=bootstrap_estimate(
                float(values[i]), replicates[:, i], resampling, n=kept.n_items, n_unit=N_UNIT
            ),
        )
        for i in np.argsort(-values, kind="stable")
    ]
    return tuple(found)


def _shares(sums: FloatArray) -> FloatArray:
    totals = sums.sum(axis=1, keepdims=True)
    shares = np.full_like(sums, np.nan)
    np.divide(sums, totals, out=shares, where=totals > 0)
    return shares
