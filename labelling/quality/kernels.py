"""The two sums over all labels that expectation maximisation is made of.

Both are products with one sparse matrix: a row per item, a column per pair of annotator and
given label, a one where that annotator gave that label to that item.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from labelling.quality.consensus.result import FloatArray
from labelling.quality.ratings import Ratings


@dataclass(frozen=True, slots=True, eq=False)
class Votes:
    """The table of ratings as a sparse matrix of items x (annotator, given label)."""

    matrix: sparse.csr_array
    transposed: sparse.csr_array
    n_annotators: int
    n_labels: int

    def sum_by_item(self, per_given: FloatArray) -> FloatArray:
        """Add up, for each item, the rows of annotators x given label x C of its labels."""
        columns = per_given.shape[-1]
        summed: FloatArray = self.matrix @ per_given.reshape(-1, columns)
        return summed

    def sum_by_given(self, per_item: FloatArray) -> FloatArray:
        """Add up items x C into annotators x given label x C over the labels given."""
        shape = (self.n_annotators, self.n_labels, per_item.shape[1])
        summed: FloatArray = (self.transposed @ per_item).reshape(shape)
        return summed


def votes(ratings: Ratings) -> Votes:
    """Build the sparse matrix once; every round of every method uses it."""
    width = ratings.n_annotators * ratings.n_labels
    index = np.int64 if max(width, ratings.n) >= 2**31 else np.int32
    columns = (ratings.annotators.astype(np.int64) * ratings.n_labels + ratings.labels).astype(
        index
    )
    matrix = sparse.csr_array(
        (np.ones(ratings.n), columns.astype(index), ratings.item_starts.astype(index)),
        shape=(ratings.n_items, width),
    )
    return Votes(
        matrix=matrix,
        transposed=matrix.T.tocsr(),
        n_annotators=ratings.n_annotators,
        n_labels=ratings.n_labels,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Normalised:
    """Rows of probabilities, and the logarithm of what each was divided by."""

    posterior: FloatArray
    log_evidence: FloatArray


def normalise_log(log_joint: FloatArray) -> Normalised:
    """Turn rows of log joint probabilities into posteriors without underflow.

    The highest value of a row is taken off before the exponential, so that thousands of labels
    on one item are as safe as one. A row of minus infinities is not allowed.
    """
    highest = log_joint.max(axis=1, keepdims=True)
    posterior = np.exp(log_joint - highest)
    total = posterior.sum(axis=1, keepdims=True)
    posterior /= total
    return Normalised(posterior=posterior, log_evidence=(highest + np.log(total))[:, 0])
