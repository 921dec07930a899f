"""Lifetime value: cohorts of new customers fade, and a few of them bring most of the revenue."""

from shop import lines_chart, main

# A month is 30 days from the customer's first day on, so that all months are equally long.
COHORTS = """
WITH firsts AS (
    SELECT customer_id, CAST(join_ts AS DATE) AS joined FROM customers
    WHERE join_ts >= (SELECT min(order_ts) FROM orders)
      AND join_ts < (SELECT max(order_ts) FROM orders) - INTERVAL 210 DAY
),
spent AS (
    SELECT order_id, sum(qty * unit_price * (1 - line_discount_pct)) AS revenue FROM lines GROUP BY order_id
),
months AS (
    SELECT customer_id, date_diff('day', joined, order_dt_local) // 30 AS month, sum(revenue) AS revenue, count(*) AS orders
    FROM firsts JOIN orders USING (customer_id) JOIN spent USING (order_id)
    WHERE order_dt_local >= joined
    GROUP BY ALL
)
SELECT month, count(*) / (SELECT count(*) FROM firsts) AS active, sum(orders) AS orders,
       sum(revenue) / (SELECT count(*) FROM firsts) AS revenue
FROM months WHERE month < 7 GROUP BY month ORDER BY month
"""

CONCENTRATION = """
WITH spent AS (
    SELECT customer_id, sum(qty * unit_price * (1 - line_discount_pct)) AS revenue
    FROM orders JOIN lines USING (order_id) WHERE currency = 'AUD' GROUP BY customer_id
),
ranked AS (SELECT revenue, percent_rank() OVER (ORDER BY revenue DESC) AS place FROM spent)
SELECT sum(revenue) FILTER (place <= .2) / sum(revenue) FROM ranked
"""


def lesson(shop, picture):
    months = shop.execute(COHORTS).fetchall()
    active = [row[1] for row in months]
    value = [sum(row[3] for row in months[: month + 1]) for month in range(len(months))]
    lines_chart(
        picture,
        "New customers fade: who buys in the months after joining",
        "months since joining",
        "share of the cohort that buys",
        [("active", list(enumerate(active)))],
    )
    orders = [row[2] for row in months]
    return {
        "share of a cohort that buys in its first month": active[0],
        "the same in its seventh month": active[6],
        "orders in months 6 and 7 against months 2 and 3": sum(orders[5:7]) / sum(orders[1:3]),
        "value of a customer after seven months, in the order's currency": value[6],
        "share of revenue from the best fifth of buyers": shop.execute(CONCENTRATION).fetchone()[0],
    }


if __name__ == "__main__":
    main(lesson, "lifetime_value")
