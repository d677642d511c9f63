"""The dashboard's Streamlit options: the house theme, light and dark, and a server that tells nobody anything."""

from __future__ import annotations

from typing import Any

from streamlit import config

from immunodata import theme

FONT_FILE = "inter-latin-wght-normal.woff2"
ASSETS_ADDRESS = "/assets"

_EVERYWHERE: dict[str, Any] = {
    "browser.gatherUsageStats": False,
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "client.toolbarMode": "minimal",
    "runner.postScriptGC": False,  # a full collection after every run costs more than the run; Python's own suffices
    "theme.font": theme.FONT,
    "theme.headingFont": theme.FONT,
    "theme.fontFaces": [{"family": "Inter", "url": f"{ASSETS_ADDRESS}/{FONT_FILE}", "weight": "100 900"}],
    "theme.baseFontSize": 15,
    "theme.baseRadius": "6px",
    "theme.headingFontSizes": ["1.75rem", "1.25rem", "1.0625rem", "1rem", "0.9375rem", "0.875rem"],
    "theme.headingFontWeights": [700, 650, 600, 600, 600, 600],
    "theme.linkUnderline": True,
    "theme.showWidgetBorder": True,
    "theme.metricValueFontSize": "1.75rem",
    "theme.paddingTop": "0.25rem",
    "theme.paddingBottom": "2rem",
    "theme.sidebar.paddingTop": "0",
}


def _side(name: str, ground: theme.Ground) -> dict[str, Any]:
    """The options of the light or the dark side, read from the palette the charts use."""
    raised = theme.mix(ground.paper, ground.ink, 0.045)
    return {
        f"theme.{name}.primaryColor": ground.accent,
        f"theme.{name}.backgroundColor": ground.paper,
        f"theme.{name}.secondaryBackgroundColor": raised,
        f"theme.{name}.textColor": ground.ink,
        f"theme.{name}.linkColor": ground.accent,
        f"theme.{name}.borderColor": theme.mix(ground.paper, ground.ink, 0.18),
        f"theme.{name}.dataframeBorderColor": ground.guide,
        f"theme.{name}.codeBackgroundColor": raised,
        f"theme.{name}.codeTextColor": ground.ink,
        f"theme.{name}.sidebar.backgroundColor": theme.mix(ground.paper, ground.ink, 0.025),
        f"theme.{name}.sidebar.secondaryBackgroundColor": ground.paper,
    }


OPTIONS: dict[str, Any] = {**_EVERYWHERE, **_side("light", theme.LIGHT), **_side("dark", theme.DARK)}


def apply(**more: Any) -> None:
    """Set the options of this process; what a flag, a file or the environment sets by hand stays as it is.

    `more` is set in any case; a double underscore stands for the dot (``server__port=8501``). An option that an older
    Streamlit does not have yet is left out.
    """
    known = config.get_config_options()
    forced = {key.replace("__", "."): value for key, value in more.items()}
    for key, value in {**OPTIONS, **forced}.items():
        if key in known and (key in forced or not config.is_manually_set(key)):
            config.set_option(key, value)
