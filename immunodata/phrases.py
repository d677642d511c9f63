"""Names inside sentences and at their head."""

from __future__ import annotations

from collections.abc import Sequence


def capital(text: str) -> str:
    """The text with its first letter a capital.

    >>> capital("mTOR inhibitor")
    'MTOR inhibitor'
    """
    return text[:1].upper() + text[1:]


def inside(text: str) -> str:
    """The text as it stands inside a sentence: abbreviations and names such as "CAR T cell" keep their capitals.

    >>> inside("Cytokine release syndrome"), inside("ICANS"), inside("T cell"), inside("B-cell aplasia")
    ('cytokine release syndrome', 'ICANS', 'T cell', 'B-cell aplasia')
    """
    second = text[1:2]
    return text if second.isupper() or not second.isalpha() else text[:1].lower() + text[1:]


def counted(number: int, one: str, many: str = "") -> str:
    """The number with its noun; `many` where the plural is not made by an s.

    >>> counted(1, "target"), counted(2, "target"), counted(1, "therapy", "therapies"), counted(0, "use")
    ('1 target', '2 targets', '1 therapy', '0 uses')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(names: Sequence[str]) -> str:
    """The names as a sentence lists them.

    >>> listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])
    ('a', 'a and b', 'a, b and c')
    """
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
