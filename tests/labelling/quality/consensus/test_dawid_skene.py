import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labelling.quality.consensus.dawid_skene import fit_dawid_skene
from labelling.quality.consensus.majority_vote import fit_majority_vote
from labelling.quality.ratings import Ratings
from tests.labelling.quality.crowds import read_crowd, simulate_crowd

SETS = (
    "rte",
    "d_product",
    "sp",
    "zencrowd_in",
    "dog",
    "weather_amt",
    "bai_object",
    "s_adult",
    "arg_pairs",
)


def build(rows, *, n_items, n_annotators=3, n_labels=2):
    items, annotators, labels = np.array(rows, dtype=int).reshape(-1, 3).T
    return Ratings.build(
        items=items,
        annotators=annotators,
        labels=labels,
        n_items=n_items,
        n_annotators=n_annotators,
        n_labels=n_labels,
    )


def textbook_round(ratings, posterior):
    """One M-step and one E-step, label by label, as the paper writes them."""
    shape = (ratings.n_annotators, ratings.n_labels, ratings.n_labels)
    counts = np.zeros(shape)
    rows = list(zip(ratings.items, ratings.annotators, ratings.labels, strict=True))
    for item, annotator, label in rows:
        counts[annotator, :, label] += posterior[item]
    totals = counts.sum(axis=2, keepdims=True)
    flat = np.full(shape, 1 / ratings.n_labels)
    confusion = np.divide(counts, totals, out=flat, where=totals > 0)
    joint = np.tile(posterior.mean(axis=0), (ratings.n_items, 1))
    for item, annotator, label in rows:
        joint[item] *= confusion[annotator, :, label]
    return joint / joint.sum(axis=1, keepdims=True), np.log(joint.sum(axis=1)).sum()


def test_fit_equals_the_textbook_after_each_of_the_first_rounds():
    crowd = simulate_crowd(n_items=60, n_annotators=7, n_labels=3, per_item=4, skill=0.6, seed=1)
    counts = crowd.ratings.counts()
    posterior = counts / counts.sum(axis=1, keepdims=True)

    for rounds in (1, 2, 3):
        posterior, log_likelihood = textbook_round(crowd.ratings, posterior)
        fit = fit_dawid_skene(crowd.ratings, max_iterations=rounds)

        np.testing.assert_allclose(fit.posterior, posterior, atol=1e-10)
        assert fit.log_likelihood[-1] == pytest.approx(log_likelihood, rel=1e-12)
        assert fit.iterations == rounds
        assert not fit.converged


def test_two_who_always_agree_outvote_by_skill_the_one_who_does_not():
    agreeing = [(item, annotator, item % 2) for item in range(20) for annotator in (0, 1)]
    contrary = [(item, 2, (item // 2) % 2) for item in range(20)]

    fit = fit_dawid_skene(build(agreeing + contrary, n_items=20))

    assert fit.label.tolist() == [item % 2 for item in range(20)]
    np.testing.assert_allclose(fit.confusion[:2], [np.eye(2)] * 2, atol=1e-6)
    np.testing.assert_allclose(fit.confusion[2], 0.5, atol=1e-6)
    np.testing.assert_allclose(fit.prior, 0.5, atol=1e-6)


def test_skill_turns_a_vote_round():
    crowd = simulate_crowd(
        n_items=400,
        n_annotators=5,
        n_labels=2,
        per_item=5,
        skill=[0.95, 0.95, 0.5, 0.5, 0.5],
        seed=3,
    )

    by_skill = np.mean(fit_dawid_skene(crowd.ratings).label == crowd.truth)
    by_vote = np.mean(fit_majority_vote(crowd.ratings).label == crowd.truth)

    assert by_skill > by_vote + 0.03


def test_confusion_counts_add_up_to_the_labels_given():
    crowd = simulate_crowd(n_items=40, n_annotators=6, n_labels=3, per_item=3, skill=0.7, seed=5)

    fit = fit_dawid_skene(crowd.ratings)

    np.testing.assert_allclose(
        fit.confusion_counts.sum(axis=(1, 2)), crowd.ratings.labels_per_annotator
    )
    np.testing.assert_allclose(fit.confusion.sum(axis=2), 1.0)


def test_confusion_sd_shrinks_with_evidence_and_is_flat_without():
    crowd = simulate_crowd(n_items=40, n_annotators=6, n_labels=2, per_item=3, skill=0.7, seed=5)
    bigger = Ratings.build(
        items=crowd.ratings.items,
        annotators=crowd.ratings.annotators,
        labels=crowd.ratings.labels,
        n_items=40,
        n_annotators=7,
        n_labels=2,
    )

    deviation = fit_dawid_skene(bigger).confusion_sd()

    np.testing.assert_allclose(deviation[6], np.sqrt(1 / 12))
    assert deviation[:6].max() < np.sqrt(1 / 12)


def test_majority_vote_has_no_confusion_sd():
    assert fit_majority_vote(build([(0, 0, 0)], n_items=1)).confusion_sd() is None


def test_gold_clamps_the_item_and_teaches_the_confusion():
    rows = [(item, annotator, 0) for item in range(10) for annotator in range(3)]
    gold = [1] * 5 + [-1] * 5

    fit = fit_dawid_skene(build(rows, n_items=10), gold=gold)

    assert fit.label[:5].tolist() == [1] * 5
    assert fit.confidence[:5].tolist() == [1.0] * 5
    assert fit.confusion[0, 1, 0] == pytest.approx(1.0)
    assert np.all(np.diff(fit.log_likelihood) >= -1e-9)


def test_item_without_labels_has_the_prior():
    fit = fit_dawid_skene(build([(0, 0, 0), (0, 1, 0), (1, 0, 1), (1, 1, 1)], n_items=3))

    np.testing.assert_allclose(fit.posterior[2], fit.prior)
    assert fit.label.tolist() == [0, 1, -1]
    assert fit.answered.tolist() == [True, True, False]


def test_table_without_labels_converges_at_once_and_knows_nothing():
    fit = fit_dawid_skene(build([], n_items=2))

    assert fit.converged
    assert fit.iterations == 0
    assert fit.label.tolist() == [-1, -1]
    assert fit.posterior.tolist() == [[0.5, 0.5]] * 2


def test_one_annotator_is_believed():
    fit = fit_dawid_skene(build([(0, 0, 0), (1, 0, 1), (2, 0, 1)], n_items=3, n_annotators=1))

    assert fit.label.tolist() == [0, 1, 1]


def test_scheme_of_one_label_is_certain():
    fit = fit_dawid_skene(build([(0, 0, 0), (1, 1, 0)], n_items=2, n_labels=1))

    assert fit.posterior.tolist() == [[1.0], [1.0]]
    assert fit.log_likelihood[-1] == 0.0


def test_thousands_of_labels_on_one_item_neither_underflow_nor_warn():
    n = 5000
    rows = [(0, annotator, annotator % 2) for annotator in range(n)]
    rows += [(1, annotator, 0) for annotator in range(n)]

    fit = fit_dawid_skene(build(rows, n_items=2, n_annotators=n))

    assert np.isfinite(fit.posterior).all()
    assert np.isfinite(fit.log_likelihood).all()


def test_smoothing_keeps_every_cell_away_from_zero():
    rows = [(item, annotator, item % 2) for item in range(4) for annotator in range(3)]

    fit = fit_dawid_skene(build(rows, n_items=4), smoothing=1.0)

    right = (2 * fit.posterior[0, 0] + 1) / 4
    np.testing.assert_allclose(fit.confusion[0], [[right, 1 - right], [1 - right, right]])
    assert 0.7 < right < 0.75
    assert fit.parameters["smoothing"] == 1.0


@pytest.mark.parametrize(
    "wrong", [{"smoothing": -1.0}, {"tolerance": -1e-9}, {"max_iterations": 0}]
)
def test_settings_no_fit_can_use_are_refused(wrong):
    with pytest.raises(ValueError, match="must not be negative"):
        fit_dawid_skene(build([(0, 0, 0)], n_items=1), **wrong)


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(
        st.tuples(st.integers(0, 7), st.integers(0, 3)), st.integers(0, 2), max_size=32
    ),
    st.sampled_from([0.0, 0.5]),
)
def test_likelihood_never_falls_and_posteriors_are_distributions(answers, smoothing):
    rows = [(item, annotator, label) for (item, annotator), label in answers.items()]
    ratings = build(rows, n_items=8, n_annotators=4, n_labels=3)

    fit = fit_dawid_skene(ratings, smoothing=smoothing, max_iterations=50)

    trace = np.array(fit.log_likelihood)
    assert np.all(np.diff(trace) >= -1e-9)
    np.testing.assert_allclose(fit.posterior.sum(axis=1), 1.0)


def test_renaming_annotators_and_labels_renames_the_result_only():
    crowd = simulate_crowd(n_items=50, n_annotators=5, n_labels=3, per_item=3, skill=0.7, seed=9)
    ratings = crowd.ratings
    renamed = Ratings.build(
        items=ratings.items,
        annotators=4 - ratings.annotators,
        labels=(ratings.labels + 1) % 3,
        n_items=50,
        n_annotators=5,
        n_labels=3,
    )

    one, other = fit_dawid_skene(ratings), fit_dawid_skene(renamed)

    np.testing.assert_allclose(np.roll(one.posterior, 1, axis=1), other.posterior, atol=1e-9)
    np.testing.assert_allclose(
        np.roll(one.confusion[::-1], (1, 1), axis=(1, 2)), other.confusion, atol=1e-9
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", SETS)
def test_fit_reaches_the_reference_likelihood_in_the_same_number_of_rounds(reference_data, name):
    published = json.loads((reference_data / "reference.json").read_text())
    reference = published["datasets"][name]["methods"]["own_ds_ml"]
    crowd = read_crowd(reference_data / name)

    fit = fit_dawid_skene(crowd.ratings)

    trace = np.array(fit.log_likelihood)
    gold_items = published["datasets"][name]["counts"]["gold_items"]
    assert trace[-1] == pytest.approx(reference["log_likelihood"], rel=1e-6)
    assert np.all(np.diff(trace) >= -1e-9 * np.abs(trace[1:]))
    assert fit.iterations == reference["iterations"]
    right = np.sum((fit.label == crowd.truth) & (crowd.truth >= 0))
    assert round(right / gold_items, 5) == reference["accuracy"]
