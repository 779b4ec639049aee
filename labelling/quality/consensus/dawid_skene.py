"""Dawid-Skene: every annotator has a confusion matrix, learned together with the labels."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from labelling.quality.consensus.result import (
    UNKNOWN,
    BoolArray,
    ConsensusFit,
    FloatArray,
    checked_gold,
    clamped,
    frozen,
    mean_share,
    plain,
    settle,
    vote_shares,
)
from labelling.quality.kernels import Normalised, Votes, normalise_log, votes
from labelling.quality.ratings import IntArray, Ratings

METHOD = "dawid_skene"
VERSION = 1

# No label is impossible: without a floor one slip would veto a label for ever, and its logarithm
# would be minus infinity. The floor is small enough not to show in any sum of this library.
FLOOR = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Parameters:
    """What the M-step gives: shares of the labels and the annotators' confusion matrices.

    Attributes:
        prior: The share of each label.
        counts: Annotators x given label x true label, expected numbers of labels.
        likelihood: The same shape; the probability of the given label under the true one.
    """

    prior: FloatArray
    counts: FloatArray
    likelihood: FloatArray


def fit_dawid_skene(
    ratings: Ratings,
    *,
    gold: npt.ArrayLike | None = None,
    smoothing: float = 0.0,
    tolerance: float = 1e-9,
    max_iterations: int = 2000,
) -> ConsensusFit:
    """Fit class shares and one confusion matrix per annotator by expectation maximisation.

    Dawid and Skene, "Maximum likelihood estimation of observer error-rates using the EM
    algorithm", Applied Statistics 28 (1979): with true label k of item i, annotator a gives l
    with probability theta_akl, independently of the others, so that

        q_ik is proportional to p_k * product over the labels (a, l) of item i of theta_akl,
        theta_akl = (s + sum over i that a gave l of q_ik) / (the same summed over l),
        p_k = (s + sum over i of q_ik) / (the same summed over k).

    It starts from the vote shares and stops when the log-likelihood of the labels, sum over i of
    log sum over k of p_k product theta_akl, rises by less than `tolerance` of its size. With
    `smoothing` s above 0 this is the posterior mode under a flat Dirichlet prior of s + 1, and
    the figure that rises is the log-likelihood plus s times the logarithms of all parameters.
    Probabilities are kept above 1e-12. A class an annotator has never met has a flat row.

    Items with gold are certain throughout and teach the confusion matrices. Without any label
    the prior is flat and the fit has no rounds. The posteriors are overconfident wherever the
    annotators' errors depend on each other.

    Example: three annotators of whom two always agree end as two without error and one with.

    Raises:
        GoldError: `gold` is not one label code, or -1, per item.
        ValueError: `smoothing` or `tolerance` is negative or `max_iterations` below 1.
    """
    check_settings(smoothing=smoothing, tolerance=tolerance, max_iterations=max_iterations)
    gold_labels = checked_gold(ratings, gold)
    table = votes(ratings)
    answered = ratings.labels_per_item > 0
    posterior = clamped(vote_shares(ratings), gold_labels)
    trace: list[float] = []
    converged = False
    parameters = maximise(table, posterior, answered, smoothing)
    while ratings.n and not converged and len(trace) < max_iterations:
        expected = expect(table, parameters, gold_labels)
        trace.append(_objective(expected, parameters, answered, smoothing))
        converged = has_converged(trace, tolerance)
        posterior = expected.posterior
        parameters = maximise(table, posterior, answered, smoothing)
    settled = settle(ratings, posterior, prior=parameters.prior, gold=gold_labels)
    return ConsensusFit(
        method=METHOD,
        version=VERSION,
        parameters=plain(
            {"smoothing": smoothing, "tolerance": tolerance, "max_iterations": max_iterations}
        ),
        posterior=settled.posterior,
        answered=settled.answered,
        label=settled.label,
        confidence=settled.confidence,
        prior=frozen(parameters.prior),
        confusion=frozen(true_by_given(parameters.likelihood)),
        confusion_counts=frozen(true_by_given(parameters.counts)),
        log_likelihood=tuple(trace),
        converged=converged or not ratings.n,
        iterations=len(trace),
    )


def maximise(
    table: Votes, posterior: FloatArray, answered: BoolArray, smoothing: float
) -> Parameters:
    """Give the shares and the confusion matrices that suit the posteriors best (the M-step)."""
    counts = table.sum_by_given(posterior)
    smoothed = counts + smoothing
    totals = smoothed.sum(axis=1, keepdims=True)
    flat = np.full_like(smoothed, 1.0 / table.n_labels)
    likelihood = np.divide(smoothed, totals, out=flat, where=totals > 0.0)
    weight = answered.sum() + smoothing * table.n_labels
    prior = mean_share(posterior, answered)
    if weight > 0.0:
        prior = (prior * answered.sum() + smoothing) / weight
    return Parameters(
        prior=np.maximum(prior, FLOOR),
        counts=counts,
        likelihood=np.maximum(likelihood, FLOOR),
    )


def expect(table: Votes, parameters: Parameters, gold: IntArray) -> Normalised:
    """Give each item's posterior and the log-probability of its labels (the E-step).

    Where gold is known the evidence is that of the labels together with the gold label.
    """
    log_joint = table.sum_by_item(np.log(parameters.likelihood)) + np.log(parameters.prior)
    known = gold != UNKNOWN
    with_gold = log_joint[known, gold[known]]
    expected = normalise_log(log_joint)
    evidence = expected.log_evidence
    evidence[known] = with_gold
    return Normalised(posterior=clamped(expected.posterior, gold), log_evidence=evidence)


def has_converged(trace: list[float], tolerance: float) -> bool:
    """Tell whether the last figure rose by less than the tolerance, relative to its size."""
    return len(trace) > 1 and trace[-1] - trace[-2] < tolerance * abs(trace[-1])


def check_settings(*, smoothing: float, tolerance: float, max_iterations: int) -> None:
    """Refuse settings no fit can use.

    Raises:
        ValueError: `smoothing` or `tolerance` is negative or `max_iterations` below 1.
    """
    if smoothing < 0.0 or tolerance < 0.0 or max_iterations < 1:
        message = (
            f"smoothing ({smoothing}) and tolerance ({tolerance}) must not be negative and "
            f"max_iterations ({max_iterations}) must be at least 1."
        )
        raise ValueError(message)


def true_by_given(by_given: FloatArray) -> FloatArray:
    """Turn annotators x given x true into annotators x true x given."""
    return np.ascontiguousarray(by_given.transpose(0, 2, 1))


def _objective(
    expected: Normalised, parameters: Parameters, answered: BoolArray, smoothing: float
) -> float:
    likelihood = float(expected.log_evidence[answered].sum())
    if not smoothing:
        return likelihood
    logs = np.log(parameters.likelihood).sum() + np.log(parameters.prior).sum()
    return likelihood + smoothing * float(logs)
