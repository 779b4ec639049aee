import numpy as np
import pytest

from labelling.quality.agreement.patterns import count_patterns
from labelling.quality.agreement.percent import observed_agreement, unanimous_share
from labelling.quality.intervals import Resampling
from tests.labelling.quality.published_sets import read_published_set

ONCE = Resampling(seed=1)


def test_hand_computed():
    patterns = count_patterns(np.array([[2, 0], [1, 1], [3, 1], [1, 0]]))

    found = observed_agreement(patterns, ONCE)

    assert found.value == pytest.approx((1 + 0 + 6 / 12) / 3)
    assert found.n == 3
    assert found.low < found.value < found.high
    assert unanimous_share(patterns, ONCE).value == pytest.approx(1 / 3)


def test_perfect_agreement_is_one_for_one_label_too():
    found = observed_agreement(count_patterns(np.array([[3, 0], [2, 0]])), ONCE)

    assert (found.value, found.low, found.high) == (1.0, 1.0, 1.0)


def test_undefined_without_two_answers():
    patterns = count_patterns(np.array([[1, 0], [0, 0]]))

    assert observed_agreement(patterns, ONCE).undefined_reason == "No item has two answers."
    assert unanimous_share(patterns, ONCE).undefined_reason == "No item has two answers."


@pytest.mark.slow
@pytest.mark.parametrize("name", ["rte", "dog", "weather_amt", "s_adult"])
def test_published_sets_to_the_printed_digits(reference_data, name):
    published = read_published_set(reference_data, name)
    patterns = count_patterns(published.counts)
    expected = published.reference["agreement"]

    assert round(observed_agreement(patterns, ONCE).value, 5) == expected["observed_agreement"]
    assert round(unanimous_share(patterns, ONCE).value, 5) == expected["items_unanimous"]
