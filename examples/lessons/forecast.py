"""Forecasting: what the last weeks say of Christmas, and what last year says."""

from datetime import date, timedelta

from shop import lines_chart, main

DAYS = "SELECT order_dt_local AS day, count(*) AS orders FROM orders GROUP BY day ORDER BY day"
# Days of a year to the same weekday of the year before.
YEAR = 364


def black_friday(year):
    """The day after the fourth Thursday of November."""
    first = date(year, 11, 1)
    return first + timedelta(days=(3 - first.weekday()) % 7 + 22)


def counterpart(day):
    """The day of the year before that a day is like: sales move with Black Friday, Christmas keeps its date."""
    since = day - black_friday(day.year)
    if -7 <= since.days <= 10:
        return black_friday(day.year - 1) + since
    if (day.month, day.day) >= (12, 20):
        return day.replace(year=day.year - 1)
    return day - timedelta(days=YEAR)


def lesson(shop, picture):
    orders = dict(shop.execute(DAYS).fetchall())
    last = max(orders)
    year = last.year
    # Made on 31 October for the 61 days that follow, and judged up to Christmas Eve.
    made = last.replace(month=10, day=31)
    days = [made + timedelta(days=ahead) for ahead in range(1, (last - made).days + 1)]

    def mean(first, count):
        return sum(orders.get(first + timedelta(days=day), 0) for day in range(count)) / count

    level = {weekday: [] for weekday in range(7)}
    for back in range(56):
        day = made - timedelta(days=back)
        level[day.weekday()].append(orders.get(day, 0))
    weekly = {day: sum(level[day.weekday()]) / len(level[day.weekday()]) for day in days}
    growth = mean(made - timedelta(days=83), 84) / mean(made - timedelta(days=83 + YEAR), 84)
    yearly = {day: orders[counterpart(day)] * growth for day in days}
    before = days[: [(day.month, day.day) for day in days].index((12, 24)) + 1]

    def error(forecast, of):
        return sum(abs(forecast[day] - orders[day]) for day in of) / sum(orders[day] for day in of)

    lines_chart(
        picture,
        f"November and December {year}, forecast on 31 October",
        "days since 31 October",
        "orders a day",
        [
            (name, [((day - made).days, float(values[day])) for day in days])
            for name, values in (("orders", orders), ("from eight weeks", weekly), ("from last year", yearly))
        ],
    )
    ramp = [day for day in before if (day.month, day.day) >= (12, 20)]
    plain = [made - timedelta(days=back) for back in range(56)]
    return {
        "growth over the year before": growth,
        "error of the forecast from eight weeks": error(weekly, before),
        "error of the forecast from last year": error(yearly, before),
        "20 to 24 December against September and October": (sum(orders[day] for day in ramp) / len(ramp))
        / (sum(orders[day] for day in plain) / len(plain)),
    }


if __name__ == "__main__":
    main(lesson, "forecast")
