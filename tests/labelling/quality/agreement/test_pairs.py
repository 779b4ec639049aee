from itertools import combinations

import numpy as np
import pytest

from labelling.quality.agreement.pairs import label_pairs
from labelling.quality.agreement.patterns import count_patterns
from labelling.quality.intervals import Resampling

ONCE = Resampling(seed=1)


def test_hand_computed():
    found = label_pairs(count_patterns(np.array([[2, 1, 0], [0, 1, 1], [0, 0, 1]])), ONCE)

    assert found.counts.tolist() == [[1, 2, 0], [2, 0, 1], [0, 1, 0]]
    assert [(pair.first, pair.second) for pair in found.confused] == [(0, 1), (1, 2)]
    assert [(pair.n_items, pair.n_pairs) for pair in found.confused] == [(1, 2), (1, 1)]
    assert [pair.share.value for pair in found.confused] == [pytest.approx(0.5)] * 2
    assert found.confused[0].share.n == 2


def test_equals_a_loop_over_pairs_of_answers():
    counts = np.random.default_rng(1).integers(0, 4, size=(60, 4))
    expected = np.zeros((4, 4), dtype=int)
    for row in counts:
        for a, b in combinations(np.repeat(np.arange(4), row), 2):
            expected[a, b] += 1
            expected[b, a] += a != b

    found = label_pairs(count_patterns(counts), ONCE)

    assert np.array_equal(found.counts, expected)
    assert sum(pair.share.value for pair in found.confused) == pytest.approx(1.0)
    assert all(p.share.low <= p.share.value <= p.share.high for p in found.confused)
    shares = [pair.share.value for pair in found.confused]
    assert shares == sorted(shares, reverse=True)


def test_no_disagreement_has_no_confusions():
    found = label_pairs(count_patterns(np.array([[3, 0], [0, 2]])), ONCE)

    assert found.counts.tolist() == [[3, 0], [0, 1]]
    assert found.confused == ()


def test_nothing_answered_twice():
    found = label_pairs(count_patterns(np.array([[1, 0], [0, 0]])), ONCE)

    assert found.counts.tolist() == [[0, 0], [0, 0]]
    assert found.confused == ()
