"""Intervals agree with their definitions and with an independent implementation, and cover what they promise."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from immunodata import pooling, stats
from immunodata.errors import ImmunodataError
from immunodata.stats import newcombe, wilson

PAIRS = [
    ((56, 70), (48, 80)),
    ((9, 10), (3, 10)),
    ((6, 7), (2, 7)),
    ((5, 56), (0, 29)),
    ((0, 10), (0, 20)),
    ((10, 10), (0, 20)),
]


@pytest.mark.parametrize(("affected", "at_risk"), [(81, 263), (15, 148), (0, 20), (1, 29), (20, 20)])
def test_wilson_is_the_inverted_score_test(affected: int, at_risk: int) -> None:
    """The ends are the shares at which the score test of the observed share just reaches 5 %."""
    z = 1.959963984540054
    share = affected / at_risk
    for end in (ends[0] / 100 for ends in wilson([affected], [at_risk])):
        assert (share - end) ** 2 == pytest.approx(z**2 * end * (1 - end) / at_risk, abs=1e-12)


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_newcombe_agrees_with_an_independent_implementation(first: tuple, second: tuple) -> None:
    from statsmodels.stats.proportion import confint_proportions_2indep

    low, high = newcombe([first[0]], [first[1]], [second[0]], [second[1]])
    expected = confint_proportions_2indep(*first, *second, method="newcomb", compare="diff")
    assert (low[0] / 100, high[0] / 100) == pytest.approx(expected, abs=1e-9)


def test_nothing_of_n_still_has_a_width() -> None:
    low, high = wilson([0], [50])
    assert low[0] == 0
    assert high[0] > 5


def test_missing_stays_missing() -> None:
    low, high = wilson(pd.Series([3, None], dtype="Int64"), pd.Series([10, 10], dtype="Int64"))
    assert np.isfinite([low[0], high[0]]).all()
    assert np.isnan([low[1], high[1]]).all()


@given(st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_its_estimate(pair: tuple[int, int]) -> None:
    low, high = wilson([pair[0]], [pair[1]])
    share = 100 * pair[0] / pair[1]
    assert -1e-9 <= low[0] <= share + 1e-9
    assert share - 1e-9 <= high[0] <= 100 + 1e-9


COUNTS = np.arange(51)  # of 50 patients
SHARES = np.linspace(1, 50, 491)


def coverage_of(interval: Callable, share: float) -> float:
    """The exact probability that the interval of a count out of 50 holds the true share, in percent of patients."""
    from scipy.stats import binom

    low, high = interval(COUNTS, np.full(51, 50))
    return float(binom.pmf(COUNTS, 50, share / 100)[(low <= share) & (high >= share)].sum())


def test_wilson_covers_on_average_and_the_exact_interval_everywhere() -> None:
    """Summed over the binomial, so without the noise of a simulation: what the docstrings promise.

    Coverage oscillates, as for every interval of a count: Brown, Cai and DasGupta, Stat Sci 2001;16:101-133.
    """
    covered = np.array([coverage_of(wilson, share) for share in SHARES])
    assert covered.mean() >= 0.94
    assert covered[SHARES >= 2].min() >= 0.92
    assert covered.min() == pytest.approx(0.895, abs=0.001)
    assert coverage_of(wilson, 2) == pytest.approx(0.9216, abs=1e-4)
    exact = [coverage_of(stats.clopper_pearson, share) for share in SHARES]
    assert min(exact) >= 0.95
    assert coverage_of(stats.clopper_pearson, 2) >= 0.94


@pytest.mark.parametrize("interval", [newcombe, stats.miettinen_nurminen], ids=["newcombe", "miettinen-nurminen"])
def test_intervals_of_differences_cover(interval: Callable) -> None:
    """The exact coverage for two arms of 50, over all 51 x 51 pairs of counts."""
    from scipy.stats import binom

    first, second = np.meshgrid(COUNTS, COUNTS, indexing="ij")
    sizes = np.full(first.size, 50)
    low, high = (end.reshape(first.shape) for end in interval(first.ravel(), sizes, second.ravel(), sizes))
    chances = {share: binom.pmf(COUNTS, 50, share / 100) for share in range(2, 51, 4)}
    covered = {
        (one, other): np.outer(p, q)[(low <= one - other + 1e-9) & (high >= one - other - 1e-9)].sum()
        for one, p in chances.items()
        for other, q in chances.items()
    }
    assert np.mean(list(covered.values())) >= 0.94
    assert min(covered.values()) >= 0.93
    assert covered[2, 2] >= 0.94


@pytest.mark.parametrize(("affected", "at_risk"), [(81, 263), (15, 148), (1, 29), (28, 29)])
def test_clopper_pearson_leaves_half_the_error_on_each_side(affected: int, at_risk: int) -> None:
    from scipy.stats import binom

    low, high = stats.clopper_pearson([affected], [at_risk])
    assert binom.sf(affected - 1, at_risk, low[0] / 100) == pytest.approx(0.025, abs=1e-6)
    assert binom.cdf(affected, at_risk, high[0] / 100) == pytest.approx(0.025, abs=1e-6)
    assert [float(end[0]) for end in stats.clopper_pearson([0], [20])] == pytest.approx([0, 16.8433], abs=1e-4)


def constrained(tested: float, x: int, n: int, y: int, m: int, *, ratio: bool) -> float:
    """The score statistic, its likeliest proportions found by a general optimizer."""
    from scipy.optimize import minimize_scalar

    first = (lambda q: tested * q) if ratio else (lambda q: q + tested)

    def loss(q: float) -> float:
        p = first(q)
        terms = ((x, p), (n - x, 1 - p), (y, q), (m - y, 1 - q))
        return -sum(count * np.log(max(share, 1e-300)) for count, share in terms if count)

    low = 0.0 if ratio else max(0.0, -tested)
    high = min(1.0, 1 / tested) if ratio else min(1.0, 1 - tested)
    q = minimize_scalar(loss, bounds=(low, high), method="bounded", options={"xatol": 1e-13}).x
    p, weight = first(q), tested if ratio else 1.0
    spread = ((n + m) / (n + m - 1) * (p * (1 - p) / n + weight**2 * q * (1 - q) / m)) ** 0.5
    return (x / n - (tested * y / m if ratio else y / m + tested)) / spread


FOURS = [(56, 70, 48, 80), (5, 100, 9, 80), (9, 10, 3, 10), (1, 50, 7, 50), (200, 400, 180, 410)]


@pytest.mark.parametrize("pair", FOURS)
def test_miettinen_nurminen_is_the_inverted_score_test(pair: tuple[int, int, int, int]) -> None:
    low, high = stats.miettinen_nurminen(*([value] for value in pair))
    assert constrained(low[0] / 100, *pair, ratio=False) == pytest.approx(1.959964, abs=1e-4)
    assert constrained(high[0] / 100, *pair, ratio=False) == pytest.approx(-1.959964, abs=1e-4)


@pytest.mark.parametrize("pair", FOURS)
def test_the_risk_ratio_is_the_inverted_score_test(pair: tuple[int, int, int, int]) -> None:
    ratio, low, high = stats.risk_ratio(*([value] for value in pair))
    assert ratio[0] == pytest.approx(pair[0] / pair[1] / (pair[2] / pair[3]))
    assert constrained(low[0], *pair, ratio=True) == pytest.approx(1.959964, abs=1e-4)
    assert constrained(high[0], *pair, ratio=True) == pytest.approx(-1.959964, abs=1e-4)


def test_none_in_either_arm_has_a_width_and_no_ratio() -> None:
    low, high = stats.miettinen_nurminen([0], [20], [0], [20])
    assert low[0] == pytest.approx(-high[0])
    assert high[0] > 10
    assert np.isnan(stats.risk_ratio([5], [50], [0], [50])).all()
    ratio, low, high = stats.risk_ratio([0], [50], [5], [50])
    assert (ratio[0], low[0]) == (0, 0)
    assert high[0] < 1


def test_equal_studies_pool_to_themselves() -> None:
    found = pooling.pool_proportions([20, 20, 20], [100, 100, 100])
    assert found.value == pytest.approx(20)
    assert found.i_squared == pytest.approx(0)
    assert found.studies == 3
    found = pooling.pool_differences([20, 20, 20], [100, 100, 100], [30, 30, 30], [100, 100, 100])
    assert found.value == pytest.approx(-10)


def test_the_variance_between_studies_solves_its_own_equation() -> None:
    x, n = np.array([5, 9, 20, 60]), np.array([100, 80, 120, 130])
    found = pooling.pool_proportions(x, n)
    effects, variances = np.log(x / (n - x)), 1 / x + 1 / (n - x)
    weights = 1 / (variances + found.tau_squared)
    mean = (weights * effects).sum() / weights.sum()
    assert (weights * (effects - mean) ** 2).sum() == pytest.approx(len(x) - 1, rel=1e-3)  # Paule and Mandel
    assert found.value == pytest.approx(100 / (1 + np.exp(-mean)), abs=1e-6)
    assert found.predicted_low < found.low < found.value < found.high < found.predicted_high
    assert found.i_squared > 75


def test_none_and_all_affected_can_be_pooled_but_one_study_cannot() -> None:
    found = pooling.pool_proportions([0, 10, 3], [40, 10, 30])
    assert 0 < found.low < found.high < 100
    with pytest.raises(ImmunodataError, match="at least 2"):
        pooling.pool_proportions([3], [30])
    with pytest.raises(ImmunodataError, match="denominator"):
        pooling.pool_proportions([3, 4], [30, np.nan])


def test_false_discoveries_are_adjusted_and_missing_stays() -> None:
    p = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, np.nan]
    adjusted = pooling.benjamini_hochberg(p)
    ranked = sorted(zip(p[:-1], adjusted[:-1], strict=True))
    for rank, (raw, found) in enumerate(ranked, start=1):
        assert found == pytest.approx(min(q * 8 / (r + rank) for r, (q, _) in enumerate(ranked[rank - 1 :])))
        assert found >= raw
    assert np.isnan(adjusted[-1])


EVERY_INTERVAL = pytest.mark.parametrize(
    "interval",
    [wilson, stats.clopper_pearson, newcombe, stats.miettinen_nurminen, stats.risk_ratio],
    ids=["wilson", "clopper-pearson", "newcombe", "miettinen-nurminen", "risk-ratio"],
)


def call(interval: Callable, affected: list, at_risk: list) -> tuple:
    pair = (affected, at_risk)
    return interval(*pair) if interval in (wilson, stats.clopper_pearson) else interval(*pair, *pair)


@EVERY_INTERVAL
@pytest.mark.parametrize(
    ("affected", "at_risk", "told"),
    [([3, 5], [9, 4], "5 of 4 patients"), ([-1], [9], "-1 of 9 patients"), (["many"], [9], "Numbers are needed"),
     ([1, 2], [9], "2 counts of affected patients but 1")],
    ids=["more affected than at risk", "negative", "text", "lengths"],
)  # fmt: skip
def test_counts_that_cannot_be_are_refused(interval: Callable, affected: list, at_risk: list, told: str) -> None:
    with pytest.raises(ImmunodataError, match=told):
        call(interval, affected, at_risk)


@EVERY_INTERVAL
def test_of_nobody_there_is_no_share(interval: Callable) -> None:
    assert all(np.isnan(end).all() for end in call(interval, [0, 0], [0, 0]))
