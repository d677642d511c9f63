"""The charts: named once here, and thereby in the notebook, the dashboard, the command line and the deck."""

from __future__ import annotations

from immunodata.charts.approvals import APPROVALS_BY_DATE
from immunodata.charts.balance import ACCELERATED_FATES, AGENTS_GIVEN, RESPONSE_AND_HARM
from immunodata.charts.checkpoints import IMMUNE_EVENTS, SHARED_IMMUNE_EVENTS
from immunodata.charts.contrasts import AGAINST_CHEMOTHERAPY, ORGANS_AGAINST_CHEMOTHERAPY
from immunodata.charts.events import EVENT_ACROSS_ARMS
from immunodata.charts.evidence import WHAT_IS_KNOWN
from immunodata.charts.flows import ACTIONS_ON_TARGETS
from immunodata.charts.harms import HARMS_BY_ARM
from immunodata.charts.indications import CANCERS_BY_CATEGORY
from immunodata.charts.landscape import THERAPIES_BY_CATEGORY
from immunodata.charts.mechanisms import TARGETS_BY_CATEGORY
from immunodata.charts.organs import SIDE_EFFECTS_BY_ORGAN
from immunodata.charts.profiles import SIDE_BY_SIDE
from immunodata.charts.responses import COMPLETE_RESPONSES, HAZARD_RATIOS, RESPONSE_BY_CANCER
from immunodata.charts.roles import (
    BOXED_WARNINGS,
    CYCLE_BY_CATEGORY,
    EFFECTS_BY_CATEGORY,
    ORIGINS_BY_CATEGORY,
    STEPS_OF_CYCLE,
)
from immunodata.charts.severity import SEVERITY_BY_ARM
from immunodata.charts.storms import CRS_AND_NEUROTOXICITY
from immunodata.charts.timing import ONSET_AND_DURATION
from immunodata.charts.uses import (
    ANTIGENS_BY_CANCER,
    BIOMARKERS_BY_CATEGORY,
    COMBINATIONS_BY_CANCER,
    STAGES_BY_CATEGORY,
)
from immunodata.charts.years import APPROVALS_BY_YEAR
from immunodata.errors import UnknownName
from immunodata.view import Chart

CHARTS: tuple[Chart, ...] = (
    THERAPIES_BY_CATEGORY,
    APPROVALS_BY_DATE,
    APPROVALS_BY_YEAR,
    ORIGINS_BY_CATEGORY,
    WHAT_IS_KNOWN,
    ACTIONS_ON_TARGETS,
    TARGETS_BY_CATEGORY,
    EFFECTS_BY_CATEGORY,
    STEPS_OF_CYCLE,
    CYCLE_BY_CATEGORY,
    ANTIGENS_BY_CANCER,
    CANCERS_BY_CATEGORY,
    COMBINATIONS_BY_CANCER,
    STAGES_BY_CATEGORY,
    BIOMARKERS_BY_CATEGORY,
    ACCELERATED_FATES,
    SIDE_EFFECTS_BY_ORGAN,
    ORGANS_AGAINST_CHEMOTHERAPY,
    HARMS_BY_ARM,
    SEVERITY_BY_ARM,
    CRS_AND_NEUROTOXICITY,
    AGENTS_GIVEN,
    IMMUNE_EVENTS,
    SHARED_IMMUNE_EVENTS,
    EVENT_ACROSS_ARMS,
    ONSET_AND_DURATION,
    BOXED_WARNINGS,
    RESPONSE_BY_CANCER,
    COMPLETE_RESPONSES,
    RESPONSE_AND_HARM,
    HAZARD_RATIOS,
    SIDE_BY_SIDE,
    AGAINST_CHEMOTHERAPY,
)
# Page titles of the groups, in display order, each the question its charts answer.
GROUPS: dict[str, str] = {
    "landscape": "What cancer immunotherapies are there, and since when?",
    "mechanisms": "What do they act on?",
    "indications": "Against which cancers are they approved?",
    "side-effects": "What do they cost the body?",
    "response": "Who responds?",
    "compare": "How do they compare?",
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
