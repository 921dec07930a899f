"""Promotion uplift: how much more a product sells in its weeks on promotion, and how not to measure it."""

import math
import random

from shop import lines_chart, main

# Promotions run from Wednesday to Tuesday. A week of a product is one of promotion if nearly all its lines without a
# coupon are discounted; a few lines are never discounted by a coupon alone, so the mix of both weeks tells them apart.
WEEKS = """
WITH sold AS (
    SELECT product_id, date_trunc('week', order_dt_local - 2) AS week, coupon_code IS NOT NULL AS coupon,
           line_discount_pct AS discount, qty
    FROM lines JOIN orders USING (order_id) JOIN products USING (product_id)
    WHERE introduced_dt < (SELECT min(order_dt_local) FROM orders) - 60
),
weeks AS (
    SELECT product_id, week, count(*) AS lines, avg(qty) AS units,
           avg(CAST(discount > 0 AS INTEGER)) FILTER (NOT coupon) > .5 AS promoted,
           median(discount) FILTER (NOT coupon) AS depth
    FROM sold GROUP BY ALL
),
-- Only best sellers sell every week: of others, weeks without a sale are missing and would flatter the rest.
steady AS (SELECT product_id FROM weeks GROUP BY product_id HAVING count(*) >= .97 * (SELECT count(DISTINCT week) FROM weeks))
SELECT product_id, week, lines, units, promoted, depth FROM weeks JOIN steady USING (product_id) WHERE promoted IS NOT NULL
"""


def lesson(shop, picture):
    by_product, by_week = {}, {}
    for product, week, lines, units, promoted, depth in shop.execute(WEEKS).fetchall():
        by_product.setdefault(product, []).append((week, lines, units, promoted, depth))
        by_week.setdefault(week, []).append(lines)
    level = {week: sum(lines) for week, lines in by_week.items()}
    mean_level = sum(level.values()) / len(level)

    def rate(rows):
        """Lines a week, the season taken out."""
        return sum(row[1] * mean_level / level[row[0]] for row in rows) / len(rows)

    uplifts, by_depth, units = [], {}, []
    for rows in by_product.values():
        on, off = [row for row in rows if row[3]], [row for row in rows if not row[3]]
        if len(on) < 3 or len(off) < 3:
            continue
        uplifts.append(math.log(rate(on) / rate(off)))
        units.append(sum(row[2] for row in on) / len(on) / (sum(row[2] for row in off) / len(off)))
        for row in on:
            by_depth.setdefault(round(float(row[4]), 2), []).append(row[1] * mean_level / level[row[0]] / rate(off))
    mean = sum(uplifts) / len(uplifts)
    # The bootstrap over products: weeks of one product are not independent.
    chance = random.Random(1)
    means = sorted(sum(chance.choices(uplifts, k=len(uplifts))) / len(uplifts) for _ in range(500))
    depths = sorted((depth, sum(values) / len(values)) for depth, values in by_depth.items() if len(values) >= 30)
    lines_chart(
        picture,
        "The deeper the discount, the more is sold",
        "discount",
        "sales in weeks of promotion against other weeks",
        [("uplift", depths)],
    )
    everything = [row for rows in by_product.values() for row in rows]
    naive_on = [row[1] for row in everything if row[3]]
    naive_off = [row[1] for row in everything if not row[3]]
    return {
        "products": len(uplifts),
        "uplift": math.exp(mean),
        "uplift, lower end of the 95 % interval": math.exp(means[12]),
        "uplift, upper end of the 95 % interval": math.exp(means[487]),
        "units a line in weeks of promotion against others": sum(units) / len(units),
        "uplift of the shallowest discounts": depths[0][1],
        "uplift of the deepest discounts": depths[-1][1],
        "uplift if products are thrown together": sum(naive_on) / len(naive_on) / (sum(naive_off) / len(naive_off)),
    }


if __name__ == "__main__":
    main(lesson, "promotions")
