"""Majority vote: every label of an item counts the same."""

import numpy.typing as npt

from labelling.quality.consensus.result import (
    ConsensusFit,
    checked_gold,
    clamped,
    frozen,
    mean_share,
    plain,
    settle,
    vote_shares,
)
from labelling.quality.ratings import Ratings

METHOD = "majority_vote"
VERSION = 1


def fit_majority_vote(ratings: Ratings, *, gold: npt.ArrayLike | None = None) -> ConsensusFit:
    """Give each item the label most of its annotators gave.

    The posterior is the share of each label among the item's labels, q_il = n_il / n_i. It is a
    share and no probability: two labels that agree give 1. Ties go to the first label of the
    scheme and show in `confidence`. An item without labels has the mean share as its posterior.

    Example: labels 0, 1, 1 on an item give the posterior (1/3, 2/3) and label 1.

    Raises:
        GoldError: `gold` is not one label code, or -1, per item.
    """
    gold_labels = checked_gold(ratings, gold)
    shares = clamped(vote_shares(ratings), gold_labels)
    prior = mean_share(shares, ratings.labels_per_item > 0)
    settled = settle(ratings, shares, prior=prior, gold=gold_labels)
    return ConsensusFit(
        method=METHOD,
        version=VERSION,
        parameters=plain({}),
        posterior=settled.posterior,
        answered=settled.answered,
        label=settled.label,
        confidence=settled.confidence,
        prior=frozen(prior),
    )
