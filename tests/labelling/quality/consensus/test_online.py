import numpy as np
import pytest

from labelling.quality.consensus.dawid_skene import fit_dawid_skene
from labelling.quality.consensus.online import OnlineError, posterior_after, posterior_of_item
from tests.labelling.quality.crowds import simulate_crowd

HALVES = [0.5, 0.5]
NINE_IN_TEN = [[0.9, 0.1], [0.1, 0.9]]


def test_one_label_by_hand():
    np.testing.assert_allclose(posterior_after(HALVES, NINE_IN_TEN, 1), [0.1, 0.9])


def test_two_labels_by_hand():
    posterior = posterior_of_item(HALVES, [NINE_IN_TEN, NINE_IN_TEN], [1, 1])

    np.testing.assert_allclose(posterior, [1 / 82, 81 / 82])


def test_every_item_of_a_converged_fit_gets_its_posterior_back():
    crowd = simulate_crowd(n_items=80, n_annotators=9, n_labels=3, per_item=4, skill=0.7, seed=2)
    ratings = crowd.ratings
    fit = fit_dawid_skene(ratings, tolerance=0.0)

    for item in range(ratings.n_items):
        rows = slice(ratings.item_starts[item], ratings.item_starts[item + 1])
        confusions = fit.confusion[ratings.annotators[rows]]
        posterior = posterior_of_item(fit.prior, confusions, ratings.labels[rows])
        np.testing.assert_allclose(posterior, fit.posterior[item], atol=1e-6)


def test_label_by_label_is_the_same_as_all_at_once():
    generator = np.random.default_rng(4)
    confusions = generator.dirichlet([1, 1, 1], size=(6, 3))
    labels = generator.integers(3, size=6)

    posterior = np.full(3, 1 / 3)
    for confusion, label in zip(confusions, labels, strict=True):
        posterior = posterior_after(posterior, confusion, label)

    np.testing.assert_allclose(
        posterior, posterior_of_item(np.full(3, 1 / 3), confusions, labels), rtol=1e-12
    )


def test_without_labels_it_is_the_prior_made_whole():
    np.testing.assert_allclose(posterior_of_item([1.0, 3.0], [], []), [0.25, 0.75])


def test_impossible_label_is_survived():
    posterior = posterior_after([1.0, 0.0], [[1.0, 0.0], [0.0, 1.0]], 1)

    np.testing.assert_allclose(posterior, [0.5, 0.5])


@pytest.mark.parametrize(
    ("prior", "confusions", "labels", "sentence"),
    [
        ([], [], [], "must be a row of numbers"),
        ([0.0, 0.0], [], [], "must be a row of numbers"),
        ([[1.0]], [], [], "must be a row of numbers"),
        ([-1.0, 2.0], [], [], "must be a row of numbers"),
        (HALVES, [NINE_IN_TEN], [0, 1], "2 labels need as many square matrices of 2 labels"),
        (HALVES, [NINE_IN_TEN], [2], "whole number from 0 to 1"),
        (HALVES, [NINE_IN_TEN], [-1], "whole number from 0 to 1"),
        (HALVES, [NINE_IN_TEN], [0.5], "whole number from 0 to 1"),
    ],
)
def test_input_that_does_not_fit_together_is_refused(prior, confusions, labels, sentence):
    with pytest.raises(OnlineError, match=sentence):
        posterior_of_item(prior, confusions, labels)
