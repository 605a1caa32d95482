"""Money for what it buys, as the terms of pools write it: by the hour, the month, the contact."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema

from sim.study.base import price_of
from sim.study.writing import Written, share_text
from sim.units import Price, parse_share

PRICE_UNITS = ("agent_hour", "paid_hour", "minute", "contact")
"""What a price may be for: an hour on duty, an hour through shrinkage, a handled minute, an answered contact."""

PRICE_UNITS_LATER = ("resolution", "fte_month")


def _weekly_share(value: object) -> float:
    share, slash, period = str(value).partition("/")
    if slash and period.strip() != "week":
        raise ValueError(f"a share per week is wanted, such as 25%/week (got {value!r})")
    return parse_share(share.strip(), high=100.0)


def _schema(*units: str) -> WithJsonSchema:
    pattern = rf"^\s*[0-9][0-9_]*(\.[0-9]+)?\s*/\s*({'|'.join(units)})\s*$"
    return WithJsonSchema({"type": "string", "pattern": pattern})


HourPrice = Annotated[Price, price_of("h"), _schema("h")]
MonthPrice = Annotated[Price, price_of("month"), _schema("month")]
WeekHours = Annotated[Price, price_of("week"), _schema("week")]
ContractPrice = Annotated[Price, price_of(*PRICE_UNITS), _schema(*PRICE_UNITS)]
WeeklyShare = Annotated[
    float,
    BeforeValidator(_weekly_share),
    WithJsonSchema({"type": ["string", "number"], "examples": ["25%/week"]}),
    Written(lambda share: f"{share_text(share)}/week"),
]
