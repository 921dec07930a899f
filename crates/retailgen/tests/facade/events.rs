//! Events: sessions of one visitor on one day, carts that add up, and a purchase for each tracked order.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::LazyLock,
};

use crate::support::{
    batches, datasets,
    events::{Event, sessions},
    files,
    rows::{Customer, Line, Order, Product},
    scenario, window, world_of,
};
use retailgen::{Dataset, Table};

/// Microseconds after which a silent visitor has left.
const IDLE: i64 = 30 * 60 * 1_000_000;

/// The usual datasets, and a month of so much trade that many orders are tracked.
static ALL: LazyLock<Vec<(&Dataset, Vec<Event>)>> = LazyLock::new(|| {
    static BUSY: LazyLock<Dataset> = LazyLock::new(|| scenario(4, "0.2", window("2024-03-01", 31)).dataset());
    let all = datasets().iter().chain([&*BUSY]);
    all.map(|dataset| (dataset, Event::read(&batches(dataset, Table::Events)))).collect()
});

#[test]
fn a_file_has_the_events_of_its_day_in_order() {
    for dataset in datasets() {
        for file in files(&world_of(dataset), dataset.scenario().window(), Table::Events) {
            let (day, events) = (file.date().days(), Event::read(&file.batches));
            assert!(events.is_sorted_by_key(|event| event.at), "{}", file.path);
            assert!(events.iter().all(|event| event.at.day().0 == day), "{}", file.path);
        }
    }
}

#[test]
fn a_session_is_one_visitor_on_one_day_who_never_pauses_for_long() {
    for (_, events) in ALL.iter() {
        let (mut longest, mut signed_in) = (0, 0);
        let all = sessions(events);
        for session in &all {
            let first = session[0];
            assert!(session.iter().all(|event| (event.user, event.at.day()) == (first.user, first.at.day())));
            assert!(session.windows(2).all(|pair| pair[0].at < pair[1].at && pair[1].at.0 - pair[0].at.0 < IDLE));
            longest = longest.max(session.len());
            signed_in += usize::from(first.user.is_some());
        }
        assert!(longest > 10 && signed_in > all.len() / 20 && signed_in < all.len(), "{longest}, {signed_in}");
    }
}

#[test]
fn users_are_customers_who_have_joined() {
    for (dataset, events) in ALL.iter() {
        let customers = Customer::read(&batches(dataset, Table::Customers));
        for event in events.iter().filter(|event| event.user.is_some()) {
            let customer = Customer::find(&customers, event.user.unwrap()).unwrap();
            assert!(customer.join_ts < event.at, "{event:?} by {customer:?}");
        }
    }
}

#[test]
fn products_are_on_sale() {
    for (dataset, events) in ALL.iter() {
        let products = Product::read(&batches(dataset, Table::Products));
        let mut seen = 0;
        for event in events {
            let Some(id) = event.number("product_id") else { continue };
            let (product, day) = (&products[id as usize - 1], event.at.day());
            assert!(product.introduced_dt <= day, "{event:?} of {product:?}");
            assert!(product.discontinued_dt.is_none_or(|end| day < end), "{event:?} of {product:?}");
            seen += 1;
        }
        assert!(seen > events.len() / 10, "{seen} of {}", events.len());
    }
}

/// Walks a session and checks every step; returns what is in the cart at its end.
fn cart(session: &[&Event]) -> BTreeMap<i64, i64> {
    let (mut viewed, mut cart) = (BTreeSet::new(), BTreeMap::<i64, i64>::new());
    let mut at_checkout = false;
    for (number, event) in session.iter().enumerate() {
        let product = || event.number("product_id").unwrap();
        let quantity = || event.number("qty").filter(|&qty| qty > 0).unwrap();
        match event.kind.as_str() {
            "product_view" => drop(viewed.insert(product())),
            "add_to_cart" => {
                assert!(viewed.contains(&product()), "{event:?} was never looked at");
                *cart.entry(product()).or_default() += quantity();
            }
            "remove_from_cart" => {
                let held = cart.get_mut(&product()).unwrap_or_else(|| panic!("{event:?} was not in the cart"));
                *held -= quantity();
                assert!(*held >= 0, "{event:?}");
                cart.retain(|_, held| *held > 0);
            }
            "checkout_start" => {
                assert!(!cart.is_empty());
                assert_eq!(event.number("cart_lines"), Some(cart.len() as i64), "{event:?}");
                at_checkout = true;
            }
            "purchase" => assert!(at_checkout && number + 1 == session.len(), "{event:?}"),
            "page_view" | "search" => {}
            other => panic!("{other}"),
        }
    }
    cart
}

#[test]
fn carts_hold_what_was_looked_at_and_put_in() {
    for (_, events) in ALL.iter() {
        let left = sessions(events).iter().filter(|session| !cart(session).is_empty()).count();
        assert!(left > 0, "nobody ever puts anything into a cart");
    }
}

#[test]
fn a_purchase_is_an_order_of_its_customer_at_its_time_with_what_is_in_the_cart() {
    let mut bought_in_all = 0;
    for (dataset, events) in ALL.iter() {
        let orders = Order::read(&batches(dataset, Table::OrdersHeader));
        let mut lines: HashMap<i64, BTreeMap<i64, i64>> = HashMap::new();
        for line in Line::read(&batches(dataset, Table::OrdersLines)) {
            lines.entry(line.order_id).or_default().insert(line.product_id, i64::from(line.qty));
        }
        let mut bought = BTreeSet::new();
        for session in sessions(events) {
            let Some(purchase) = session.iter().find(|event| event.kind == "purchase") else { continue };
            let id = purchase.number("order_id").unwrap();
            assert!(bought.insert(id), "{id} is bought twice");
            let order = &orders[(id - orders[0].order_id) as usize];
            assert_eq!((order.order_id, order.channel.as_str()), (id, "web"));
            assert_eq!((Some(order.customer_id), order.order_ts), (purchase.user, purchase.at));
            assert_eq!(cart(&session), lines[&id], "{order:?}");
        }
        let web = orders.iter().filter(|order| order.channel == "web").count() as f64;
        // One in a hundred is tracked, give or take four standard deviations.
        let found = bought.len() as f64;
        assert!((found - web / 100.0).abs() <= 4.0 * (web / 100.0).sqrt(), "{found} of {web}");
        bought_in_all += bought.len();
    }
    assert!(bought_in_all > 150, "{bought_in_all}");
}
