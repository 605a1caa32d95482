"""What the answers say of the notebooks' results, as expressions over the names that a notebook leaves behind.

An expression that gives text must stand in the answer; one that gives a truth must be true. An answer quotes no number
that neither stands here nor in its question.
"""

from __future__ import annotations

PRELUDE = """
def pct(share, digits=0):
    return f"{100 * share:.{digits}f} %"

def num(value, digits=0):
    return f"{value:,.{digits}f}"
"""

SETUP = {
    "01_first_study": """
difference = {row["kpi"]: row["mean"] for row in results.summary["differences"]}
six = {calls: compare(desk(calls)) for calls in (90, 110)}
""",
    "04_pooling_and_skills": """
reversed_order = compare(two_teams([2], all_rounders_first=True))
longer = ratio_of_means(reversed_order.values("2", "mean_wait") - results.values("2", "mean_wait"), one)
""",
    "06_time_zones": """
PER_WEEK = {name: 10 * volume for name, volume in PER_WEEK.items()}
every_hour = prepare(world({"any": nobody})).forecast.expected_contacts[:, :168].sum(axis=0)
every_hour = every_hour.reshape(7, 24).mean(axis=0) / 3600
agents_by_hour = agents_required_by_interval(every_hour, HANDLE_TIME, PATIENCE, TARGET, WITHIN)
home = {"staffing": {HOME: roster(SITES[HOME], list(range(24)))}, "routing": {"calls": [HOME]}}
large = compare(world({"home": home}, replications=2))
good_hours_of_a_large_desk = large.figure("home", "totals", "served_coverage").mean
""",
    "07_in_house_vendor_or_both": """
few = next(m for m in range(1, 99) if blocking_probability(LOAD, 16 + m) / blocking_probability(LOAD, 16) <= LOST)
cheapest = [min(by_way, key=by_way.get) for by_way in costs.values()]
""",
    "08_reading_a_contract": """
theirs = {step: amount for (who, step), amount in steps.items() if who == "vendor" and step != "one_contact"}
""",
    "09_is_the_difference_real": """
few = days_of(SEED, GROUP, 0.01)
less = paired_difference(*few["new script"][1:], *few["old script"][1:])
""",
    "10_one_desk_three_channels": """
three = compare(desk({str(n): strategy({"whole desk": n}, 3) for n in (everybody, everybody - 2)}))
first = compare(desk({"all blended": ways["all blended"]}, 0))

def wait_of(played, name, queue):
    return mean(played, name, "queues", queue, "mean_wait")

def level_of(played, name, queue):
    return mean(played, name, "queues", queue, "service_level")
""",
    "recipe_your_own_history": """
harder = path.with_name("harder.yaml")
harder.write_text(text + "stress: [{name: more than planned, demand: +30%}]\\n")
(more,) = load_study(harder).stress
""",
}
"""What a notebook's expressions need beside the names that it leaves behind."""

CLAIMS: dict[str, dict[int, tuple[str, ...]]] = {
    "01_first_study": {
        1: ("0.7 < results.figure('6 agents', 'totals', 'occupancy').mean < 0.8",),
        2: (
            *(
                f"num(100 * results.figure('{n} agents', 'totals', 'service_level').{end}, 1)"
                for n in (6, 7)
                for end in ("mean", "low", "high")
            ),
            "results.figure('7 agents', 'totals', 'service_level').low > TARGET == 0.8",
            "results.figure('6 agents', 'totals', 'service_level').high < TARGET",
        ),
        3: (
            *(f"pct(six[{n}].figure('6 agents', 'totals', 'occupancy').mean)" for n in (90, 110)),
            *(f"num(six[{n}].figure('6 agents', 'totals', 'mean_wait').mean) + ' seconds'" for n in (90, 110)),
        ),
        4: ("num((80 / REPLICATIONS) ** 0.5) == '2'",),
        5: (
            "num(difference['cost']) + ' USD'",
            "num(-difference['mean_wait'], 1) + ' seconds'",
            "num(difference['cost'] / -difference['mean_wait']) + ' USD'",
        ),
    },
    "02_why_full_hurts": {
        1: ("f'{6 / (120 / 60):.0f} minutes'",),
        2: ("fewest == 11 and load == 10", "num(growth[16][0].mean)", "num(growth[16][1])", "f'{hours[-1]} hours'"),
        3: (
            *(f"num(erlang_c(0.95 * {n} / HANDLE_TIME, HANDLE_TIME, {n}).mean_wait) + ' seconds'" for n in (10, 200)),
        ),
        4: (
            "num(math.ceil(64 + math.sqrt(64)))",
            "num(math.ceil(128 + math.sqrt(128)))",
            "num(math.ceil(128 + math.sqrt(128)) - math.ceil(64 + math.sqrt(64)))",
        ),
        5: (
            "num(math.ceil(64 + 0.5 * math.sqrt(64))) + ' agents'",
            "num(square_root[64][0])",
            "pct(delay_probability(64, 68))",
            "pct(square_root[64][1])",
            "pct(1 / (1 + 0.5 * norm.cdf(0.5) / norm.pdf(0.5)))",
            "pct(limit)",
            "'64 erlangs'",
        ),
        6: (),
    },
    "03_erlang_and_simulation": {
        1: ("pct(impatient[10].abandonment_rate)", "CALLS_PER_HOUR * HANDLE_TIME / 3600 == 10"),
        2: (
            "f'{11} agents'",
            "num(patient[11].mean_wait) + ' seconds'",
            "num(impatient[11].mean_wait) + ' seconds'",
            "pct(impatient[11].abandonment_rate)",
        ),
        3: (
            "num(needed['Erlang C'])",
            "num(needed['Erlang A'])",
            "num(yearly) + ' USD'",
            "more == 1",
            "num(100 * (TARGET - patient[13].service_level.excluding_short_abandons), 1) + ' points'",
            "by_target[0.79] == 0",
        ),
        4: ("num(30 / 0.1) + ' seconds'",),
        5: (
            *(f"num(erlang_a(rate, HANDLE_TIME, {x}, 11).mean_wait) + ' seconds'" for x in ("PATIENCE", "60.0")),
            *(f"pct(erlang_a(rate, HANDLE_TIME, {x}, 11).abandonment_rate)" for x in ("PATIENCE", "60.0")),
        ),
        6: (),
    },
    "04_pooling_and_skills": {
        1: (),
        2: ("pct(gain[2])", "gain[2] > 0.4"),
        3: (
            "num(reversed_order.figure('2', 'totals', 'mean_wait').mean, 1) + ' seconds'",
            "num(waits[2].mean, 1) + ' seconds'",
            "longer.low > 0",
        ),
        4: ("pct(balance - 1)", "pct(balance_of(600, 45) - 1)"),
        5: (),
    },
    "05_seasons_and_uncertainty": {
        1: ("num(agents[0])", "num(agents[1])", "pct(agents[1] / agents[0] - 1)", "pct(SEASON)"),
        2: ("num(busy[0.0][0], 1) + ' seconds'", "num(busy[0.25][0], 1) + ' seconds'"),
        3: (
            "num(lag_by_formula) + ' minutes'",
            "num(queue_by_formula, 1) + ' hours'",
            "abs(fullest.mean - queue_by_formula) < 1",
        ),
        4: ("f'1 − {COMMITTED:g} ÷ {price:g} = {ratio:.1f}'", "num(quantile, 1)", "num(best)"),
        5: (
            "f'1 − {COMMITTED:g} ÷ 27 = {1 - COMMITTED / 27:.2f}'",
            "num(SEASON_LOAD * factor.ppf(1 - COMMITTED / 27), 1)",
            "num(min(candidates, key=lambda n: expected_cost(n, 27.0)))",
            "num(best)",
        ),
        6: ("num(costs[best] - informed)", "num(costs[best])", "pct((costs[best] - informed) / costs[best], 1)"),
    },
    "06_time_zones": {
        1: ("num(heads, 1)", "pct(3 * at_work / 168)"),
        2: (
            "pct(saved[0])",
            "pct(saved_on_one[0])",
            "pct(saved[1])",
            "pct(saved_on_one[1])",
            "f'shifts of {SHIFT_HOURS} hours'",
        ),
        3: (
            "pct(results.figure('nights at home', 'totals', 'served_coverage').mean)",
            "good_hours_of_a_large_desk < results.figure('nights at home', 'totals', 'served_coverage').low",
        ),
        4: (
            *(f"num(sum(hours_required(row, {shift}) for row in expected))" for shift in (8, 12)),
            *(f"num(hours_required(expected.sum(axis=0), {shift}))" for shift in (8, 12)),
            *(f"num(hours_required(expected[0] / expected[0].sum() * expected.sum(), {shift}))" for shift in (8, 12)),
        ),
        5: (
            "pct(max(hang_up[week, 'roster of London'] for week in (1, 2, 3)))",
            "min(hang_up[week, 'roster of London'] for week in (1, 2, 3)) > 0.1",
            "max(hang_up[week, 'roster of London'] for week in (0, 4)) < 0.02",
            "'9, 16 and 23 March'",
        ),
        6: (),
    },
    "07_in_house_vendor_or_both": {
        1: ("num(flow.peakedness, 2)", "num(found['peakedness'].mean, 2)"),
        2: (
            "num(bursty)",
            "num(steady)",
            "pct(busy_bursty)",
            "pct(busy_steady)",
        ),
        3: (
            "num(flow.mean, 2)",
            "num(overflow(LOAD, 16).mean, 2)",
            "num(flow.peakedness, 2)",
            "num(overflow(LOAD, 16).peakedness, 2)",
            "num(few)",
            "num(bursty)",
            "pct((overflow(LOAD, 16).mean - LOAD * blocking_probability(LOAD, 16 + few)) / few)",
            "pct(busy_bursty)",
        ),
        4: (),
        5: (
            "cheapest.count('own and vendor') == 2 and len(cheapest) == 9",
            "pct(points[1350, 3.0].figure('own and vendor', 'pools', 'vendor', 'occupancy').mean)",
            "pct(points[1350, 3.0].figure('vendor', 'pools', 'vendor', 'occupancy').mean)",
        ),
        6: (),
    },
    "08_reading_a_contract": {
        1: (
            "pct(below)",
            "num(theirs['beginning_and_ending'], 2) + ' USD'",
            "abs(theirs['beginning_and_ending'] - (as_it_is - costs['no transition fee'])) < 0.005",
            "num(theirs['lost_tickets'], 2) + ' USD'",
            "sorted(theirs, key=theirs.get)[-2:] == ['lost_tickets', 'beginning_and_ending']",
            "1 / 3 - 0.02 < 1 - RATE / WAGE < 1 / 3 + 0.02",
        ),
        2: ("num(as_it_is - costs['price − 1.00'], 2)",),
        3: (
            "num(costs['a promise of 80 % in 2 min'] - as_it_is, 2) + ' USD'",
            "num(as_it_is - costs['governance 3 %'], 2) + ' USD'",
        ),
        4: (
            "all(abs(invoice(hours) - billed) < 1 for hours, billed in invoices.values())",
            "num(invoice(invoices['this June'][0]) / invoices['this June'][0], 2) + ' USD'",
            "num(invoice(invoices['this June'][0], 3_600) / invoices['this June'][0], 2) + ' USD'",
        ),
        5: (
            "num(bad_service[5][0]) + ' USD'",
            "num(bad_service[agents][1] - bad_service[5][1]) + ' USD'",
            "num(bad_service[5][2] - bad_service[agents][2]) + ' customers'",
            "num((bad_service[5][2] - bad_service[agents][2]) * LOST_TICKET) + ' USD'",
            "agents == 6",
        ),
        6: (),
    },
    "09_is_the_difference_real": {
        1: (),
        2: ("f'{kept} of {len(intervals)}'", "pct(fooled / len(naive))"),
        3: ("num(ratio)",),
        4: (
            "num(abs(true_wait(0.99) - truth['old']), 2) + ' seconds'",
            "f'{less.low:.2f} to {less.high:.2f}'.replace('-', '−')",
            "less.high < 0",
        ),
        5: ("f'{false_alarms} of {len(found)}'", "num(0.05 * len(found))", "pct(0.05)"),
        6: (),
    },
    "10_one_desk_three_channels": {
        1: ("wait_of(results, 'all blended', 'phone') > wait_of(results, 'apart', 'phone')",),
        2: (
            *(
                f"level_of(three, str(everybody), '{queue}') > level_of(results, 'all blended', '{queue}')"
                for queue in ("phone", "chat")
            ),
            "num(wait_of(results, 'all blended', 'email') / 3600, 1) + ' hours'",
            "num(wait_of(three, str(everybody), 'email') / 3600) + ' hours'",
            "num(wait_of(three, str(everybody - 2), 'email') / 3600) + ' hours'",
        ),
        3: (),
        4: ("num(in_hand, 1)",),
        5: (
            *(f"num(wait_of({run}, 'all blended', 'phone')) + ' seconds'" for run in ("results", "first")),
            "level_of(first, 'all blended', 'phone') > level_of(results, 'all blended', 'phone') - 0.01",
            "wait_of(results, 'all blended', 'email') - wait_of(first, 'all blended', 'email') < 900",
        ),
        6: (),
    },
    "recipe_your_own_history": {
        1: (
            "pct(trial.by_interval.wape)",
            "pct(trial.by_interval.chance)",
            "pct(trial.by_day.chance)",
            "pct(trial.by_day.wape)",
            "pct(profile.day_cv)",
        ),
        2: (),
        3: (),
        4: ("f'name: {more.name}, demand: {more.demand:+.0%}'",),
    },
}  # fmt: skip

AGREE: dict[str, str] = {
    "02_why_full_hurts": "[(e, of[2]) for of in little.values() for e in of[:2]]"
    " + [(e, of.mean_wait) for of, e in power.values()]"
    " + [(e, of) for _, of, e, _ in square_root.values()]",
    "03_erlang_and_simulation": "[(played[n], impatient[n].mean_wait) for n in AGENTS]",
    "04_pooling_and_skills": "[(waits[n], exact[n]) for n in exact]"
    " + [(e, longer_together(slower)) for slower, e in against.items()]",
    "05_seasons_and_uncertainty": "[(e, of) for of, e in (*deviations.values(), *busy.values())]"
    " + [(lag, lag_by_formula)] + [(simulated[n], expected_cost(n)) for n in tried]",
    "07_in_house_vendor_or_both": "[(e, getattr(flow, name)) for name, e in found.items()]"
    " + [(e, lost_share(m)) for m, e in simulated.items()]",
    "09_is_the_difference_real": "[(ratio_of_means(old[1], old[2]), truth['old']),"
    " (ratio_of_means(new[1], new[2]), truth['new']), (paired_difference(*new[1:], *old[1:]), exact)]",
}
"""Pairs of a simulated figure with its interval and what theory says it is."""
