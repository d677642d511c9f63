"""Colors can be told apart by everyone and read on their ground."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest

from immunodata import theme

# Machado, Oliveira and Fernandes 2009, severity 1.0, in linear RGB.
MACHADO = {
    "normal": np.eye(3),
    "protan": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
    "deutan": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]),
    "tritan": np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]),
}  # fmt: skip
FLOOR = 10.0  # CIEDE2000
XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
WHITE = np.array([0.95047, 1.0, 1.08883])


def lab(color: str, vision: str) -> np.ndarray:
    channels = np.array(theme.rgb(color)) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    scaled = XYZ @ (MACHADO[vision] @ linear).clip(0, 1) / WHITE
    f = np.where(scaled > 216 / 24389, np.cbrt(scaled), (24389 / 27 * scaled + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def ciede2000(first: np.ndarray, second: np.ndarray) -> float:
    """Sharma, Wu and Dalal, Color Research and Application 2005."""
    mean_c = (np.hypot(*first[1:]) + np.hypot(*second[1:])) / 2
    g = 0.5 * (1 - np.sqrt(mean_c**7 / (mean_c**7 + 25.0**7)))
    a = np.array([first[1], second[1]]) * (1 + g)
    b = np.array([first[2], second[2]])
    c = np.hypot(a, b)
    h = np.degrees(np.arctan2(b, a)) % 360
    step = (h[1] - h[0] + 180) % 360 - 180
    d_h = 2 * np.sqrt(c.prod()) * np.sin(np.radians(step / 2))
    mean_l, mean_c = (first[0] + second[0]) / 2, c.mean()
    mean_h = (h[0] + step / 2) % 360
    t = (1 - 0.17 * np.cos(np.radians(mean_h - 30)) + 0.24 * np.cos(np.radians(2 * mean_h))
         + 0.32 * np.cos(np.radians(3 * mean_h + 6)) - 0.20 * np.cos(np.radians(4 * mean_h - 63)))  # fmt: skip
    s_l = 1 + 0.015 * (mean_l - 50) ** 2 / np.sqrt(20 + (mean_l - 50) ** 2)
    s_c, s_h = 1 + 0.045 * mean_c, 1 + 0.015 * mean_c * t
    turn = (
        -np.sin(2 * np.radians(30 * np.exp(-(((mean_h - 275) / 25) ** 2))))
        * 2
        * np.sqrt(mean_c**7 / (mean_c**7 + 25.0**7))
    )
    parts = np.array([(second[0] - first[0]) / s_l, (c[1] - c[0]) / s_c, d_h / s_h])
    return float(np.sqrt((parts**2).sum() + turn * parts[1] * parts[2]))


def test_the_distance_formula_agrees_with_its_published_pairs() -> None:
    # Sharma, Wu and Dalal 2005, table 1, pairs 1, 7 and 25
    for first, second, expected in (
        ([50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425),
        ([50, 0, 0], [50, -1, 2], 2.3669),
        ([60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644),
    ):
        assert ciede2000(np.array(first), np.array(second)) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("vision", MACHADO)
def test_any_two_categories_can_be_told_apart(vision: str, dark: bool) -> None:
    for first, second in combinations(theme.CATEGORY_ROLES, 2):
        distance = ciede2000(*(lab(theme.color(role, dark=dark), vision) for role in (first, second)))
        assert distance >= FLOOR, f"{first} and {second}: {distance:.1f} under {vision}, at least {FLOOR}"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_marks_and_text_stand_out_from_their_ground(dark: bool) -> None:
    ground = theme.ground(dark)
    for role in (*theme.CATEGORY_ROLES, *theme.GREY_ROLES):
        assert theme.contrast(theme.color(role, dark=dark), ground.paper) >= 3, role
    for ink in (ground.ink, ground.muted):
        assert theme.contrast(ink, ground.paper) >= 4.5


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_ink_on_every_fill_can_be_read(dark: bool) -> None:
    fills = [theme.color(role, dark=dark) for role in theme.ROLES]
    fills += [theme.ramp(step / 20, dark=dark) for step in range(21)]
    for fill in fills:
        assert theme.contrast(theme.ink_on(fill), fill) >= 4.5, fill


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_ramp_gets_steadily_stronger(dark: bool) -> None:
    steps = [theme.contrast(theme.ramp(step / 10, dark=dark), theme.ground(dark).paper) for step in range(11)]
    assert all(low < high for low, high in pairwise(steps))


def test_each_category_has_a_marker_of_its_own() -> None:
    markers = [role.marker for role in theme.CATEGORY_ROLES.values()]
    assert len(set(markers)) == len(markers)


def test_text_is_measured_and_wrapped() -> None:
    assert theme.text_width("WWWW", 10) > theme.text_width("iiii", 10)
    lines = theme.wrap("one two three four five six", 12, 90)
    assert len(lines) > 1
    assert all(theme.text_width(line, 12) <= 90 for line in lines)
    assert theme.shorten("a rather long label", 12, 60).endswith("…")


def test_percents_never_turn_small_into_zero() -> None:
    assert [theme.percent(value) for value in (0, 0.2, 0.94, 0.96, 12.4, 100)] == [
        "0%",
        "<1%",
        "<1%",
        "1%",
        "12%",
        "100%",
    ]
