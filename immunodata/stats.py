"""Intervals for proportions and their differences: thin over statsmodels, which is imported only when called."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from immunodata.errors import ImmunodataError, MissingPart

ALPHA = 0.05  # two-sided, for 95 % intervals
Z, STEPS = 1.959963984540054, 60  # normal quantile for ALPHA; halvings of a bisection
Numbers = npt.ArrayLike


def wilson(affected: Numbers, at_risk: Numbers) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the 95 % Wilson score interval of each proportion, in percent.

    Parameters
    ----------
    affected, at_risk : patients, one value per proportion. Missing values give missing ends. `affected` may be a
        fraction where only a percent was printed.

    Returns
    -------
    (low, high), percent. 0 of n has a width; 0 of 0 is missing.

    Raises
    ------
    ImmunodataError : more affected than at risk, fewer than none, or text.

    Notes
    -----
    Wilson EB, J Am Stat Assoc 1927;22:209-212. Its coverage is 95 % on average, not at every share: for 50
    patients 95.2 % over shares of 1 to 50 %, but 92.2 % at exactly 2 % and 89.5 % at 1.1 % (Brown LD, Cai TT,
    DasGupta A, Stat Sci 2001;16:101-133). `clopper_pearson` never falls below 95 %.

    Examples
    --------
    >>> low, high = wilson([0], [50])
    >>> round(float(low[0]), 1), round(float(high[0]), 1)
    (0.0, 7.1)
    """
    return _proportion_interval(affected, at_risk, method="wilson")


def clopper_pearson(affected: Numbers, at_risk: Numbers) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the 95 % Clopper-Pearson interval of each proportion, in percent: wider than Wilson, never below 95 %.

    Parameters and result are those of `wilson`. Charts draw Wilson; take this one where the level must hold at every
    share, as for a rare event in a small arm.

    Notes
    -----
    Clopper CJ, Pearson ES, Biometrika 1934;26:404-413.

    Examples
    --------
    >>> low, high = clopper_pearson([0], [50])
    >>> round(float(low[0]), 1), round(float(high[0]), 1)
    (0.0, 7.1)
    """
    return _proportion_interval(affected, at_risk, method="beta")


def _proportion_interval(
    affected: Numbers, at_risk: Numbers, *, method: str
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    proportion = _statsmodels()
    x, n = _counts(affected, at_risk)
    usable = np.isfinite(x) & np.isfinite(n) & (n > 0)
    low, high = np.full(x.shape, np.nan), np.full(x.shape, np.nan)
    if usable.any():
        ends = proportion.proportion_confint(x[usable], n[usable], alpha=ALPHA, method=method)
        low[usable], high[usable] = 100 * np.asarray(ends[0]), 100 * np.asarray(ends[1])
    low[usable & (x == 0)], high[usable & (x == n)] = 0, 100  # exact ends, free of rounding in the last place
    return low, high


def newcombe(
    affected: Numbers, at_risk: Numbers, affected_other: Numbers, at_risk_other: Numbers
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the 95 % Newcombe hybrid score interval of each difference, in percentage points.

    Parameters
    ----------
    affected, at_risk : patients in the arm of interest.
    affected_other, at_risk_other : patients in the arm it is compared with.

    Returns
    -------
    (low, high) of `100 * (affected / at_risk - affected_other / at_risk_other)`.

    Notes
    -----
    Newcombe RG, Stat Med 1998;17:873-890, method 10: the square-and-add combination of two Wilson intervals.

    Examples
    --------
    56 of 70 against 48 of 80:

    >>> low, high = newcombe([56], [70], [48], [80])
    >>> round(float(low[0]), 2), round(float(high[0]), 2)
    (5.24, 33.39)
    """
    first, second = _share(affected, at_risk), _share(affected_other, at_risk_other)
    low_first, high_first = wilson(affected, at_risk)
    low_second, high_second = wilson(affected_other, at_risk_other)
    difference = first - second
    low = difference - np.sqrt((first - low_first) ** 2 + (high_second - second) ** 2)
    high = difference + np.sqrt((high_first - first) ** 2 + (second - low_second) ** 2)
    return low, high


def miettinen_nurminen(
    affected: Numbers, at_risk: Numbers, affected_other: Numbers, at_risk_other: Numbers
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the 95 % Miettinen-Nurminen score interval of each difference, in percentage points.

    Parameters and result are those of `newcombe`. It inverts the score test with the variance under the tested
    difference and the factor N / (N - 1), and is the interval that most randomized trials report.

    Notes
    -----
    Miettinen O, Nurminen M, Stat Med 1985;4:213-226.

    Examples
    --------
    >>> low, high = miettinen_nurminen([0], [20], [0], [20])  # nobody in either arm: still a width
    >>> round(float(low[0]), 1), round(float(high[0]), 1)
    (-16.5, 16.5)
    """
    low, high = _score_interval(affected, at_risk, affected_other, at_risk_other, ratio=False)
    return 100 * low, 100 * high


def risk_ratio(
    affected: Numbers, at_risk: Numbers, affected_other: Numbers, at_risk_other: Numbers
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return each ratio of proportions with its 95 % score interval.

    Parameters
    ----------
    affected, at_risk : patients in the arm of interest.
    affected_other, at_risk_other : patients in the arm it is compared with.

    Returns
    -------
    (ratio, low, high); missing where nobody was affected in the other arm.

    Notes
    -----
    Miettinen O, Nurminen M, Stat Med 1985;4:213-226; Koopman PAR, Biometrics 1984;40:513-517.
    """
    first, second = _share(affected, at_risk), _share(affected_other, at_risk_other)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(second > 0, first / second, np.nan)
    low, high = _score_interval(affected, at_risk, affected_other, at_risk_other, ratio=True)
    low = np.where(first == 0, 0.0, low)  # bisection ends close to it
    return ratio, np.where(np.isfinite(ratio), low, np.nan), np.where(np.isfinite(ratio), high, np.nan)


def _score_interval(
    affected: Numbers, at_risk: Numbers, affected_other: Numbers, at_risk_other: Numbers, *, ratio: bool
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Ends of the score interval: the parameters at which the test statistic is plus and minus the normal quantile.

    Solved by bisection, all rows at once: the statistic falls as the tested difference or ratio grows.
    """
    (x, n), (y, m) = _counts(affected, at_risk), _counts(affected_other, at_risk_other)
    usable = np.isfinite(x + n + y + m) & (n > 0) & (m > 0)
    ends = [np.full(x.shape, np.nan), np.full(x.shape, np.nan)]
    if usable.any():
        cells = (x[usable], n[usable], y[usable], m[usable])
        reach = 25.0 if ratio else 1.0  # of the logarithm of a ratio, of a difference
        for end, bound in zip(ends, (Z, -Z), strict=True):
            low, high = np.full(cells[0].shape, -reach), np.full(cells[0].shape, reach)
            for _ in range(STEPS):
                middle = (low + high) / 2
                above = _score(np.exp(middle) if ratio else middle, *cells, ratio=ratio) > bound
                low, high = np.where(above, middle, low), np.where(above, high, middle)
            found = (low + high) / 2
            end[usable] = np.exp(found) if ratio else found
    return ends[0], ends[1]


def _score(tested: Any, x: Any, n: Any, y: Any, m: Any, *, ratio: bool) -> Any:
    """The statistic for `tested`, with the variance at the likeliest proportions that have this difference or ratio."""
    floor = np.zeros_like(tested) if ratio else np.maximum(0.0, -tested)
    ceiling = np.minimum(1.0, 1 / tested) if ratio else np.minimum(1.0, 1 - tested)
    slope = tested if ratio else 1.0
    low, high = floor, ceiling
    with np.errstate(divide="ignore", invalid="ignore"):
        for _ in range(STEPS):
            second = (low + high) / 2
            first = tested * second if ratio else second + tested
            rising = (  # the derivative of the log-likelihood, which only falls
                np.where(x > 0, slope * x / first, 0) - np.where(x < n, slope * (n - x) / (1 - first), 0)
                + np.where(y > 0, y / second, 0) - np.where(y < m, (m - y) / (1 - second), 0)
            ) > 0  # fmt: skip
            low, high = np.where(rising, second, low), np.where(rising, high, second)
        first = tested * second if ratio else second + tested
        factor = (n + m) / (n + m - 1)
        weight = tested if ratio else 1.0
        spread = np.sqrt(factor * (first * (1 - first) / n + weight**2 * second * (1 - second) / m))
        distance = x / n - (tested * y / m if ratio else y / m + tested)
        return np.where(spread > 0, distance / np.where(spread > 0, spread, 1), np.sign(distance) * np.inf)


def _share(affected: Numbers, at_risk: Numbers) -> npt.NDArray[np.float64]:
    x, n = _counts(affected, at_risk)
    return np.divide(100 * x, n, out=np.full(x.shape, np.nan), where=n > 0)  # of nobody there is no share


def _counts(affected: Numbers, at_risk: Numbers) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Both as floats; `ImmunodataError` for counts that cannot be."""
    x, n = floats(affected), floats(at_risk)
    if x.shape != n.shape:
        raise ImmunodataError(f"{x.size} counts of affected patients but {n.size} of patients at risk: give one each.")
    wrong = np.flatnonzero((x < 0) | (n < 0) | (x > n))  # a comparison with a missing value is False
    if wrong.size:
        at = wrong[0]
        raise ImmunodataError(
            f"{x.flat[at]:g} of {n.flat[at]:g} patients (place {at}): affected must be 0 to the number at risk."
        )
    return x, n


def floats(values: Numbers) -> npt.NDArray[np.float64]:
    """Numbers as floats, missing as NaN; `ImmunodataError` for text that is no number."""
    to_numpy: Any = getattr(values, "to_numpy", None)
    try:
        array = to_numpy(dtype="float64", na_value=np.nan) if to_numpy else np.asarray(values, dtype="float64")
    except (TypeError, ValueError) as error:
        raise ImmunodataError(f"Numbers are needed, one per row: {error}.") from error
    return np.asarray(array, dtype="float64")


def _statsmodels() -> Any:
    try:
        from statsmodels.stats import proportion
    except ImportError:
        raise MissingPart("Confidence intervals", "stats") from None
    return proportion
