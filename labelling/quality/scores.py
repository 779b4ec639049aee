"""Scores of labels against a reference: the same code for people, ensembles and models.

Every score here is a function of the confusion matrix (rows the reference, columns what was
predicted). That is what lets one bootstrap serve them all: resampling items is one multinomial
draw over the cells of the matrix.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from labelling.quality.intervals import (
    CodeArray,
    Estimate,
    FloatArray,
    IntArray,
    Resampling,
    bootstrap_estimate,
    proportion,
    resample_blocks,
)

N_UNIT = "items"


class ScoreError(ValueError):
    """Predictions and reference cannot be compared."""


@dataclass(frozen=True, slots=True)
class Metric:
    """A score that follows from a confusion matrix.

    Attributes:
        name: The word in policies, stored rows and exports.
        lowest: The smallest value it can have; the largest is 1.
        of_confusion: From matrices (... x K x K) to scores (...), not a number where undefined.
        undefined_reason: The sentence for a matrix with entries on which it has no value.
    """

    name: str
    lowest: float
    of_confusion: Callable[[FloatArray], FloatArray]
    undefined_reason: str

    def __call__(self, predicted: CodeArray, reference: CodeArray, n_labels: int) -> float | None:
        """Give the score of predicted codes against reference codes; None where undefined."""
        matrix = confusion_counts(predicted, reference, n_labels).astype(np.float64)
        value = float(self.of_confusion(matrix))
        return None if np.isnan(value) else value


def confusion_counts(predicted: CodeArray, reference: CodeArray, n_labels: int) -> IntArray:
    """Count the pairs of reference (rows) and predicted label (columns).

    Raises:
        ScoreError: The arrays differ in length or hold a code outside 0 .. n_labels - 1.

    Example: predicted [0, 1], reference [0, 0], two labels: [[1, 1], [0, 0]].
    """
    if predicted.shape != reference.shape or predicted.ndim != 1:
        raise ScoreError("There must be one predicted label for each label of the reference.")
    for codes in (predicted, reference):
        if codes.size and not 0 <= codes.min() <= codes.max() < n_labels:
            raise ScoreError(f"A label code lies outside 0 to {n_labels - 1}.")
    cells = reference.astype(np.int64) * n_labels + predicted
    return np.bincount(cells, minlength=n_labels**2).reshape(n_labels, n_labels)


def score(
    metric: Metric,
    predicted: CodeArray,
    reference: CodeArray,
    *,
    n_labels: int,
    resampling: Resampling,
) -> Estimate:
    """Score one prediction an item, with an interval over items.

    Accuracy is a share of independent items and has Wilson's interval; every other metric the
    percentile interval of an exact bootstrap over items. Undefined without items and where the
    metric itself is.

    Example: three items of four right is accuracy 0.75 with 0.30 to 0.95 at n = 4.
    """
    matrix = confusion_counts(predicted, reference, n_labels)
    n = len(reference)
    if n == 0:
        return Estimate.undefined("There are no items.", n=0, n_unit=N_UNIT)
    if metric is ACCURACY:
        return proportion(int(matrix.trace()), n, n_unit=N_UNIT, level=resampling.level)
    value = float(metric.of_confusion(matrix.astype(np.float64)))
    if np.isnan(value):
        return Estimate.undefined(metric.undefined_reason, n=n, n_unit=N_UNIT)
    replicates = metric.of_confusion(_resampled(matrix, resampling))
    return bootstrap_estimate(value, replicates, resampling, n=n, n_unit=N_UNIT)


def _resampled(matrix: IntArray, resampling: Resampling) -> FloatArray:
    blocks = resample_blocks(matrix.reshape(-1), resampling)
    cells = np.concatenate([block.draws for block in blocks], axis=1)
    return cells.reshape(-1, *matrix.shape)


def _accuracy(confusion: FloatArray) -> FloatArray:
    return _ratio(_diagonal(confusion).sum(axis=-1), confusion.sum(axis=(-2, -1)))


def _balanced_accuracy(confusion: FloatArray) -> FloatArray:
    recalls = _ratio(_diagonal(confusion), confusion.sum(axis=-1))
    return _mean_of_defined(recalls)


def _macro_f1(confusion: FloatArray) -> FloatArray:
    twice = 2 * _diagonal(confusion)
    return _mean_of_defined(_ratio(twice, confusion.sum(axis=-1) + confusion.sum(axis=-2)))


def _cohen_kappa(confusion: FloatArray) -> FloatArray:
    total = confusion.sum(axis=(-2, -1))
    observed = _diagonal(confusion).sum(axis=-1) * total
    expected = (confusion.sum(axis=-1) * confusion.sum(axis=-2)).sum(axis=-1)
    return _ratio(observed - expected, np.square(total) - expected)


def _diagonal(confusion: FloatArray) -> FloatArray:
    return np.diagonal(confusion, axis1=-2, axis2=-1)


def _ratio(above: FloatArray, below: FloatArray) -> FloatArray:
    ratios = np.full(np.shape(below), np.nan)
    np.divide(above, below, out=ratios, where=below > 0)
    return ratios


def _mean_of_defined(values: FloatArray) -> FloatArray:
    defined = ~np.isnan(values)
    return _ratio(np.where(defined, values, 0.0).sum(axis=-1), defined.sum(axis=-1).astype(float))


ACCURACY = Metric("accuracy", 0.0, _accuracy, "There are no items.")
"""Share of items whose predicted label is that of the reference."""

BALANCED_ACCURACY = Metric("balanced_accuracy", 0.0, _balanced_accuracy, "There are no items.")
"""Mean recall over the labels that the reference has, each label alike whatever its share."""

MACRO_F1 = Metric("macro_f1", 0.0, _macro_f1, "There are no items.")
"""Mean over labels of 2 TP / (2 TP + FP + FN), for labels in the reference or the prediction."""

COHEN_KAPPA = Metric(
    "cohen_kappa",
    -1.0,
    _cohen_kappa,
    "Prediction and reference are all one label, so chance alone gives full agreement.",
)
"""(p_o - p_e) / (1 - p_e), with p_e from the two margins (Cohen 1960)."""

METRICS: Mapping[str, Metric] = MappingProxyType(
    {metric.name: metric for metric in (ACCURACY, BALANCED_ACCURACY, MACRO_F1, COHEN_KAPPA)}
)
"""The metrics for choice questions, by name."""
