"""The generated folder as views of DuckDB, and the charts of the lessons."""

import math
import sys
from html import escape
from pathlib import Path

import duckdb

WIDTH, HEIGHT = 760, 360
LEFT, RIGHT, TOP, BOTTOM = 64, 150, 44, 48
COLOURS = ("#1b6ca8", "#d1495b", "#3a7d44", "#8d6a9f")


def connect(folder):
    """Views of the tables in `folder`, with the types that the lessons need."""
    shop = duckdb.connect()
    folder = Path(folder)

    def view(name, sql):
        shop.execute(f"CREATE VIEW {name} AS {sql}")

    def csv(pattern, **types):
        columns = ", ".join(f"'{name}': '{kind}'" for name, kind in types.items())
        return f"SELECT * FROM read_csv('{folder / pattern}', types = {{{columns}}})"

    view("customers", csv("customers.csv", customer_id="BIGINT", join_ts="TIMESTAMP", postcode="VARCHAR"))
    view("products", csv("products.csv", product_id="BIGINT", introduced_dt="DATE"))
    view(
        "orders",
        csv("orders_header/*/*.csv", order_id="BIGINT", order_ts="TIMESTAMP", order_dt_local="DATE", coupon_code="VARCHAR"),
    )
    view(
        "lines",
        csv("orders_lines/*/*.csv", order_id="BIGINT", qty="INTEGER", unit_price="DOUBLE", line_discount_pct="DOUBLE"),
    )
    return shop


def main(lesson, name):
    """Runs a lesson on the folder that the command line names: prints what it concludes, and draws its picture."""
    if len(sys.argv) not in (2, 3):
        raise SystemExit(f"usage: python {name}.py FOLDER [PICTURE.svg]")
    picture = Path(sys.argv[2] if len(sys.argv) == 3 else f"{name}.svg")
    conclusion = lesson(connect(sys.argv[1]), picture)
    for what, value in conclusion.items():
        print(f"{what}: {value:,.3f}" if isinstance(value, float) else f"{what}: {value}")
    print(f"picture: {picture}")


def lines_chart(path, title, x_label, y_label, series):
    """Writes a chart of named lines, `series` being names with lists of points (x, y)."""
    points = [point for _, line in series for point in line]
    x_low, x_high = min(x for x, _ in points), max(x for x, _ in points)
    y_step = _step(max(y for _, y in points))
    y_high = math.ceil(max(y for _, y in points) / y_step) * y_step
    x_step = _step(x_high - x_low)

    def place(x, y):
        across = LEFT + (x - x_low) / (x_high - x_low or 1) * (WIDTH - LEFT - RIGHT)
        return across, HEIGHT - BOTTOM - y / y_high * (HEIGHT - TOP - BOTTOM)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="13">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        f'<text x="{LEFT}" y="24" font-size="16">{escape(title)}</text>',
        f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 10}" text-anchor="middle">{escape(x_label)}</text>',
        f'<text x="16" y="{HEIGHT / 2}" text-anchor="middle" transform="rotate(-90 16 {HEIGHT / 2})">{escape(y_label)}</text>',
    ]
    for value in (y_step * step for step in range(round(y_high / y_step) + 1)):
        _, y = place(x_low, value)
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{_figure(value)}</text>')
    first = math.ceil(x_low / x_step)
    for value in (x_step * step for step in range(first, math.floor(x_high / x_step) + 1)):
        x, _ = place(value, 0)
        parts.append(f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{_figure(value)}</text>')
    for (name, line), colour, row in zip(series, COLOURS, range(len(series))):
        path_of_line = " ".join("{:.1f},{:.1f}".format(*place(x, y)) for x, y in line)
        parts.append(f'<polyline points="{path_of_line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        y = TOP + 16 + 20 * row
        parts.append(f'<text x="{WIDTH - RIGHT + 10}" y="{y}" fill="{colour}">{escape(name)}</text>')
    path.write_text("\n".join([*parts, "</svg>"]) + "\n", encoding="utf-8")


def _step(span):
    """The distance of marks on an axis: 1, 2 or 5 times a power of ten, for four to ten of them."""
    power = 10 ** math.floor(math.log10(span / 4))
    return max(power * times for times in (1, 2, 5) if power * times <= span / 4)


def _figure(value):
    return f"{value:,.0f}" if abs(value - round(value)) < 1e-9 else f"{value:.2f}".rstrip("0")
