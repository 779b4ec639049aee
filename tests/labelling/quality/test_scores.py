import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as sklearn_metrics

from labelling.quality.intervals import Resampling
from labelling.quality.scores import (
    ACCURACY,
    BALANCED_ACCURACY,
    COHEN_KAPPA,
    MACRO_F1,
    METRICS,
    ScoreError,
    confusion_counts,
    score,
)

ONCE = Resampling(seed=1)
REFERENCE = np.array([0, 0, 0, 0, 1, 1, 2, 2])
PREDICTED = np.array([0, 0, 0, 1, 1, 1, 2, 0])


def test_confusion_counts_by_hand():
    found = confusion_counts(np.array([0, 1]), np.array([0, 0], dtype=np.int32), 2)

    assert found.tolist() == [[1, 1], [0, 0]]


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        (ACCURACY, 6 / 8),
        (BALANCED_ACCURACY, (3 / 4 + 1 + 1 / 2) / 3),
        (MACRO_F1, (6 / 8 + 4 / 5 + 2 / 3) / 3),
        (COHEN_KAPPA, (6 / 8 - 24 / 64) / (1 - 24 / 64)),
    ],
)
def test_hand_computed(metric, expected):
    found = score(metric, PREDICTED, REFERENCE, n_labels=3, resampling=ONCE)

    assert found.value == pytest.approx(expected)
    assert metric(PREDICTED, REFERENCE, 3) == pytest.approx(expected)
    assert found.low < found.value < found.high
    assert found.n == 8


THEIRS = {
    "accuracy": sklearn_metrics.accuracy_score,
    "macro_f1": lambda y, p: sklearn_metrics.f1_score(y, p, average="macro", zero_division=0),
    "cohen_kappa": sklearn_metrics.cohen_kappa_score,
}


@pytest.mark.parametrize("name", THEIRS)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=40))
def test_equals_scikit_learn(name, pairs):
    reference, predicted = np.array(pairs).T
    if name == "cohen_kappa" and len(np.unique(pairs)) == 1:
        return

    found = METRICS[name](predicted, reference, 4)

    assert found == pytest.approx(THEIRS[name](reference, predicted), abs=1e-12)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=40))
def test_balanced_accuracy_is_the_mean_recall_of_labels_in_the_reference(pairs):
    reference, predicted = np.array(pairs).T
    expected = np.mean([(predicted[reference == k] == k).mean() for k in np.unique(reference)])

    assert BALANCED_ACCURACY(predicted, reference, 4) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
def test_order_and_names_of_labels_change_nothing(metric):
    order = np.random.default_rng(0).permutation(8)
    renamed = np.array([2, 0, 3])

    found = metric(renamed[PREDICTED[order]], renamed[REFERENCE[order]], 4)

    assert found == pytest.approx(metric(PREDICTED, REFERENCE, 3), abs=1e-12)


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
def test_perfect_prediction_is_one(metric):
    found = score(metric, REFERENCE, REFERENCE, n_labels=3, resampling=ONCE)

    assert found.value == 1.0


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
def test_no_items_is_undefined(metric):
    empty = np.zeros(0, dtype=np.int64)

    found = score(metric, empty, empty, n_labels=2, resampling=ONCE)

    assert found.undefined_reason == "There are no items."
    assert metric(empty, empty, 2) is None


def test_kappa_of_one_label_is_undefined():
    zeros = np.zeros(4, dtype=np.int64)

    found = score(COHEN_KAPPA, zeros, zeros, n_labels=2, resampling=ONCE)

    assert found.undefined_reason == (
        "Prediction and reference are all one label, so chance alone gives full agreement."
    )


def test_accuracy_has_wilsons_interval():
    found = score(
        ACCURACY, np.array([0, 0, 0, 1]), np.zeros(4, np.int64), n_labels=2, resampling=ONCE
    )

    assert (round(found.low, 2), round(found.high, 2)) == (0.30, 0.95)
    assert found.method == "Wilson score interval over items"


def test_bootstrap_has_the_spread_of_resampled_items():
    rng = np.random.default_rng(5)
    reference = rng.integers(0, 3, size=300)
    predicted = np.where(rng.random(300) < 0.7, reference, rng.integers(0, 3, size=300))
    resamples = [rng.integers(0, 300, size=300) for _ in range(2_000)]
    plain = [MACRO_F1(predicted[rows], reference[rows], 3) for rows in resamples]

    found = score(
        MACRO_F1, predicted, reference, n_labels=3, resampling=Resampling(seed=2, replicates=4_000)
    )

    low, high = np.quantile(plain, [0.025, 0.975])
    assert found.low == pytest.approx(low, abs=0.01)
    assert found.high == pytest.approx(high, abs=0.01)


@pytest.mark.parametrize(
    ("predicted", "reference"), [([0], [0, 1]), ([0, 2], [0, 1]), ([0, -1], [0, 1]), ([[0]], [[0]])]
)
def test_codes_that_cannot_be_compared_are_refused(predicted, reference):
    with pytest.raises(ScoreError):
        confusion_counts(np.array(predicted), np.array(reference), 2)
