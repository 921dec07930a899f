//! Who buys and what is sold: homes, repeats, how unequally it is spread, prices, baskets, seasons.

use std::sync::atomic::Ordering;

use maud::{Markup, html};
use retailgen_schema::Table;

use super::{Page, absent, figure, legend, listed, section, share, year::MONTHS};
use crate::{
    draw::{self, Bar, bars, count, fixed, lorenz, plural, step},
    figures::MONEY,
    gather::{
        MOST_COUNTED,
        masters::{MAP, SQUARES},
    },
};

/// Upper ends of price classes, in Australian dollars.
const PRICES: [i64; 9] = [1, 2, 5, 10, 20, 50, 100, 200, 500];
/// The most orders of a customer that are told apart.
const MOST_ORDERS: usize = 10;
/// The most categories that are shown, the greatest first.
const MOST_CATEGORIES: usize = 24;
/// Points of a curve.
const POINTS: usize = 50;
/// The most squares of the map that are drawn, the greatest first.
const MOST_SQUARES: usize = 2_000;
/// Cities for finding one's way: name, degrees of latitude and longitude, whether the name stands before the point.
const CITIES: [(&str, f64, f64, bool); 7] = [
    ("Sydney", -33.9, 151.2, true),
    ("Melbourne", -37.8, 145.0, true),
    ("Brisbane", -27.5, 153.0, true),
    ("Adelaide", -34.9, 138.6, true),
    ("Perth", -31.95, 115.9, false),
    ("Hobart", -42.9, 147.3, true),
    ("Darwin", -12.5, 130.8, false),
];

impl Page<'_> {
    /// The section.
    pub fn people(&self) -> Markup {
        let content = html! {
            div.two { (self.homes()) (self.repeats()) }
            div.two { (self.inequality()) (self.prices()) }
            div.two { (self.baskets()) (self.payments()) }
            (self.seasons())
        };
        section(2, "Where customers live, how often they come back, and what they put into the basket.", &content)
    }

    fn homes(&self) -> Markup {
        let title = "Where customers live";
        if !self.source.has(Table::Customers) {
            return absent(title, "The table customers is not in this folder.");
        }
        let masters = &self.gathered.masters;
        let (_, _, all) = masters.customers;
        let mut homes: Vec<(&String, u64)> = masters.homes.iter().map(|(name, number)| (name, *number)).collect();
        homes.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        let rows: Vec<Bar> = homes
            .into_iter()
            .map(|(name, number)| Bar {
                name: name.clone(),
                parts: vec![("web", number as f64)],
                values: vec![count(number), share(number, all)],
            })
            .collect();
        let says = format!("Each dot is a place with customers; its area is their number. {} live in the country.", {
            let abroad = masters.homes.get("abroad").copied().unwrap_or(0);
            share(all.saturating_sub(abroad), all)
        });
        let content = html! {
            (self.map())
            (legend(&[("web", "customers"), ("shop", "a shop")]))
            (bars("State", &["Customers", "Share"], &rows))
        };
        figure("", title, &says, &content)
    }

    fn map(&self) -> Markup {
        let masters = &self.gathered.masters;
        let ([west, east], [south, north]) = MAP;
        let (width, height) = ((east - west) * SQUARES, (north - south) * SQUARES);
        let mut squares: Vec<((u8, u8), u64)> =
            masters.squares.iter().map(|(square, number)| (*square, *number)).collect();
        squares.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        squares.truncate(MOST_SQUARES);
        let most = squares.first().map_or(1.0, |(_, number)| *number as f64);
        let radius = |number: u64| (0.55 + 4.6 * (number as f64 / most).sqrt()).min(5.0);
        html! {
            div.map style=(format!("aspect-ratio:{width:.0}/{height:.0}")) {
                svg role="img" aria-label="A map of Australia with a dot for each place with customers: most are along the coasts, around the capitals." viewBox=(format!("0 0 {width:.0} {height:.0}")) {
                    @for ((x, y), number) in &squares {
                        circle cx=(f64::from(*x) + 0.5) cy=(f64::from(*y) + 0.5) r=(fixed(radius(*number), 2)) {}
                    }
                    @for (x, y) in masters.shops.iter().take(MOST_SQUARES) {
                        rect x=(fixed(f64::from(*x) + 0.2, 1)) y=(fixed(f64::from(*y) + 0.2, 1)) width="0.7" height="0.7" {}
                    }
                }
                @for (name, latitude, longitude, is_before) in CITIES {
                    span.before[is_before].behind[!is_before] style=(format!("left:{:.1}%;top:{:.1}%", (longitude - west) / (east - west) * 100.0, (north - latitude) / (north - south) * 100.0)) { (name) }
                }
            }
        }
    }

    /// Orders of each customer, the most first; customers without one are there too.
    fn orders_of(&self) -> Vec<u64> {
        let counts = self.gathered.shared.orders_of.iter().skip(1);
        let mut orders: Vec<u64> = counts.map(|orders| orders.load(Ordering::Relaxed).into()).collect();
        orders.sort_unstable_by(|a, b| b.cmp(a));
        orders
    }

    fn repeats(&self) -> Markup {
        let title = "How often they order";
        if !self.source.has(Table::Customers) || !self.source.has(Table::OrdersHeader) {
            return absent(title, "That takes customers and orders_header, and this folder does not have both.");
        }
        let orders = self.orders_of();
        let mut classes = [0_u64; MOST_ORDERS + 1];
        for number in &orders {
            classes[usize::try_from(*number).unwrap_or(MOST_ORDERS).min(MOST_ORDERS)] += 1;
        }
        let all = orders.len() as u64;
        let buyers = all - classes[0];
        let again: u64 = classes[2..].iter().sum();
        let rows: Vec<Bar> = classes
            .iter()
            .enumerate()
            .map(|(number, customers)| Bar {
                name: match number {
                    0 => "no order".to_owned(),
                    MOST_ORDERS => format!("{MOST_ORDERS} or more"),
                    number => number.to_string(),
                },
                parts: vec![(if number == 0 { "none" } else { "web" }, *customers as f64)],
                values: vec![count(*customers), share(*customers, all)],
            })
            .collect();
        let mut says = format!(
            "{} of all customers ordered in these days; of those, {} came back for another order.",
            share(buyers, all),
            share(again, buyers)
        );
        if self.source.rows(Table::Customers) > MOST_COUNTED {
            draw::add(&mut says, format_args!(" Counted among the first {}.", count(MOST_COUNTED)));
        }
        let unknown = self.gathered.figures.unknown_customers;
        if unknown > 0 {
            draw::add(
                &mut says,
                format_args!(
                    " {} a customer who is not in customers.",
                    if unknown == 1 { "1 order names".to_owned() } else { format!("{} orders name", count(unknown)) }
                ),
            );
        }
        figure("", title, &says, &bars("Orders", &["Customers", "Share"], &rows))
    }

    fn inequality(&self) -> Markup {
        let title = "How unequally it is spread";
        let mut curves = Vec::new();
        let mut sentences = Vec::new();
        if self.source.has(Table::Customers) && self.source.has(Table::OrdersHeader) {
            let orders: Vec<u64> = self.orders_of().into_iter().filter(|orders| *orders > 0).collect();
            if let Some((curve, tenth)) = curve(&orders) {
                sentences.push(format!("the busiest tenth of buyers place {tenth} of the orders"));
                curves.push(("web", "buyers and their orders", curve));
            }
        }
        let revenue = self.gathered.shared.revenue_of.iter().skip(1).map(|sum| sum.load(Ordering::Relaxed));
        let mut revenue: Vec<u64> = revenue.filter(|sum| *sum > 0).collect();
        revenue.sort_unstable_by(|a, b| b.cmp(a));
        if let Some((curve, tenth)) = curve(&revenue) {
            sentences.push(format!("the best tenth of the products sold bring {tenth} of the money"));
            curves.push(("pos", "products and their revenue", curve));
        }
        if curves.is_empty() {
            return absent(title, "That takes orders with their customers, or their lines with products.");
        }
        let mut says = listed(&sentences);
        if let Some(first) = says.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        says.push_str(". On the straight line all would be equal.");
        let legends: Vec<(&str, &str)> = curves.iter().map(|(class, name, _)| (*class, *name)).collect();
        let drawn: Vec<(&'static str, Vec<f64>)> =
            curves.iter().map(|(class, _, curve)| (*class, curve.clone())).collect();
        let rows: Vec<Vec<String>> = [5, 10, 25]
            .into_iter()
            .map(|point| {
                let shares = curves.iter().map(|(_, _, curve)| format!("{:.1} %", curve[point] * 100.0));
                [vec![format!("the top {} %", point * 2)], shares.collect()].concat()
            })
            .collect();
        let heads: Vec<&str> = [""].into_iter().chain(legends.iter().map(|(_, name)| *name)).collect();
        let content = html! {
            (legend(&legends))
            (lorenz(&format!("Two curves that rise steeply and flatten. {says}"), &drawn))
            p.axis { "Share of buyers or products, the greatest first →" }
            (draw::in_a_table("The same as numbers", &draw::numbers("Shares", &heads, &rows)))
        };
        figure("", title, &says, &content)
    }

    fn prices(&self) -> Markup {
        let title = "The price ladder";
        let prices = &self.gathered.masters.prices;
        if prices.is_empty() {
            return absent(title, "The table products is not in this folder.");
        }
        let mut classes = [0_u64; PRICES.len() + 1];
        for price in prices {
            let class = PRICES.iter().position(|end| price < &(end * MONEY)).unwrap_or(PRICES.len());
            classes[class] += 1;
        }
        let all = prices.len() as u64;
        let rows: Vec<Bar> = classes
            .iter()
            .enumerate()
            .map(|(class, number)| Bar {
                name: match class {
                    0 => format!("below {}", PRICES[0]),
                    class if class == PRICES.len() => format!("{} or more", PRICES[class - 1]),
                    class => format!("{} to {}", PRICES[class - 1], PRICES[class]),
                },
                parts: vec![("pos", *number as f64)],
                values: vec![count(*number), share(*number, all)],
            })
            .collect();
        let middle = prices[prices.len() / 2] as f64 / MONEY as f64;
        let nines = prices.iter().filter(|price| (*price / 100) % 10 == 9).count() as u64;
        let (on_sale, products) = self.gathered.masters.on_sale;
        let says = format!(
            "The middle shelf price is A$ {middle:.2}; {} of prices end in a nine. {} of {} are on sale.",
            share(nines, all),
            count(on_sale),
            plural(products, "product")
        );
        figure("", title, &says, &bars("A$", &["Products", "Share"], &rows))
    }

    fn baskets(&self) -> Markup {
        let title = "Lines in a basket";
        let baskets = &self.gathered.figures.baskets;
        let all: u64 = baskets.iter().sum();
        if all == 0 {
            return absent(title, "The table orders_lines is not in this folder.");
        }
        let lines: u64 = self.gathered.figures.days.values().map(|day| day.lines).sum();
        let discounted: u64 = self.gathered.figures.days.values().map(|day| day.discounted).sum();
        let rows: Vec<Bar> = baskets
            .iter()
            .enumerate()
            .map(|(at, number)| Bar {
                name: if at + 1 == baskets.len() { format!("{} or more", at + 1) } else { (at + 1).to_string() },
                parts: vec![("web", *number as f64)],
                values: vec![count(*number), share(*number, all)],
            })
            .collect();
        let says = format!(
            "{} a basket on average; {} of the lines are reduced.",
            format_args!("{} lines", fixed(lines as f64 / all as f64, 2)),
            share(discounted, lines)
        );
        figure("", title, &says, &bars("Lines", &["Orders", "Share"], &rows))
    }

    fn payments(&self) -> Markup {
        let title = "How they pay";
        let figures = &self.gathered.figures;
        let all: u64 = figures.payments.values().flatten().sum();
        if all == 0 {
            return absent(title, "The table orders_header is not in this folder.");
        }
        let mut methods: Vec<(&String, &[u64; 2])> = figures.payments.iter().collect();
        methods.sort_by_key(|(name, numbers)| (std::cmp::Reverse(numbers.iter().sum::<u64>()), (*name).clone()));
        let rows: Vec<Bar> = methods
            .into_iter()
            .map(|(name, numbers)| Bar {
                name: name.replace('_', " "),
                parts: vec![("web", numbers[0] as f64), ("pos", numbers[1] as f64)],
                values: vec![count(numbers[0]), count(numbers[1])],
            })
            .collect();
        let orders: u64 = figures.currencies.values().sum();
        let abroad: u64 = figures.currencies.iter().filter(|(code, _)| *code != "AUD").map(|(_, number)| number).sum();
        let says = format!(
            "{} of orders are in another currency than the Australian dollar, {} redeem a coupon.",
            share(abroad, orders),
            share(figures.coupons, all)
        );
        let content = html! {
            (legend(&[("web", "online"), ("pos", "in shops")]))
            (bars("Method", &["Online", "In shops"], &rows))
        };
        figure("", title, &says, &content)
    }

    fn seasons(&self) -> Markup {
        let title = "What sells when";
        let (figures, masters) = (&self.gathered.figures, &self.gathered.masters);
        let days_of = self.days_of_months();
        let months = days_of.iter().filter(|days| **days >= 20).count();
        if months < 6 || figures.seasons.iter().flatten().all(|pieces| *pieces == 0) {
            return absent(title, "That takes products, orders_lines and at least six months of trade.");
        }
        let mut categories: Vec<(&String, &[u64; 12])> = masters.categories.iter().zip(&figures.seasons).collect();
        categories.sort_by_key(|(name, months)| (std::cmp::Reverse(months.iter().sum::<u64>()), (*name).clone()));
        categories.truncate(MOST_CATEGORIES);
        // Pieces a day against the category's mean, in per cent, of months that are there for the most part.
        let index = |months: &[u64; 12], month: usize| {
            let all = months.iter().sum::<u64>() as f64 / days_of.iter().sum::<u64>().max(1) as f64;
            (days_of[month] >= 20 && all > 0.0).then(|| months[month] as f64 / days_of[month] as f64 / all * 100.0)
        };
        let content = html! {
            div.scroll tabindex="0" role="region" aria-label=(title) {
                table.heat.wide-heat {
                    thead { tr { th scope="col" { "Category" } @for month in MONTHS { th.n scope="col" { (month) } } th.n scope="col" { "Pieces" } } }
                    tbody {
                        @for (name, pieces) in &categories {
                            tr {
                                th scope="row" { (name) }
                                @for month in 0..12 {
                                    @match index(pieces, month) {
                                        Some(index) => td class=(format!("n a{}", shade(index))) { (format!("{index:.0}")) },
                                        None => td.n.nothing { "–" },
                                    }
                                }
                                td.n { (count(pieces.iter().sum())) }
                            }
                        }
                    }
                }
            }
        };
        let all = categories
            .iter()
            .flat_map(|(name, pieces)| (0..12).filter_map(move |month| Some((index(pieces, month)?, month, *name))));
        let sharpest = all.max_by(|a, b| a.0.total_cmp(&b.0));
        let mut says = "Pieces a day of each category, where 100 is its mean over the year.".to_owned();
        if let Some((index, month, name)) = sharpest {
            draw::add(&mut says, format_args!(" The sharpest peak: {name} in {}, {index:.0}.", MONTHS[month]));
        }
        figure("wide-figure", title, &says, &content)
    }

    /// Days of trade in each month of the year.
    fn days_of_months(&self) -> [u64; 12] {
        let mut days = [0; 12];
        for (date, day) in &self.gathered.figures.days {
            days[date.month() as usize - 1] += u64::from(day.lines > 0);
        }
        days
    }
}

/// The shade of an index around 100.
fn shade(index: f64) -> usize {
    match index {
        index if index < 60.0 => 0,
        index if index < 80.0 => 1,
        index if index < 95.0 => 2,
        index if index < 110.0 => 3,
        index if index < 130.0 => 4,
        index if index < 170.0 => 5,
        index if index < 250.0 => 6,
        _ => step(1.0, 1.0),
    }
}

/// Shares of the sum at shares of the values, the greatest first, and the share of the first tenth in words.
fn curve(values: &[u64]) -> Option<(Vec<f64>, String)> {
    let all: u128 = values.iter().map(|value| u128::from(*value)).sum();
    if all == 0 {
        return None;
    }
    let mut shares = Vec::with_capacity(POINTS + 1);
    let (mut taken, mut sum) = (0, 0_u128);
    for point in 0..=POINTS {
        let until = values.len() * point / POINTS;
        sum += values[taken..until].iter().map(|value| u128::from(*value)).sum::<u128>();
        taken = until;
        shares.push(sum as f64 / all as f64);
    }
    let tenth = format!("{:.0} %", shares[POINTS / 10] * 100.0);
    Some((shares, tenth))
}
