//! Shipments: parcels leave after their order, arrive later or not yet, and later snapshots only know more.

use std::collections::{BTreeMap, HashMap};

use arrow_array::Array;
use retailgen::{Dataset, Policy, Scenario, Table, Window};

use crate::support::{
    self, DAY, batches, contents, datasets, date,
    rows::{Order, Shipment},
    scale, scenario,
    tamper::Finished,
    window,
};

/// 24:00 UTC of the window's last day, in microseconds.
fn as_of(dataset: &Dataset) -> i64 {
    i64::from(dataset.scenario().window().last().days() + 1) * DAY
}

fn shipments(dataset: &Dataset) -> Vec<Shipment> {
    Shipment::read(&batches(dataset, Table::Shipments))
}

#[test]
fn parcels_leave_after_the_order_and_arrive_after_that_by_the_as_of_time() {
    for dataset in datasets() {
        let orders = Order::read(&batches(dataset, Table::OrdersHeader));
        let end = as_of(dataset);
        for parcel in shipments(dataset) {
            let order = &orders[(parcel.order_id - orders[0].order_id) as usize];
            assert!(order.order_ts < parcel.shipped_at && parcel.shipped_at.0 <= end, "{parcel:?} of {order:?}");
            let arrived = |at: support::rows::Instant| parcel.shipped_at < at && at.0 <= end;
            assert!(parcel.delivered_at.is_none_or(arrived), "{parcel:?}");
            assert!(parcel.ship_cost > 0, "{parcel:?}");
        }
    }
}

#[test]
fn what_has_not_arrived_is_on_its_way_or_lost() {
    for dataset in datasets() {
        let end = as_of(dataset);
        let shipments = shipments(dataset);
        let (old, new): (Vec<_>, Vec<_>) = shipments.iter().partition(|parcel| parcel.shipped_at.0 < end - 90 * DAY);
        let missing = |parcels: &[&Shipment]| parcels.iter().filter(|parcel| parcel.delivered_at.is_none()).count();
        assert!(missing(&old) * 100 <= old.len(), "{} of {} are lost", missing(&old), old.len());
        let last_days: Vec<&Shipment> = new.into_iter().filter(|parcel| parcel.shipped_at.0 > end - DAY).collect();
        assert!(missing(&last_days) * 2 >= last_days.len(), "{} of {}", missing(&last_days), last_days.len());
        assert!(shipments.iter().any(|parcel| parcel.delivered_at.is_none()), "nothing is on its way");
    }
}

#[test]
fn every_web_order_leaves_in_one_to_three_parcels() {
    for dataset in datasets() {
        let end = as_of(dataset);
        let mut parcels: HashMap<i64, usize> = HashMap::new();
        for parcel in shipments(dataset) {
            *parcels.entry(parcel.order_id).or_default() += 1;
        }
        let orders = Order::read(&batches(dataset, Table::OrdersHeader));
        let settled = |order: &&Order| order.channel == "web" && order.order_ts.0 < end - 30 * DAY;
        let (mut web, mut left) = (0, 0);
        for order in orders.iter().filter(settled) {
            let number = *parcels.get(&order.order_id).unwrap_or_else(|| panic!("{order:?} never left"));
            assert!(number <= 3, "{order:?}: {number}");
            web += 1;
            left += number;
        }
        assert!((105..120).contains(&(left * 100 / web)), "{left} parcels of {web} orders");
    }
}

#[test]
fn later_snapshots_add_parcels_and_arrivals_and_change_nothing() {
    let snapshot = |days: u32| {
        let window = Window::new(date("2024-05-01"), days).unwrap();
        shipments(&scenario(5, "0.02", window).dataset())
    };
    let later: BTreeMap<i64, Shipment> = snapshot(60).into_iter().map(|parcel| (parcel.shipment_id, parcel)).collect();
    let earlier = snapshot(40);
    assert!(earlier.len() < later.len());
    let mut arrived = 0;
    for parcel in &earlier {
        let same = &later[&parcel.shipment_id];
        let fixed = |parcel: &Shipment| (parcel.order_id, parcel.carrier.clone(), parcel.shipped_at, parcel.ship_cost);
        assert_eq!(fixed(parcel), fixed(same));
        assert!(parcel.delivered_at.is_none() || parcel.delivered_at == same.delivered_at, "{parcel:?}, then {same:?}");
        arrived += usize::from(parcel.delivered_at != same.delivered_at);
    }
    assert!(arrived > 10, "{arrived}");
}

#[test]
fn every_carrier_has_work_and_some_take_longer() {
    let mut days: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    for parcel in shipments(&datasets()[0]) {
        let Some(at) = parcel.delivered_at else { continue };
        let (total, count) = days.entry(parcel.carrier).or_default();
        *total += at.0 - parcel.shipped_at.0;
        *count += 1;
    }
    assert_eq!(days.len(), 6, "{days:?}");
    let means: Vec<f64> = days.values().map(|(total, count)| *total as f64 / *count as f64 / DAY as f64).collect();
    assert!(means.iter().all(|mean| (0.5..15.0).contains(mean)), "{means:?}");
}

#[test]
fn the_audit_counts_what_has_not_arrived_without_the_copies_of_rows() {
    let policy = "[[rule]]\nid = \"copies\"\ntable = \"shipments\"\nkind = \"row.repeated\"\nrate = 0.1\n";
    let scenario = Scenario::new(3).with_scale(scale("0.005")).with_window(window("2024-11-25", 14));
    let scenario = scenario.with_tables([Table::Shipments]).unwrap();
    let run = Finished::new(&scenario.with_anomalies(Policy::parse(policy, "copies.toml").unwrap()));
    let audit = std::fs::read_to_string(run.truth().join("audit.csv")).unwrap();
    let audited: usize = ["lost", "in_transit"]
        .iter()
        .filter_map(|kind| audit.lines().find_map(|line| line.split_once(&format!("delivery.{kind},expected,"))))
        .map(|(_, count)| count.parse::<usize>().unwrap())
        .sum();
    let file = std::fs::read(run.data().join("shipments.parquet")).unwrap();
    let undelivered: Vec<bool> = contents::parquet_batches(&file)
        .iter()
        .flat_map(|batch| {
            let arrivals = batch.column_by_name("delivered_at").unwrap();
            (0..arrivals.len()).map(|row| arrivals.is_null(row)).collect::<Vec<_>>()
        })
        .collect();
    let is_copied = |row: &usize| undelivered[*row];
    let copies = run.labels().iter().map(|label| label["row"].as_u64().unwrap() as usize).filter(is_copied).count();
    assert!(audited > 0 && copies > 0, "{audited} and {copies} copies");
    assert_eq!(undelivered.iter().filter(|&&is_undelivered| is_undelivered).count(), audited + copies);
}
