r"""Krippendorff's alpha for every level of measurement, with an exact bootstrap over items.

With n_ic answers of label c on item i, m_i of them in all and m_i >= 2, the coincidences are
o_ck = sum_i n_ic (n_ik - [c = k]) / (m_i - 1), their margins n_c, their sum n, and

    alpha = 1 - (n - 1) sum_ck o_ck d_ck / sum_ck n_c n_k d_ck

for a squared distance d between labels (Krippendorff 2004, Content Analysis, chapter 11). The
distance is what makes it nominal, ordinal, interval or ratio.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from labelling.quality.agreement.patterns import Patterns, as_floats
from labelling.quality.intervals import (
    Estimate,
    FloatArray,
    Resampling,
    bootstrap_estimate,
    resample_blocks,
    resampled_sums,
)

N_UNIT = "items with two answers or more"


@dataclass(frozen=True, slots=True, eq=False)
class MatrixDistance:
    """Squared distances between labels that stand in a table.

    Attributes:
        squared: Labels x labels, symmetric, nothing negative, 0 on the diagonal.
    """

    squared: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class ScoreDistance:
    """Squared differences of the labels' scores, which may depend on how often each was given.

    Attributes:
        scores_of: From margins (... x K) to the scores of the labels (... x K).
    """

    scores_of: Callable[[FloatArray], FloatArray]


Distance = MatrixDistance | ScoreDistance


def nominal_distance(n_labels: int) -> Distance:
    """Give the distance that is 1 between different labels and 0 between equal ones."""
    return MatrixDistance(1.0 - np.eye(n_labels))


def ordinal_distance() -> Distance:
    """Give Krippendorff's ordinal distance, for labels in their order.

    d_ck = (n_c/2 + the margins between + n_k/2)^2: two labels are as far apart as there are
    answers between them. That is the squared difference of their mid-ranks.

    Example: margins 2, 2, 2 give 4 between neighbours and 16 between the ends.
    """
    return ScoreDistance(lambda margins: np.cumsum(margins, axis=-1) - margins / 2)


def interval_distance(values: FloatArray) -> Distance:
    """Give the distance (v_c - v_k)^2 for labels that stand for the values v."""
    centred = values - values.mean()
    return ScoreDistance(lambda margins: np.broadcast_to(centred, margins.shape))


def ratio_distance(values: FloatArray) -> Distance:
    """Give the distance ((v_c - v_k) / (v_c + v_k))^2 for values with a true zero.

    Raises:
        ValueError: A value is negative, for which the ratio distance has no meaning.
    """
    if values.min(initial=0.0) < 0:
        raise ValueError("A ratio scale has no negative values.")
    sums = values[:, None] + values[None, :]
    differences = values[:, None] - values[None, :]
    ratios = np.divide(differences, sums, out=np.zeros_like(sums), where=sums > 0)
    return MatrixDistance(np.square(ratios))


def matrix_distance(squared: FloatArray) -> Distance:
    """Give the distance whose squared values stand in a table, such as one of mistakes' costs.

    Raises:
        ValueError: The table is not symmetric with a diagonal of 0 and nothing negative.
    """
    if not np.array_equal(squared, squared.T) or squared.diagonal().any() or (squared < 0).any():
        raise ValueError("Squared distances are symmetric, not negative, and 0 on the diagonal.")
    return MatrixDistance(squared)


def krippendorff_alpha(
    patterns: Patterns, resampling: Resampling, *, distance: Distance | None = None
) -> Estimate:
    """Give alpha with its percentile interval from an exact bootstrap over items.

    The distance is nominal unless another is given. Items with fewer than two answers are left
    out. 1 is full agreement, 0 what chance would give, less than 0 systematic disagreement.
    Undefined where no item has two answers, and where all answers that can be compared are
    alike: then chance disagreement is 0 too.

    The interval is about other items answered by these people; it says nothing about other
    people.

    Example: patterns [2, 0] and [0, 2], once each, give 1; [1, 1] twice gives -0.5.
    """
    chosen = distance or nominal_distance(patterns.n_labels)
    kept = patterns.pairable()
    n = kept.n_items
    reason = _undefined(kept)
    if reason:
        return Estimate.undefined(reason, n=n, n_unit=N_UNIT)
    value = float(_observed_alpha(kept, chosen))
    if np.isnan(value):
        reason = "All answers lie at distance 0 from each other."
        return Estimate.undefined(reason, n=n, n_unit=N_UNIT)
    replicates = _resampled_alpha(kept, chosen, resampling)
    return bootstrap_estimate(value, replicates, resampling, n=n, n_unit=N_UNIT)


def _undefined(kept: Patterns) -> str:
    if kept.n_items == 0:
        return "No item has two answers."
    if np.count_nonzero(kept.frequencies @ kept.counts) < 2:
        return "All answers are the same label, so there is no disagreement to expect by chance."
    return ""


def _observed_alpha(kept: Patterns, distance: Distance) -> FloatArray:
    weights = as_floats(kept.frequencies)
    margins = weights @ as_floats(kept.counts)
    if isinstance(distance, MatrixDistance):
        observed = weights @ _disagreement(kept, distance.squared)
    else:
        scores = distance.scores_of(margins)
        observed = weights @ _score_disagreement(kept, scores[None, :])[:, 0]
    return _alpha(np.asarray(observed), margins, distance)


def _resampled_alpha(kept: Patterns, distance: Distance, resampling: Resampling) -> FloatArray:
    counts = as_floats(kept.counts)
    if isinstance(distance, MatrixDistance):
        values = np.column_stack([counts, _disagreement(kept, distance.squared)])
        sums = resampled_sums(values, kept.frequencies, resampling)
        return _alpha(sums[:, -1], sums[:, :-1], distance)
    margins = resampled_sums(counts, kept.frequencies, resampling)
    scores = distance.scores_of(margins)
    observed = np.zeros(resampling.replicates)
    for block in resample_blocks(kept.frequencies, resampling):
        part = kept.part(block.start, block.stop)
        observed += np.einsum("rp,pr->r", block.draws, _score_disagreement(part, scores))
    return _alpha(observed, margins, distance)


def _disagreement(kept: Patterns, squared: FloatArray) -> FloatArray:
    """Give the sum over ordered pairs of answers of their distance, over m - 1, by pattern."""
    counts = as_floats(kept.counts)
    pairs = np.einsum("pk,pk->p", counts @ squared, counts)
    shares: FloatArray = pairs / (as_floats(kept.sizes) - 1)
    return shares


def _score_disagreement(kept: Patterns, scores: FloatArray) -> FloatArray:
    """Do the same for squared differences of scores: patterns x replicates.

    The sum over ordered pairs of (s - t)^2 is 2 m times the sum of squares less twice the
    square of the sum, so no table of labels by labels is needed. Scores are taken from their
    mean, which keeps the two terms small.
    """
    counts, sizes = as_floats(kept.counts), as_floats(kept.sizes)[:, None]
    centred = scores - scores.mean(axis=1, keepdims=True)
    squares, sums = counts @ np.square(centred).T, counts @ centred.T
    shares: FloatArray = 2 * (sizes * squares - np.square(sums)) / (sizes - 1)
    return shares


def _alpha(observed: FloatArray, margins: FloatArray, distance: Distance) -> FloatArray:
    totals = margins.sum(axis=-1)
    if isinstance(distance, MatrixDistance):
        expected = (margins @ distance.squared * margins).sum(axis=-1)
    else:
        scores = distance.scores_of(margins)
        means = (margins * scores).sum(axis=-1, keepdims=True) / totals[..., None]
        expected = 2 * totals * (margins * np.square(scores - means)).sum(axis=-1)
    ratios = np.full(np.shape(expected), np.nan)
    np.divide((totals - 1) * observed, expected, out=ratios, where=expected > 0)
    return 1.0 - ratios
