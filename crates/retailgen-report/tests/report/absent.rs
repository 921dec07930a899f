//! Pages about folders that lack something: they say so, and stand all the same.

use super::{
    folder::{fixture, page_of, write},
    html::assert_sound,
};

const ORDERS: &str =
    "order_id,order_ts,order_dt_local,customer_id,store_id,channel,payment_method,coupon_code,shipping_fee,currency\n";
const LINES: &str = "order_id,line_number,product_id,qty,unit_price,line_discount_pct,tax_pct\n";

/// The sections that the page says are missing.
fn absent(page: &str) -> Vec<&str> {
    page.split("class=\"absent\"><figcaption><h3>").skip(1).map(|rest| rest.split_once('<').unwrap().0).collect()
}

#[test]
fn without_a_truth_the_page_says_what_it_cannot_know() {
    for name in ["dirty", "clean"] {
        let page = page_of(&fixture(name), None).unwrap();
        assert_sound(&page);
        assert!(page.contains("there is no truth with it") && page.contains("not told: only a truth says them"));
        assert!(absent(&page).contains(&"Faults") && !page.contains("Planned and realised"));
        assert_eq!(absent(&page).contains(&"What could not be read"), name == "clean");
    }
}

#[test]
fn one_table_alone_is_a_page() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("stores_only");
    let header = "store_id,store_code,name,channel,region,state,latitude,longitude,open_dt,close_dt\n";
    write(
        &folder,
        &[("stores.csv", "stores", &format!("{header}1,ST-A,Shop,pos,North,NSW,-33.8,151.2,2010-01-01,\n"))],
    );
    let page = page_of(&folder, None).unwrap();
    assert_sound(&page);
    assert!(page.contains("Not in this folder: customers, products, suppliers"));
    assert!(absent(&page).len() >= 12, "{:?}", absent(&page));
    assert!(page.contains("A retailer’s tables"));
}

#[test]
fn one_day_and_a_folder_of_no_rows_are_pages() {
    let parent = tempfile::tempdir().unwrap();
    let day = parent.path().join("day");
    let orders = format!("{ORDERS}1,2024-03-01T04:15:09.120000,2024-03-01,1,1,web,cash,,0.00,AUD\n");
    let path = "orders_header/order_dt=2024-03-01/part-00000.csv";
    write(&day, &[(path, "orders_header", &orders)]);
    let page = page_of(&day, None).unwrap();
    assert_sound(&page);
    assert!(
        page.contains("One day of a retailer, 2024-03-01")
            && page.contains("1 order on this day, 100 % of them online")
    );

    let empty = parent.path().join("empty");
    let lines = path.replace("header", "lines");
    write(&empty, &[(path, "orders_header", ORDERS), (&lines, "orders_lines", LINES)]);
    assert_sound(&page_of(&empty, None).unwrap());
}

#[test]
fn a_window_of_many_years_stays_a_small_page() {
    let parent = tempfile::tempdir().unwrap();
    let days: Vec<(String, String)> = (2015..2025)
        .flat_map(|year| (1..=12).map(move |month| format!("{year}-{month:02}-28")))
        .map(|day| {
            let path = format!("orders_header/order_dt={day}/part-00000.csv");
            (path, format!("{ORDERS}1,{day}T04:15:09.120000,{day},1,1,pos,cash,,0.00,AUD\n"))
        })
        .collect();
    let files: Vec<(&str, &str, &str)> =
        days.iter().map(|(path, text)| (path.as_str(), "orders_header", text.as_str())).collect();
    write(&parent.path().join("data"), &files);
    let page = page_of(&parent.path().join("data"), None).unwrap();
    assert_sound(&page);
    assert!(page.len() < 150_000 && page.contains("Each bar is the mean of 10 days"), "{}", page.len());
}

#[test]
fn what_cannot_be_read_is_counted_and_breaks_nothing() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("data");
    let orders = format!(
        "{ORDERS}1,\"1 March, 2024\",2024-03-01,1,1,pos,cash,,0.00,AUD\n2,,x,<b>&,1,fax,gold,,0.00,A$\nnonsense\n,\u{7f}\u{0},,,,,,,,\n"
    );
    let lines = format!(
        "{LINES}1,1,1,-2,4.0000,0.0000,0.0000\n1,2,1,999999999999999999,999999999.9999,0.5000,0.1\n1,3,x,1,1.00,2.0000,0\n"
    );
    write(
        &folder,
        &[
            ("orders_header/order_dt=2024-03-01/part-00000.csv", "orders_header", &orders),
            ("orders_lines/order_dt=2024-03-01/part-00000.csv", "orders_lines", &lines),
            ("events/event_dt=2024-03-01/events_00000.jsonl", "events", "{}\n{\"event_ts\":7}\n[\n\u{feff}\n"),
            (
                "sensors/store_id=x/month=2024-03/sensors.csv",
                "sensors",
                "sensor_ts,store_id,shelf_id,temperature_c,humidity_pct,battery_mv\n",
            ),
        ],
    );
    let page = page_of(&folder, None).unwrap();
    assert_sound(&page);
    for column in
        ["orders_header, order_ts", "orders_header, the whole row", "orders_lines, product_id", "events, session_id"]
    {
        assert!(page.contains(column), "{column} is not counted");
    }
}
