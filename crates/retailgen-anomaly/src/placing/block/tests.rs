//! Which rows a rule hits, and how many.

use std::{collections::BTreeSet, sync::Arc};

use arrow_array::{
    cast::AsArray,
    types::{Int32Type, Int64Type},
};
use proptest::prelude::*;
use retailgen_schema::{
    Table,
    returns::{ReturnsBuilder, ReturnsRow},
};
use retailgen_synth::Seed;

use super::*;
use crate::kind::{self, MOST_PIECES, UnusedKeys};
use crate::policy::{Amount, Declared, Position, Rule};

/// Returns of the given orders, each of one of its products: order n has the products from 10 n on.
fn returns(orders: &[(i64, i64)]) -> RecordBatch {
    let mut rows = ReturnsBuilder::with_capacity(orders.len());
    for (number, (order_id, product)) in (1..).zip(orders) {
        rows.push(&ReturnsRow {
            return_id: number,
            order_id: *order_id,
            product_id: 10 * order_id + product,
            ..ReturnsRow::EXAMPLE
        });
    }
    rows.finish()
}

fn rule(column: &str, kind: &'static str, rate: f64) -> Applied {
    let column = Table::Returns.definition().cell_number(column);
    let rule = Rule {
        id: kind.to_owned(),
        table: Table::Returns,
        column,
        kind: kind::find(kind).unwrap(),
        amount: Amount::Rate(rate),
        start: None,
        until: None,
        condition: None,
        entities: None,
        weights: None,
        mechanism: Mechanism::Random,
        declared: Declared { source: Arc::from("test"), position: Position { line: 1, column: 1 } },
    };
    let key = Seed(4).key(kind);
    Applied {
        number: 0,
        rule,
        key,
        dealing: key.key("dealing"),
        phase: 0.0,
        unused: UnusedKeys { from: 1_000, gaps: Vec::new() },
        entities: None,
    }
}

fn in_file(batch: &RecordBatch) -> Place<'static> {
    Place::in_file(0.0..batch.num_rows() as f64, 0, batch.num_rows() as u64)
}

fn orders() -> impl Strategy<Value = Vec<(i64, i64)>> {
    prop::collection::vec((1_i64..30, 0_i64..6), 1..200)
}

proptest! {
    #[test]
    fn a_mismatched_key_exists_and_does_not_belong(orders in orders(), rate in 0.01_f64..=1.0) {
        let batch = returns(&orders);
        let ids = batch.column(1).as_primitive::<Int64Type>();
        let belongs = |row: usize, key: i64| key / 10 == ids.value(row);
        let [mismatched, orphan] = [rule("product_id", "key.mismatched", rate), rule("order_id", "key.orphan", 0.3)];
        let mut block = Block::new(Table::Returns.definition(), &batch);
        block.apply(&mismatched, &in_file(&batch).with_belonging(&belongs));
        block.apply(&orphan, &in_file(&batch));
        let edits = block.finish();
        let of = |kind: &str| edits.effects.iter().filter(move |effect| effect.kind.name == kind).collect::<Vec<_>>();
        let several = orders.iter().any(|(order, _)| *order != orders[0].0);
        let tally = edits.tallies[0];
        prop_assert_eq!(tally.planned, (rate * orders.len() as f64).round().max(1.0) as u64);
        prop_assert_eq!(tally.realised, tally.planned);
        prop_assert_eq!(of("key.mismatched").len() as u64, tally.realised);
        for effect in of("key.mismatched") {
            let dirty: i64 = effect.dirty.as_deref().unwrap().parse().unwrap();
            let (order, product) = orders[effect.row];
            prop_assert_ne!(dirty / 10, order);
            // Of a single order all products belong, and smaller numbers are left.
            let is_there = orders.iter().any(|(order, product)| 10 * order + product == dirty);
            let fits = if several { is_there } else { (1..10 * order + product).contains(&dirty) };
            prop_assert!(fits);
            // The order stays as it is, so that somebody can tell.
            prop_assert!(of("key.orphan").iter().all(|orphan| orphan.row != effect.row));
        }
    }
}

proptest! {
    #[test]
    fn what_identifies_a_repeated_row_is_not_spoiled(
        orders in orders(), nulls in 0.01_f64..=1.0, copies in 0.01_f64..=1.0, copies_first: bool,
    ) {
        let batch = returns(&orders);
        let mut rules = [rule("return_id", "null", nulls), Applied { number: 1, ..rule("", "row.repeated", copies) }];
        if copies_first {
            rules.reverse();
        }
        let mut block = Block::new(Table::Returns.definition(), &batch);
        for applied in &rules {
            block.apply(applied, &in_file(&batch));
        }
        let edits = block.finish();
        let is_repeat = |effect: &&Effect| effect.kind.name == "row.repeated";
        let repeated: BTreeSet<usize> = edits.effects.iter().filter(is_repeat).map(|effect| effect.of).collect();
        let nulled: BTreeSet<usize> =
            edits.effects.iter().filter(|effect| !is_repeat(effect)).map(|effect| effect.of).collect();
        prop_assert!(repeated.is_disjoint(&nulled));
        // Whoever comes first has all its hits.
        let first = edits.tallies.iter().find(|tally| tally.rule == rules[0].number).unwrap();
        prop_assert_eq!(first.realised, first.planned);
    }
}

#[test]
fn nothing_is_mismatched_where_nobody_knows_what_belongs_or_everything_does() {
    let batch = returns(&[(1, 0), (2, 0), (1, 1), (3, 2)]);
    let applied = rule("product_id", "key.mismatched", 1.0);
    let place = in_file(&batch);
    for place in [place.clone(), place.with_belonging(&|_, _| true)] {
        let mut block = Block::new(Table::Returns.definition(), &batch);
        block.apply(&applied, &place);
        let edits = block.finish();
        assert!(edits.effects.is_empty());
        assert_eq!((edits.tallies[0].planned, edits.tallies[0].realised), (4, 0));
    }
}

#[test]
fn more_come_back_than_were_sold() {
    let batch = returns(&[(1, 0), (2, 0), (1, 1), (3, 2)]);
    let mut block = Block::new(Table::Returns.definition(), &batch);
    block.apply(&rule("qty", "quantity.over_sold", 1.0), &in_file(&batch));
    let edits = block.finish();
    assert_eq!(edits.effects.len(), 4);
    for effect in edits.effects {
        let sold = batch.column(4).as_primitive::<Int32Type>().value(effect.row);
        assert_eq!(effect.clean, Some(sold.to_string()));
        assert!(effect.dirty.unwrap().parse::<i32>().unwrap() > MOST_PIECES);
    }
}

/// Copies of other rows may stand between a copy and its original; of the clean rows at most 63 do.
#[test]
fn a_copy_stands_close_below_its_original() {
    let batch = returns(&vec![(1, 0); 2_000]);
    let mut block = Block::new(Table::Returns.definition(), &batch);
    block.apply(&rule("", "row.repeated", 0.9), &in_file(&batch));
    let edits = block.finish();
    let extra: BTreeSet<usize> = edits.patch.extra_rows.iter().map(|extra| extra.row).collect();
    let apart = edits.effects.iter().filter_map(|effect| {
        let original = effect.related?.row;
        Some((effect.row - original, (original + 1..effect.row).filter(|row| !extra.contains(row)).count()))
    });
    let (rows, clean): (Vec<usize>, Vec<usize>) = apart.unzip();
    assert_eq!(clean.iter().max(), Some(&63));
    assert!(rows.iter().max() > Some(&100));
}

/// A fault belongs to its row: where an entity's row goes, the others keep theirs, and what is in them.
#[test]
fn faults_stay_where_they_are_when_another_row_goes() {
    use retailgen_schema::customers::{CustomersBuilder, CustomersRow};
    let block = |gone: &[i64]| {
        let mut rows = CustomersBuilder::with_capacity(2_000);
        for customer_id in (101..=2_100).filter(|id| !gone.contains(id)) {
            let address_line2 = (customer_id % 3 == 0).then_some("Unit 4");
            rows.push(&CustomersRow { customer_id, address_line2, ..CustomersRow::EXAMPLE });
        }
        let batch = rows.finish();
        let definition = Table::Customers.definition();
        let place = Place::in_file(100.0..2_100.0, 100, 10_000).with_slots(Some(2_000));
        let mut block = Block::new(definition, &batch);
        for (number, column) in (0..).zip(["email", "phone", "address_line2"]) {
            let applied = Applied { number, ..rule(column, "text.case", 0.03) };
            let column = definition.cell_number(column);
            let rule = Rule { table: Table::Customers, column, ..applied.rule };
            block.apply(&Applied { rule, ..applied }, &place);
        }
        let keys = batch.column(0).as_primitive::<Int64Type>();
        let effects = block.finish().effects.into_iter();
        effects.map(|effect| (keys.value(effect.of), effect.column, effect.dirty)).collect::<BTreeSet<_>>()
    };
    let whole = block(&[]);
    assert!(whole.len() > 60, "{}", whole.len());
    for gone in [[101, 900], [1_000, 2_100]] {
        let rest = block(&gone);
        let moved = whole.symmetric_difference(&rest).filter(|(key, ..)| !gone.contains(key)).count();
        // A hit of a row that goes is made up for by another one.
        assert!(moved <= 2 * gone.len(), "{moved} of {}", whole.len());
    }
}
