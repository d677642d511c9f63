"""The charts: named once here, and thereby in the notebook, the dashboard, the command line and the deck."""

from __future__ import annotations

from immunodata.charts.approvals import APPROVALS_BY_DATE
from immunodata.charts.harms import HARMS_BY_ARM
from immunodata.charts.indications import CANCERS_BY_CATEGORY
from immunodata.charts.landscape import THERAPIES_BY_CATEGORY
from immunodata.charts.mechanisms import TARGETS_BY_CATEGORY
from immunodata.charts.organs import SIDE_EFFECTS_BY_ORGAN
from immunodata.charts.severity import SEVERITY_BY_ARM
from immunodata.charts.storms import CRS_AND_NEUROTOXICITY
from immunodata.errors import UnknownName
from immunodata.view import Chart

CHARTS: tuple[Chart, ...] = (
    THERAPIES_BY_CATEGORY,
    APPROVALS_BY_DATE,
    TARGETS_BY_CATEGORY,
    CANCERS_BY_CATEGORY,
    SIDE_EFFECTS_BY_ORGAN,
    HARMS_BY_ARM,
    SEVERITY_BY_ARM,
    CRS_AND_NEUROTOXICITY,
)
# Page titles of the groups, in display order, each the question its charts answer.
GROUPS: dict[str, str] = {
    "landscape": "What cancer immunotherapies are there, and since when?",
    "mechanisms": "What do they act on?",
    "indications": "Against which cancers are they approved?",
    "side-effects": "What do they cost the body?",
}


def chart(chart_id: str) -> Chart:
    """Return the chart called `chart_id`.

    Raises
    ------
    UnknownName : no such chart; the message names the nearest and all allowed ones.

    Examples
    --------
    >>> import immunodata
    >>> immunodata.chart("severity-by-arm").group
    'side-effects'
    """
    for candidate in CHARTS:
        if candidate.id == chart_id:
            return candidate
    raise UnknownName("chart", chart_id, (candidate.id for candidate in CHARTS))
