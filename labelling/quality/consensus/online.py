"""One item's posterior between two fits, in a time that does not grow with the campaign."""

import numpy as np
import numpy.typing as npt

from labelling.quality.consensus.result import FloatArray
from labelling.quality.kernels import normalise_log

# A stored posterior of zero is an underflow, not a proof: it must be able to come back.
SMALLEST = np.finfo(np.float64).tiny


class OnlineError(ValueError):
    """The given prior, confusion matrices and labels do not fit together."""


def posterior_of_item(
    prior: npt.ArrayLike, confusions: npt.ArrayLike, labels: npt.ArrayLike
) -> FloatArray:
    """Give the posterior of one item from its labels and the annotators' confusion matrices.

    q_k is proportional to p_k * product over the labels (a, l) of theta_akl: what a whole E-step
    of Dawid-Skene gives for this item. `confusions` holds one matrix (true label x given label)
    per label of the item, as `ConsensusFit.confusion[annotator]` is. Without labels it is the
    prior.

    Example: prior (.5, .5) and one annotator right nine times in ten who says 1 give (.1, .9).

    Raises:
        OnlineError: The shapes differ, or a label is not one of the scheme.
    """
    start = _prior(prior)
    given = np.asarray(labels)
    matrices = np.asarray(confusions, dtype=np.float64)
    if not len(given):
        return start
    if matrices.shape != (len(given), len(start), len(start)):
        message = f"{len(given)} labels need as many square matrices of {len(start)} labels."
        raise OnlineError(message)
    if given.dtype.kind not in "iu" or given.min() < 0 or given.max() >= len(start):
        message = f"Every label must be a whole number from 0 to {len(start) - 1}."
        raise OnlineError(message)
    seen = matrices[np.arange(len(given)), :, given]
    log_joint = np.log(np.maximum(start, SMALLEST)) + np.log(np.maximum(seen, SMALLEST)).sum(axis=0)
    posterior: FloatArray = normalise_log(log_joint[None, :]).posterior[0]
    return posterior


def posterior_after(posterior: npt.ArrayLike, confusion: npt.ArrayLike, label: int) -> FloatArray:
    """Give one item's posterior after one more label, from the posterior before it.

    Bayes' rule for one step: q_k becomes proportional to q_k * theta_kl. Equal to
    `posterior_of_item` with all labels as long as no posterior has fallen below the smallest
    number, which takes dozens of labels of one mind; keep the labels and use that where it
    matters. The constant time is one row of the annotator's matrix (true x given label).

    Example: (.5, .5) and the matrix ((.9, .1), (.1, .9)) with label 1 give (.1, .9).

    Raises:
        OnlineError: The shapes differ, or the label is not one of the scheme.
    """
    return posterior_of_item(posterior, np.asarray(confusion)[None, :, :], np.array([label]))


def _prior(prior: npt.ArrayLike) -> FloatArray:
    start = np.asarray(prior, dtype=np.float64)
    if start.ndim != 1 or not len(start) or (start < 0.0).any() or not start.sum() > 0.0:
        message = "The prior must be a row of numbers not below zero that do not all vanish."
        raise OnlineError(message)
    shares: FloatArray = start / start.sum()
    return shares
