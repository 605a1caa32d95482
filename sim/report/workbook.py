"""`tables.xlsx`: the answer and a sheet per table for spreadsheets; numbers are numbers, dates dates, texts texts."""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np

from sim.comparison.answer import headline, order, order_day
from sim.metrics.key_figures import KEY_FIGURES
from sim.records import Table

MOST_ROWS = 1_000_000
"""Rows of a sheet; a spreadsheet takes 1,048,576. A longer table goes on in another sheet."""
SAMPLED = 500
"""Rows from which the width of a column is taken."""
MADE = datetime(2020, 1, 1)
"""What the workbook says of when it was made: the same bytes for the same numbers."""

NUMBERS = {
    "share": "0.0%", "contacts": "#,##0.0", "tickets": "#,##0.0", "seconds": "#,##0.0", "hours": "#,##0.0",
    "heads": "#,##0.0", "weeks": "0.00", "money": "#,##0.00", "ratio": "0.00",
}  # fmt: skip
"""How a number of each unit is shown; the cell holds it in full."""
_UNITS = {
    **dict.fromkeys(("service_level", "target", "resolution", "satisfaction", "ramp_adherence", "held_share",
                     "change", "shortfall"), "share"),
    **dict.fromkeys(("cost", "cost_per_resolved_ticket", "credits", "lead", "cost against baseline"), "money"),
    **dict.fromkeys(("mean_wait", "oldest_age"), "seconds"),
    "billed_hours": "hours",
}
_BY_TABLE = {("coverage", "staffed"): "share", ("coverage", "served"): "share"} | {
    (table, column): "money" for table in ("costs", "waterfall") for column in ("mean", "low", "high", "amount")
}
_WORDS = {
    "assumptions": "Each assumption turned alone: the best strategy then, and its lead in cost over the next best",
    "kpis": "Key figures: means over the seasons with their 95 % intervals",
    "replications": "Key figures of every season",
    "intervals": "Contacts by interval of arrival (UTC), means over the seasons",
    "pools": "Agents required, on duty and busy by interval (UTC)",
    "schedule": "Agents that the plan puts on duty by interval (UTC)",
    "coverage": "Hours of the week on each market's clock: share staffed, share of intervals served",
    "workforce": "People by week",
    "costs": "Costs by month, pool and line",
    "differences": "Differences from the baseline, on the same customers",
    "backlog": "Open deferred work at the borders of intervals (UTC)",
    "chats": "Chats in hand, and agents with any, by interval (UTC)",
    "waterfall": "From the rate card to the cost of a resolved ticket",
    "stress": "Bad days",
    "offers": "The offers' scores, 0 to 5, and what each criterion weighs",
    "vendors": "Vendors, month by month",
}


def workbook(summary: Mapping[str, Any], tables: Mapping[str, Table]) -> bytes:
    """Return the workbook: a sheet with the answer and what each sheet holds, the strategies, then a sheet per table.

    Parameters
    ----------
    summary : as `summary.json` holds it
    tables : columns by table, as in the CSV files

    Cells of nan stay empty. Texts are written as texts, whatever they begin with.
    """
    import xlsxwriter

    sink = io.BytesIO()
    book = xlsxwriter.Workbook(sink, {"constant_memory": True, "in_memory": True, "default_date_format": "yyyy-mm-dd"})
    book.set_properties({"title": str(summary["study"]), "created": MADE})  # the same bytes at any time
    formats = _Formats(book)
    _front(book, formats, summary, tables)
    _sheet(book, formats, "ranking", _ranking(summary), _strategy_units)
    if (orders := _orders(summary)) is not None:
        _sheet(book, formats, "orders", orders, _strategy_units)
    _sheet(book, formats, "strategies", _strategies(summary), _strategy_units)
    for name, table in tables.items():
        for part, rows in enumerate(_parts(table)):
            _sheet(book, formats, name if part == 0 else f"{name} ({part + 1})", rows, _unit_reader(name, rows))
    book.close()
    return sink.getvalue()


class _Formats:
    """The formats of one workbook, made once each."""

    def __init__(self, book: Any) -> None:
        self.heading = book.add_format({"bold": True, "bottom": 1, "bg_color": "#E8EEF4", "text_wrap": True})
        self.strong, self.wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
        self.instant = book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        self.of_unit = {unit: book.add_format({"num_format": number}) for unit, number in NUMBERS.items()}


def _front(book: Any, formats: _Formats, summary: Mapping[str, Any], tables: Mapping[str, Table]) -> None:
    sheet = book.add_worksheet("answer")
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 110, formats.wrapped)
    rows = [("Study", str(summary["study"])), ("Answer", headline(summary))]
    rows += [(name, str(found["goal"]["verdict"])) for name, found in summary["strategies"].items()]
    rows += [("Money", f"in {summary['setting']['currency']}"), ("Times", "seconds, instants in UTC"), ("", "")]
    rows.append(("ranking", "The strategies, best first, in short"))
    rows += [("orders", "What has to be decided, by which day")] if _orders(summary) is not None else []
    rows.append(("strategies", "One row a strategy, best first, with every figure of the total"))
    rows += [(name, _WORDS[name]) for name in tables]
    for row, (name, words) in enumerate(rows):
        sheet.write_string(row, 0, name, formats.strong)
        sheet.write_string(row, 1, words, formats.wrapped)


def _ranking(summary: Mapping[str, Any]) -> Table:
    """The strategies in the order of the answer: what the first screen shows, as numbers."""
    names = order(summary)
    whole = _strategies(summary)
    baseline = next((float(whole["cost"][k]) for k, name in enumerate(names) if name == summary["baseline"]), math.nan)
    shown = ("cost", "cost low", "cost high", "weeks_held", "weeks", "worst_week_service_level", "lost", "held_share")
    plans = [summary["strategies"][name].get("plan") or {} for name in names]
    return {
        "strategy": whole["strategy"],
        **{name: whole[name] for name in shown if name in whole},
        "cost against baseline": whole["cost"] - baseline,
        "order by": np.array([order_day(plan) for plan in plans], dtype=object),
        "verdict": whole["verdict"],
    }


def _orders(summary: Mapping[str, Any]) -> Table | None:
    """Every strategy's decisions with their days; None where nothing has to be decided."""
    rows = [
        (name, words) for name in order(summary)
        for words in (summary["strategies"][name].get("plan") or {}).get("decisions") or []
    ]  # fmt: skip
    texts = [np.array(column, dtype=object) for column in zip(*rows, strict=True)]
    return dict(zip(("strategy", "decision"), texts, strict=True)) if rows else None


def _strategies(summary: Mapping[str, Any]) -> Table:
    """The strategies in the order of the answer, with each total and the verdict."""
    names = order(summary)
    totals = {name: summary["strategies"][name]["totals"] for name in names}
    kpis = dict.fromkeys(kpi for name in names for kpi in totals[name])
    goals = [summary["strategies"][name]["goal"] for name in names]
    found: dict[str, Any] = {"strategy": np.array(names, dtype=object)}
    found["verdict"] = np.array([str(goal["verdict"]) for goal in goals], dtype=object)
    found["held_share"] = _numbers(goal.get("held_share") for goal in goals)
    for kpi in kpis:
        for end, suffix in (("mean", ""), ("low", " low"), ("high", " high")):
            found[f"{kpi}{suffix}"] = _numbers((totals[name].get(kpi) or {}).get(end) for name in names)
    return found


def _numbers(values: Any) -> np.ndarray:
    return np.array([math.nan if value is None else float(value) for value in values])


def _strategy_units(column: str, row: int) -> str:
    name = column.removesuffix(" low").removesuffix(" high")
    return KEY_FIGURES[name].unit if name in KEY_FIGURES else _UNITS.get(name, "ratio")


def _parts(table: Table) -> Iterator[Table]:
    """A table in parts that fit into a sheet."""
    length = len(next(iter(table.values())))
    for begin in range(0, max(length, 1), MOST_ROWS):
        yield {name: values[begin : begin + MOST_ROWS] for name, values in table.items()}


Units = Callable[[str, int], str]
"""The unit of a column in a row."""


def _unit_reader(name: str, table: Table) -> Units:
    kpis = table.get("kpi")

    def unit(column: str, row: int) -> str:
        if kpis is not None:
            figure = KEY_FIGURES.get(str(kpis[row]))
            return "ratio" if figure is None else figure.unit
        return _BY_TABLE.get((name, column)) or _UNITS.get(column, "contacts")

    return unit


def _sheet(book: Any, formats: _Formats, name: str, table: Table, unit: Units) -> None:
    sheet = book.add_worksheet(name)
    columns = list(table)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, _width(column, table[column]))
    sheet.freeze_panes(1, 1)
    length = len(table[columns[0]])
    sheet.autofilter(0, 0, max(length, 1), len(columns) - 1)
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column, formats.heading)
    writers = [_writer(sheet, formats, column, table[column], unit) for column in columns]
    for row in range(length):
        for place, write in enumerate(writers):
            write(row, place)


def _writer(
    sheet: Any, formats: _Formats, column: str, values: Sequence[Any] | np.ndarray, unit: Units
) -> Callable[[int, int], object]:
    """What writes the cell of a row of one column."""
    array = np.asarray(values)
    if array.dtype.kind in "fiub":
        numbers, count = array.tolist(), {"replication", "hour"} & {column}

        def write_number(row: int, place: int) -> object:
            value = numbers[row]
            if value != value:
                return None
            return sheet.write_number(row + 1, place, value, None if count else formats.of_unit[unit(column, row)])

        return write_number
    if column in ("start", "week"):
        read = {text: datetime.fromisoformat(str(text)).replace(tzinfo=None) for text in dict.fromkeys(values)}
        shown = formats.instant if column == "start" else formats.day
        return lambda row, place: sheet.write_datetime(row + 1, place, read[values[row]], shown)
    return lambda row, place: sheet.write_string(row + 1, place, str(values[row]))


def _width(column: str, values: Sequence[Any] | np.ndarray) -> float:
    array = np.asarray(values)
    if array.dtype.kind in "fiub":
        return max(11.0, len(column) + 3.0)
    longest = max((len(str(value)) for value in values[:SAMPLED]), default=0)
    return min(max(len(column) + 3.0, longest + 2.0), 60.0)
