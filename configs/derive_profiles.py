"""Derives the season, weekday and intraday profile of configs/holiday_surge.yaml from recorded counts, as YAML.

    python configs/derive_profiles.py DATA_FOLDER

DATA_FOLDER holds `online_retail_orders_hourly.csv` (orders of a UK online gift shop, UCI Online Retail, CC0),
`bank_calls_5min_2003.csv` (calls of a North American bank, R package fpp3) and `bank_calls_1999_01.csv`, `..._02.csv`
(calls of a bank in Israel, Technion service-engineering data). Only the numbers derived here are kept in the configs.
"""

import csv
import sys
from collections import defaultdict
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import mean

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ORDINARY = (date(2011, 2, 7), date(2011, 8, 28))  # 29 full weeks, outside September to January
SEASON = (date(2026, 10, 5), date(2027, 2, 1))  # first Monday, end
FROM_2011 = 5481  # days from 2011-10-17 to 2026-10-19
NIGHT = 0.15  # ASSUMPTION: 00:00-06:00, share of the day's mean rate; the banks' desks were closed
CLOSED_HOURS = range(0, 7)  # of the 1999 desk; 07:00 is the first hour recorded in 2003


def daily_orders(folder: Path, column: str) -> dict[date, int]:
    """Count per trading day of one column of the orders file."""
    days: dict[date, int] = defaultdict(int)
    with (folder / "online_retail_orders_hourly.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            days[datetime.fromisoformat(row["hour"]).date()] += int(row[column])
    return days


def ordinary_weekday(days: dict[date, int]) -> dict[int, float]:
    """Mean count of each weekday over the ordinary weeks, trading days only."""
    seen: dict[int, list[int]] = defaultdict(list)
    for day, count in days.items():
        if ORDINARY[0] <= day <= ORDINARY[1]:
            seen[day.weekday()].append(count)
    return {weekday: mean(counts) for weekday, counts in seen.items()}


def week_factor(days: dict[date, int], monday: date, ordinary: dict[int, float]) -> tuple[float, int] | None:
    """Count of a week over what its trading days bring in ordinary weeks, and the number of trading days."""
    trading = [monday + timedelta(n) for n in range(7) if days.get(monday + timedelta(n))]
    if not trading:
        return None
    return sum(days[day] for day in trading) / sum(ordinary[day.weekday()] for day in trading), len(trading)


def level_of_2011(days: dict[date, int], ordinary: dict[int, float]) -> float:
    """Count of 1 to 8 December 2011 over that of the same eight dates of 2010, each corrected for its weekdays."""
    factor = {}
    for year in (2010, 2011):
        dates = [day for day in (date(year, 12, number) for number in range(1, 9)) if days.get(day)]
        factor[year] = sum(days[day] for day in dates) / sum(ordinary[day.weekday()] for day in dates)
    return factor[2011] / factor[2010]


def season(folder: Path, column: str) -> list[tuple[date, date, float, int]]:
    """First day of the season's week, of the week in the data, factor against an ordinary week, trading days.

    The data run from 2010-12-01 to 2011-12-09: weeks to 4 December are those of 2011, later ones those of 2010-11,
    whose level is brought to 2011's by the ratio of 1 to 8 December in both years. Weeks are matched by date.
    """
    days = daily_orders(folder, column)
    ordinary = ordinary_weekday(days)
    level = level_of_2011(days, ordinary)
    rows = []
    for number in range((SEASON[1] - SEASON[0]).days // 7):
        planned = SEASON[0] + timedelta(7 * number)
        monday = planned - timedelta(FROM_2011)
        later = monday > date(2011, 11, 28)
        if later:
            monday -= timedelta(364)
        found = week_factor(days, monday, ordinary)
        if found:
            rows.append((planned, monday, found[0] * (level if later else 1.0), found[1]))
    return rows


def bank_2003(folder: Path) -> tuple[dict[int, float], dict[int, float]]:
    """Mean calls a day by weekday (Monday to Friday), and mean calls an hour by hour 7 to 20."""
    days: dict[date, float] = defaultdict(float)
    hours: dict[int, list[float]] = defaultdict(list)
    with (folder / "bank_calls_5min_2003.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            start = datetime.fromisoformat(row["DateTime"])
            days[start.date()] += float(row["Calls"])
            hours[start.hour].append(float(row["Calls"]))
    by_day: dict[int, list[float]] = defaultdict(list)
    for day, count in days.items():
        by_day[day.weekday()].append(count)
    return ({weekday: mean(counts) for weekday, counts in by_day.items()},
            {hour: 12 * mean(counts) for hour, counts in hours.items() if hour <= 20})


def bank_1999_evening(folder: Path) -> dict[int, float]:
    """Calls that asked for an agent in hours 21, 22 and 23 over those of hour 20, Sunday to Thursday."""
    counts: dict[int, int] = defaultdict(int)
    for month in ("01", "02"):
        with (folder / f"bank_calls_1999_{month}.csv").open(newline="") as file:
            for row in csv.DictReader(file):
                if date.fromisoformat(row["date"]).weekday() not in (4, 5) and row["outcome"] != "PHANTOM":
                    counts[int(row["vru_exit"].split(":")[0])] += 1
    return {hour: counts[hour] / counts[20] for hour in (21, 22, 23)}


def intraday(folder: Path) -> dict[int, float]:
    """Rate of each hour over the mean of the 24; the night is assumed, hour 6 the geometric mean of its neighbours."""
    rates = dict(bank_2003(folder)[1])
    for hour, ratio in bank_1999_evening(folder).items():
        rates[hour] = rates[20] * ratio
    average = sum(rates.values()) / 24
    for _ in range(50):  # the night is a share of a mean that contains it: iterate to the fixed point
        filled = dict.fromkeys(CLOSED_HOURS, NIGHT * average) | rates
        filled[6] = (filled[5] * filled[7]) ** 0.5
        average = sum(filled.values()) / 24
    return {hour: filled[hour] / average for hour in range(24)}


def weekday(folder: Path) -> dict[int, float]:
    """Factors of mean one: Monday to Friday the bank's, Sunday the shop's, Saturday ASSUMED between its neighbours."""
    bank = bank_2003(folder)[0]
    orders = ordinary_weekday(daily_orders(folder, "orders"))
    factors = {day: bank[day] / mean(bank.values()) for day in range(5)}
    factors[6] = orders[6] / mean(orders[day] for day in range(5))
    factors[5] = (factors[4] + factors[6]) / 2
    return {day: factors[day] / mean(factors.values()) for day in range(7)}


HEAD = f"""\
# Season: count of a Monday-week over what its trading days bring in the ordinary weeks, {ORDINARY[0]} to {ORDINARY[1]},
# weekday by weekday, so that short weeks are not punished. Source: UCI Online Retail. Weeks after 4 December are
# those of 2010-11, brought to the level of 2011 by 1-8 December of both years; the shop was closed 24 December to
# 3 January: no figure for that week.
season_weeks:   # first day; factors of orders and of cancellations; first day and trading days in the data
"""
WEEKDAY = "# Mon-Fri: bank 2003; sun: orders of the shop; sat: ASSUMPTION, midway between Friday and Sunday\n"
INTRADAY = """\
# 07-21: bank 2003; 21-24: bank 1999, relative to 20:00; 00-06: ASSUMPTION 0.15; 06: geometric mean of its neighbours
"""


def report(folder: Path) -> str:
    """The profile as YAML, its derivation in comments."""
    cancelled = {planned: factor for planned, _, factor, _ in season(folder, "cancellations")}
    weeks = [
        f"  - {{from: {planned}, orders: {factor:.2f}, cancellations: {cancelled[planned]:.2f}, "
        f"data: {monday}, days: {trading}}}\n"
        for planned, monday, factor, trading in season(folder, "orders")
    ]
    days = ", ".join(f"{DAYS[day]}: {factor:.2f}" for day, factor in sorted(weekday(folder).items()))
    hours = ", ".join(f"{hour:02}:00: {factor:.2f}" for hour, factor in sorted(intraday(folder).items()))
    return f"{HEAD}{''.join(weeks)}{WEEKDAY}weekday: {{{days}}}\n{INTRADAY}intraday: {{{hours}}}\n"


if __name__ == "__main__":
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        sys.exit("usage: python configs/derive_profiles.py DATA_FOLDER")
    sys.stdout.write(report(Path(sys.argv[1])))
