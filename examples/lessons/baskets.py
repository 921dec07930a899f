"""Basket analysis: what is bought together, and why counting pairs alone finds only what is popular."""

from shop import lines_chart, main

PAIRS = """
WITH bought AS (
    SELECT DISTINCT order_id, subcategory, category FROM lines JOIN products USING (product_id)
),
alone AS (SELECT subcategory, count(*) AS orders FROM bought GROUP BY subcategory),
together AS (
    SELECT a.subcategory AS one, b.subcategory AS other, a.category <> b.category AS crosses, count(*) AS orders
    FROM bought a JOIN bought b ON a.order_id = b.order_id AND a.subcategory < b.subcategory GROUP BY ALL
),
product AS (
    SELECT one, other, crosses, t.orders AS together, x.orders * y.orders AS chances
    FROM together t JOIN alone x ON x.subcategory = one JOIN alone y ON y.subcategory = other
)
-- Large orders hold many pairs of anything. So chance is what all pairs together have, dealt out by how common both are.
SELECT one, other, crosses, together, chances * (SELECT sum(together) / sum(chances) FROM product) AS expected
FROM product WHERE expected >= 20
"""


def lesson(shop, picture):
    pairs = shop.execute(PAIRS).fetchall()
    lifts = sorted(((together / expected, one, other, crosses) for one, other, crosses, together, expected in pairs), reverse=True)
    # Five standard deviations of a Poisson count: some thousands of pairs are looked at, of which chance gives none.
    rules = [pair for pair in pairs if pair[3] > 1.5 * pair[4] and pair[3] > pair[4] + 5 * pair[4] ** 0.5]
    common = sorted(pairs, key=lambda pair: -pair[3])[:20]
    lines_chart(
        picture,
        "Pairs of goods by lift: a few strong ones, then a long slope",
        "pairs, the strongest first",
        "lift",
        [("lift", list(enumerate([lift for lift, *_ in lifts])))],
    )
    strongest = lifts[0]
    middle = [lift for lift, *_ in lifts if 1.5 < lift < 4]
    return {
        "pairs of subcategories looked at": len(pairs),
        "rules: lift above 1.5, beyond chance": len(rules),
        "rules across categories": sum(1 for pair in rules if pair[2]),
        "strongest lift": strongest[0],
        "strongest pair": f"{strongest[1]} and {strongest[2]}",
        "pairs with a lift between 1.5 and 4": len(middle),
        "rules among the twenty commonest pairs": sum(1 for pair in common if pair in rules),
    }


if __name__ == "__main__":
    main(lesson, "baskets")
