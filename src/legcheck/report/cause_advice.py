"""What to try against a cause, where no finding of the run says it already."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from legcheck.core import Advice
from legcheck.report.wording import is_close

__all__ = ["advice_for"]

LIKELY = 0.5
"""[probability] A cause less likely than not gets no advice."""

_BY_CAUSE: Mapping[str, Advice] = MappingProxyType(
    {
        "glycogen_wall": Advice(
            text="On runs of more than an hour or so eat before the stores run low: 30 to 60 g of carbohydrate an hour is what sports "
            "nutrition bodies advise, more in very long ones. Practise it in training.",
            source="Thomas D.T., Erdman K.A., Burke L.M., Nutrition and athletic performance. Med Sci Sports Exerc, 2016;48:543-568. "
            "doi:10.1249/MSS.0000000000000852",
        ),
        "heat_or_dehydration": Advice(
            text="On warm days start slower than usual and go by heart rate or feel: at a fixed pace the load keeps rising.",
            source="Wingo J.E. et al., Cardiovascular drift during heat stress: implications for exercise prescription. "
            "Exerc Sport Sci Rev, 2012;40:88-94. doi:10.1097/JES.0b013e31824c43af",
        ),
    }
)
"""By cause id. Legs and a fast start are spoken of by the finding of a late fade itself; choice and route need no advice."""


def advice_for(heavy_legs: Mapping[str, Any], given: frozenset[str]) -> Advice | None:
    """Advice for the first cause of a run in which heavy legs were found, where one is the most likely.

    Parameters
    ----------
    heavy_legs : mapping
        The ``heavy_legs`` part of :meth:`legcheck.report.Report.to_dict`.
    given : frozenset of str
        Sources that the advice of the findings rests on; the same is not said twice.

    Returns
    -------
    Advice or None
    """
    if heavy_legs["status"] != "found" or not heavy_legs["causes"] or is_close(heavy_legs["causes"]):
        return None
    first = heavy_legs["causes"][0]
    advice = _BY_CAUSE.get(first["id"])
    return advice if advice is not None and first["probability"] >= LIKELY and advice.source not in given else None
