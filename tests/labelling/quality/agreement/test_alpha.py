import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from labelling.quality.agreement.alpha import (
    interval_distance,
    krippendorff_alpha,
    matrix_distance,
    nominal_distance,
    ordinal_distance,
    ratio_distance,
)
from labelling.quality.agreement.patterns import count_patterns
from labelling.quality.intervals import Resampling
from tests.labelling.quality.published_sets import read_published_set

ONCE = Resampling(seed=1, replicates=200)

# Krippendorff (2011), Computing Krippendorff's alpha-reliability, example C: four observers,
# twelve units, five values, missing answers.
EXAMPLE_C = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3],
    [0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0],
]
VALUES = np.arange(1.0, 6.0)
LEVELS = {
    "nominal": nominal_distance(5),
    "ordinal": ordinal_distance(),
    "interval": interval_distance(VALUES),
    "ratio": ratio_distance(VALUES),
}


def alpha(counts, **options):
    return krippendorff_alpha(count_patterns(np.asarray(counts)), ONCE, **options)


def example_counts():
    return np.array([np.bincount(unit, minlength=6)[1:] for unit in np.transpose(EXAMPLE_C)])


@pytest.mark.parametrize(
    ("level", "published"),
    [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)],
)
def test_published_example(level, published):
    found = alpha(example_counts(), distance=LEVELS[level])

    assert round(found.value, 3) == published
    assert found.n == 11
    assert found.low < found.value < found.high


def test_hand_computed():
    assert alpha([[2, 0], [0, 2]]).value == 1.0
    assert alpha([[1, 1], [1, 1]]).value == pytest.approx(-0.5)
    assert alpha([[3, 1], [0, 2]]).value == pytest.approx(1 - 5 * 2 / (2 * 3 * 3))


@settings(deadline=None)
@pytest.mark.parametrize("level", LEVELS)
@given(
    arrays.arrays(np.int64, st.tuples(st.integers(1, 25), st.just(5)), elements=st.integers(0, 4))
)
def test_equals_the_krippendorff_package(level, counts):
    pairable = counts[counts.sum(axis=1) > 1]
    assume(np.count_nonzero(pairable.sum(axis=0)) > 1)
    theirs = krippendorff.alpha(
        value_counts=counts, value_domain=VALUES, level_of_measurement=level
    )

    assert alpha(counts, distance=LEVELS[level]).value == pytest.approx(theirs, abs=1e-9)


def test_equals_a_plain_loop_over_pairs_of_answers():
    counts = np.random.default_rng(4).integers(0, 3, size=(40, 3))
    squared = np.array([[0.0, 1.0, 2.5], [1.0, 0.0, 0.5], [2.5, 0.5, 0.0]])
    units = [np.repeat(np.arange(3), row) for row in counts if row.sum() > 1]
    answers = np.concatenate(units)
    observed = sum(squared[a, b] / (len(unit) - 1) for unit in units for a in unit for b in unit)
    expected = sum(squared[a, b] for a in answers for b in answers) / (len(answers) - 1)

    found = alpha(counts, distance=matrix_distance(squared))

    assert found.value == pytest.approx(1 - observed / expected, abs=1e-12)


@pytest.mark.parametrize("level", LEVELS)
def test_order_of_items_and_items_answered_once_change_nothing(level):
    counts = example_counts()
    shuffled = np.vstack([counts[::-1], np.eye(5, dtype=np.int64), np.zeros((3, 5), np.int64)])

    found = alpha(shuffled, distance=LEVELS[level])

    assert found == alpha(counts, distance=LEVELS[level])


def test_nominal_does_not_depend_on_the_names_of_labels():
    counts = example_counts()

    assert alpha(counts[:, [3, 1, 4, 0, 2]]).value == pytest.approx(alpha(counts).value, abs=1e-15)


def test_labels_never_used_change_nothing():
    wider = np.insert(example_counts(), 2, 0, axis=1)

    for wide, narrow in (
        (nominal_distance(6), nominal_distance(5)),
        (ordinal_distance(), ordinal_distance()),
    ):
        expected = alpha(example_counts(), distance=narrow).value
        assert alpha(wider, distance=wide).value == pytest.approx(expected, abs=1e-14)


def test_interval_does_not_change_when_values_are_moved_or_stretched():
    moved = alpha(example_counts(), distance=interval_distance(10 - 3 * VALUES))

    found = alpha(example_counts(), distance=interval_distance(VALUES))

    assert moved.value == pytest.approx(found.value, abs=1e-12)


def test_chance_agreement_is_near_zero_and_inside_the_interval():
    counts = np.random.default_rng(2).multinomial(3, [0.5, 0.3, 0.2], size=4_000)

    found = alpha(counts)

    assert abs(found.value) < 0.02
    assert found.low < 0 < found.high


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        (np.zeros((0, 3), np.int64), "No item has two answers."),
        ([[1, 0], [0, 1]], "No item has two answers."),
        ([[0, 0]], "No item has two answers."),
        (
            [[3, 0], [2, 0]],
            "All answers are the same label, so there is no disagreement to expect by chance.",
        ),
        (
            [[3, 0], [2, 0], [0, 1]],
            "All answers are the same label, so there is no disagreement to expect by chance.",
        ),
    ],
)
def test_undefined_cases_say_why(counts, reason):
    found = alpha(counts)

    assert found.undefined_reason == reason


def test_values_all_alike_on_a_zero_distance_are_undefined_too():
    found = alpha([[1, 1], [2, 0]], distance=interval_distance(np.array([3.0, 3.0])))

    assert found.undefined_reason == "All answers lie at distance 0 from each other."


def test_rare_second_label_gives_a_value_without_interval():
    found = alpha([[3, 0]] * 60 + [[2, 1]])

    assert found.value == pytest.approx(0.0, abs=1e-12)
    assert found.low is None
    assert found.method.startswith("no interval: too many resamples are undefined")


def test_bootstrap_equals_one_that_resamples_items():
    counts = np.random.default_rng(3).multinomial(4, [0.7, 0.2, 0.1], size=150)
    counts[:80, 0] += 3
    resampling = Resampling(seed=9, replicates=3_000)
    rng = np.random.default_rng(8)
    plain = [
        krippendorff.alpha(
            value_counts=counts[rng.integers(0, 150, size=150)], level_of_measurement="nominal"
        )
        for _ in range(1_500)
    ]

    found = krippendorff_alpha(count_patterns(counts), resampling)

    low, high = np.quantile(plain, [0.025, 0.975])
    assert found.low == pytest.approx(low, abs=0.012)
    assert found.high == pytest.approx(high, abs=0.012)


@pytest.mark.parametrize(
    "squared",
    [
        np.array([[0.0, 1.0], [2.0, 0.0]]),
        np.array([[1.0, 1.0], [1.0, 0.0]]),
        np.array([[0.0, -1.0], [-1.0, 0.0]]),
    ],
)
def test_matrix_distance_refuses_what_is_no_distance(squared):
    with pytest.raises(ValueError, match="Squared distances are symmetric"):
        matrix_distance(squared)


def test_ratio_distance_refuses_negative_values_and_takes_zero():
    with pytest.raises(ValueError, match="no negative values"):
        ratio_distance(np.array([-1.0, 2.0]))

    distance = ratio_distance(np.array([0.0, 0.0, 2.0]))
    assert distance.squared.tolist() == [[0, 0, 1], [0, 0, 1], [1, 1, 0]]


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    ["rte", "dog", "d_product", "weather_amt", "s_adult", "sp", "zencrowd_in", "bai_object"],
)
def test_published_sets_to_the_printed_digits(reference_data, name):
    published = read_published_set(reference_data, name)

    found = alpha(published.counts)

    assert round(found.value, 5) == published.reference["agreement"]["krippendorff_nominal"]


@pytest.mark.slow
def test_ordinal_set_to_the_printed_digits(reference_data):
    published = read_published_set(reference_data, "s_adult")

    ordinal = alpha(published.counts, distance=ordinal_distance())
    interval = alpha(published.counts, distance=interval_distance(np.arange(4.0)))

    assert round(ordinal.value, 5) == published.reference["agreement"]["krippendorff_ordinal"]
    assert round(interval.value, 5) == published.reference["agreement"]["krippendorff_interval"]
