import numpy as np
import pytest

from labelling.quality.consensus.majority_vote import fit_majority_vote
from labelling.quality.consensus.result import GoldError
from labelling.quality.ratings import Ratings


def build(rows, n_items, n_labels=2):
    items, annotators, labels = np.array(rows, dtype=int).reshape(-1, 3).T
    return Ratings.build(
        items=items,
        annotators=annotators,
        labels=labels,
        n_items=n_items,
        n_annotators=3,
        n_labels=n_labels,
    )


def test_majority_wins_and_the_posterior_is_the_share():
    fit = fit_majority_vote(build([(0, 0, 0), (0, 1, 1), (0, 2, 1)], n_items=1))

    assert fit.label.tolist() == [1]
    np.testing.assert_allclose(fit.posterior, [[1 / 3, 2 / 3]])
    np.testing.assert_allclose(fit.confidence, [2 / 3])
    assert fit.method == "majority_vote"
    assert fit.converged


def test_tie_goes_to_the_first_label_of_the_scheme():
    fit = fit_majority_vote(build([(0, 0, 2), (0, 1, 1)], n_items=1, n_labels=3))

    assert fit.label.tolist() == [1]
    assert fit.confidence.tolist() == [0.5]


def test_item_without_labels_is_unknown_and_shows_the_mean_share():
    fit = fit_majority_vote(build([(0, 0, 0), (1, 0, 0), (2, 0, 1)], n_items=4))

    assert fit.answered.tolist() == [True, True, True, False]
    assert fit.label.tolist() == [0, 0, 1, -1]
    np.testing.assert_allclose(fit.posterior[3], [2 / 3, 1 / 3])


def test_gold_is_certain_even_against_the_vote():
    fit = fit_majority_vote(build([(0, 0, 0), (0, 1, 0)], n_items=2), gold=[1, 0])

    assert fit.label.tolist() == [1, 0]
    assert fit.posterior.tolist() == [[0.0, 1.0], [1.0, 0.0]]
    assert fit.answered.tolist() == [True, False]


def test_table_without_labels_gives_the_flat_distribution():
    fit = fit_majority_vote(build([], n_items=2))

    assert fit.label.tolist() == [-1, -1]
    assert fit.posterior.tolist() == [[0.5, 0.5]] * 2


@pytest.mark.parametrize(
    ("gold", "sentence"),
    [
        ([0], "one whole number for each of the 2 items"),
        ([0.0, 1.0], "one whole number for each of the 2 items"),
        ([-1, 2], "Item 1: the gold label 2 is neither -1 nor one of the 2 labels"),
    ],
)
def test_gold_that_does_not_fit_is_refused(gold, sentence):
    with pytest.raises(GoldError, match=sentence):
        fit_majority_vote(build([], n_items=2), gold=gold)


def test_relabelling_moves_the_columns_only():
    rows = [(0, 0, 0), (0, 1, 1), (0, 2, 1), (1, 0, 2), (1, 1, 2), (1, 2, 0)]
    renamed = [(item, annotator, (label + 1) % 3) for item, annotator, label in rows]

    plain = fit_majority_vote(build(rows, n_items=2, n_labels=3))
    moved = fit_majority_vote(build(renamed, n_items=2, n_labels=3))

    np.testing.assert_array_equal(np.roll(plain.posterior, 1, axis=1), moved.posterior)
