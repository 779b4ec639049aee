import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from labelling.quality.intervals import (
    Estimate,
    EstimateError,
    Interval,
    Resampling,
    bootstrap_estimate,
    percentile_interval,
    proportion,
    resample_blocks,
    resampled_sums,
    wilson_interval,
)


def estimate(**fields):
    return Estimate(**{"value": 0.5, "n": 10, "n_unit": "items", "method": "by hand", **fields})


def test_estimate_keeps_what_it_is_given():
    found = estimate(low=0.4, high=0.6)

    assert (found.value, found.low, found.high, found.level) == (0.5, 0.4, 0.6, 0.95)


@pytest.mark.parametrize(
    "fields",
    [
        {"undefined_reason": "There are no items."},
        {"value": None},
        {"low": 0.4},
        {"high": 0.6},
        {"low": 0.6, "high": 0.4},
        {"value": None, "undefined_reason": "None.", "low": 0.1, "high": 0.2},
        {"value": float("nan")},
        {"low": float("-inf"), "high": 1.0},
        {"level": 1.0},
        {"n": -1},
    ],
)
def test_estimate_refuses_contradictions(fields):
    with pytest.raises(EstimateError):
        estimate(**fields)


def test_undefined_estimate_carries_its_reason():
    found = Estimate.undefined("There are no items.", n=0, n_unit="items")

    assert found == Estimate(
        value=None, n=0, n_unit="items", method="none", undefined_reason="There are no items."
    )


@pytest.mark.parametrize("fields", [{"replicates": 1}, {"level": 0.0}, {"level": 1.0}])
def test_resampling_refuses_settings_without_interval(fields):
    with pytest.raises(EstimateError):
        Resampling(seed=1, **fields)


def test_resampling_describes_itself():
    assert Resampling(seed=7).describe("items") == "bootstrap over items, 1,000 replicates, seed 7"


def draws_of(frequencies, resampling):
    blocks = list(resample_blocks(np.asarray(frequencies), resampling))
    assert [block.start for block in blocks[1:]] == [block.stop for block in blocks[:-1]]
    return np.concatenate([block.draws for block in blocks], axis=1)


@pytest.mark.parametrize("cells", [4_000_000, 40_000, 20_000])
def test_resamples_keep_the_total_and_have_the_right_moments(monkeypatch, cells):
    monkeypatch.setattr("labelling.quality.intervals._CELLS_PER_BLOCK", cells)
    frequencies = np.array([60, 30, 10, 0, 0])

    draws = draws_of(frequencies, Resampling(seed=3, replicates=20_000))

    assert (draws.sum(axis=1) == 100).all()
    np.testing.assert_allclose(draws.mean(axis=0), frequencies, atol=0.15)
    np.testing.assert_allclose(draws.var(axis=0), [24, 21, 9, 0, 0], rtol=0.05)
    assert np.cov(draws[:, 0], draws[:, 1])[0, 1] == pytest.approx(-18, rel=0.06)


def test_resamples_of_nothing_are_empty():
    assert draws_of([0, 0, 0], Resampling(seed=1, replicates=2)).tolist() == [[0, 0, 0]] * 2


def test_resampled_sums_have_the_spread_of_the_sum(monkeypatch):
    monkeypatch.setattr("labelling.quality.intervals._CELLS_PER_BLOCK", 400_000)
    values = np.column_stack([np.ones(400), np.random.default_rng(0).normal(size=400)])
    ones = np.ones(400, dtype=np.int64)

    sums = resampled_sums(values, ones, Resampling(seed=5, replicates=4_000))

    np.testing.assert_array_equal(sums[:, 0], 400)
    assert sums[:, 1].mean() == pytest.approx(values[:, 1].sum(), abs=1.5)
    assert sums[:, 1].std() == pytest.approx(values[:, 1].std() * 20, rel=0.05)


def test_same_seed_same_draws_and_no_global_state():
    np.random.seed(0)  # noqa: NPY002 - shows that the global state is neither read nor moved
    before = np.random.get_state()[1].copy()  # noqa: NPY002 - as above

    draws = [draws_of([5, 5], Resampling(seed=s)) for s in (1, 1, 2)]

    assert np.array_equal(draws[0], draws[1])
    assert not np.array_equal(draws[0], draws[2])
    assert np.array_equal(before, np.random.get_state()[1])  # noqa: NPY002 - as above


def test_percentile_interval_by_hand():
    found = percentile_interval(np.arange(101.0), 0.9)

    assert (found.low, found.high) == (pytest.approx(5), pytest.approx(95))


def test_percentile_interval_leaves_out_few_undefined_replicates():
    replicates = np.append(np.arange(97.0), [np.nan] * 3)

    assert percentile_interval(replicates, 0.5) == Interval(24.0, 72.0)


def test_percentile_interval_is_none_with_many_undefined_replicates():
    assert percentile_interval(np.append(np.arange(90.0), [np.nan] * 10), 0.95) is None


def test_bootstrap_estimate_without_interval_says_so():
    found = bootstrap_estimate(0.2, np.full(1_000, np.nan), Resampling(seed=1), n=3, n_unit="items")

    assert found.low is None
    assert found.method == (
        "no interval: too many resamples are undefined "
        "(bootstrap over items, 1,000 replicates, seed 1)"
    )


def test_bootstrap_estimate_holds_its_value():
    found = bootstrap_estimate(2.0, np.arange(2.0), Resampling(seed=1), n=3, n_unit="items")

    assert (found.low, found.high) == (pytest.approx(0.025), 2.0)


def test_wilson_interval_worked_example():
    found = wilson_interval(0.8, 10)

    assert (round(found.low, 3), round(found.high, 3)) == (0.490, 0.943)


@given(st.integers(1, 500), st.data(), st.sampled_from([0.8, 0.95, 0.99]))
def test_wilson_interval_equals_scipy(n, data, level):
    successes = data.draw(st.integers(0, n))
    theirs = stats.binomtest(successes, n).proportion_ci(level, method="wilson")

    ours = wilson_interval(successes / n, n, level=level)

    assert ours.low == pytest.approx(theirs.low, abs=1e-12)
    assert ours.high == pytest.approx(theirs.high, abs=1e-12)


def test_wilson_interval_of_nothing_is_everything():
    assert wilson_interval(0.5, 0) == Interval(0.0, 1.0)


@pytest.mark.parametrize(("share", "n"), [(-0.1, 5), (1.1, 5), (0.5, -1)])
def test_wilson_interval_refuses_what_is_no_share(share, n):
    with pytest.raises(EstimateError):
        wilson_interval(share, n)


def test_proportion_by_hand_and_undefined():
    found = proportion(8, 10, n_unit="items")

    assert found.value == 0.8
    assert found.method == "Wilson score interval over items"
    assert proportion(0, 0, n_unit="items").undefined_reason == "There are no items."
