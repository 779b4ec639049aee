"""Observed agreement: how often two people who answered the same item gave the same label."""

from collections.abc import Callable

import numpy as np

from labelling.quality.agreement.patterns import Patterns, as_floats
from labelling.quality.intervals import (
    Estimate,
    FloatArray,
    Resampling,
    bootstrap_estimate,
    resampled_sums,
)

N_UNIT = "items with two answers or more"


def observed_agreement(patterns: Patterns, resampling: Resampling) -> Estimate:
    """Give the mean over items of the share of equal pairs of answers, with a bootstrap interval.

    P_i = sum_c n_ic (n_ic - 1) / (m_i (m_i - 1)), averaged over the items with m_i >= 2, every
    item alike (Fleiss 1971). It has no correction for chance: with two labels of which one is
    rare it is high by itself. Undefined where no item has two answers.

    Example: patterns [2, 0] and [1, 1], once each, give 0.5.
    """
    return _item_mean(patterns, agreeing_pairs, resampling)


def unanimous_share(patterns: Patterns, resampling: Resampling) -> Estimate:
    """Give the share of items on which all answers are equal, of those with two or more.

    Example: patterns [3, 0] and [1, 2], once each, give 0.5.
    """
    return _item_mean(patterns, _is_unanimous, resampling)


def agreeing_pairs(patterns: Patterns) -> FloatArray:
    """Give the share of equal pairs of answers for each pattern of two answers or more."""
    counts, sizes = as_floats(patterns.counts), as_floats(patterns.sizes)
    shares: FloatArray = (counts * (counts - 1)).sum(axis=1) / (sizes * (sizes - 1))
    return shares


def _is_unanimous(patterns: Patterns) -> FloatArray:
    return np.asarray(patterns.counts.max(axis=1) == patterns.sizes, dtype=np.float64)


def _item_mean(
    patterns: Patterns, per_item: Callable[[Patterns], FloatArray], resampling: Resampling
) -> Estimate:
    kept = patterns.pairable()
    n = kept.n_items
    if n == 0:
        return Estimate.undefined("No item has two answers.", n=0, n_unit=N_UNIT)
    values = per_item(kept)
    replicates = resampled_sums(values[:, None], kept.frequencies, resampling)[:, 0] / n
    value = float(kept.frequencies @ values) / n
    return bootstrap_estimate(value, replicates, resampling, n=n, n_unit=N_UNIT)
