"""Money for what it buys, as the terms of pools write it: by the hour, the month, the contact."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

from sim.study.base import Amount, Model, price_of
from sim.study.parts import Gathering
from sim.study.writing import Written, growth_text, number_text, price_text, share_text
from sim.units import Price, parse_price, parse_share, parse_share_rate

PRICE_UNITS = ("agent_hour", "paid_hour", "minute", "contact", "resolution", "fte_month")
"""What a price may be for: an hour on duty, an hour through shrinkage, a handled minute, an answered contact, one that
closed its ticket, a head for a month."""

BY_TIME = ("agent_hour", "paid_hour", "fte_month")
"""Prices that are paid whether contacts come or not."""


def _weekly_share(value: object) -> float:
    share, slash, period = str(value).partition("/")
    if slash and period.strip() != "week":
        raise ValueError(f"a share per week is wanted, such as 25%/week (got {value!r})")
    return parse_share(share.strip(), high=100.0)


def _yearly_share(value: object) -> float:
    rate = value if isinstance(value, float) else parse_share_rate(value)
    if rate < 0:
        raise ValueError(f"a share a year of at least zero is wanted, such as 2%/year (got {value!r})")
    return rate


def _text(*units: str) -> dict[str, Any]:
    pattern = rf"^\s*[0-9][0-9_]*(\.[0-9]+)?\s*/\s*({'|'.join(units)})\s*$"
    return {"type": "string", "pattern": pattern}


def _schema(*units: str) -> WithJsonSchema:
    return WithJsonSchema(_text(*units))


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
YearlyShare = Annotated[
    float,
    BeforeValidator(_yearly_share),
    WithJsonSchema({"type": "string", "examples": ["2%/year"]}),
    Written(growth_text),
]
"""A share a year, as a share a second."""


class PriceBand(Model):
    """A price for a part of what is bought in a month."""

    up_to: Amount | None = None
    """Where the band ends, in units of the price a month; the last band has no end."""
    price: ContractPrice
    """Of what lies in the band."""


def _bands(value: object) -> object:
    """Read one price as a single band without an end, and pass a list of bands on."""
    if isinstance(value, (list, tuple)):
        return value
    return (PriceBand(price=value if isinstance(value, Price) else parse_price(value, PRICE_UNITS)),)


def _ascending(bands: tuple[PriceBand, ...]) -> tuple[PriceBand, ...]:
    faults, before = Gathering(), 0.0
    if not bands:
        raise ValueError("a list of bands is wanted, such as [{up_to: 10_000, price: 0.6/minute}, {price: 0.5/minute}]")
    for i, band in enumerate(bands):
        last, end = i == len(bands) - 1, band.up_to
        if band.price.unit != bands[0].price.unit:
            faults.add(ValueError(f"all bands have one unit (got {price_text(band.price)})"), i, "price")
        if last and end is not None:
            faults.add(ValueError("the last band has no end: leave up_to out"), i, "up_to", on_key=True)
        elif not last and (end is None or end <= before):
            what = "each band but the last ends above the one before"
            faults.add(ValueError(f"{what} (got {'no up_to' if end is None else number_text(end)})"), i)
        before = end if end is not None else before
    faults.raise_all()
    return bands


def _bands_text(bands: tuple[PriceBand, ...]) -> str:
    if len(bands) == 1:
        return price_text(bands[0].price)
    ends = ["" if band.up_to is None else f"up_to: {number_text(band.up_to)}, " for band in bands]
    each = [f"{{{end}price: {price_text(band.price)}}}" for end, band in zip(ends, bands, strict=True)]
    return f"[{', '.join(each)}]"


_BAND = {
    "type": "object",
    "properties": {"up_to": {"type": ["string", "number"]}, "price": _text(*PRICE_UNITS)},
    "required": ["price"],
    "additionalProperties": False,
}
Prices = Annotated[
    tuple[PriceBand, ...],
    BeforeValidator(_bands),
    AfterValidator(_ascending),
    WithJsonSchema({"anyOf": [_text(*PRICE_UNITS), {"type": "array", "items": _BAND, "minItems": 1}]}),
    Written(_bands_text),
]
