//! The laws of the table and its history.

use std::collections::{BTreeMap, BTreeSet};

use arrow_array::{
    Array,
    cast::AsArray,
    types::{Int32Type, Int64Type, TimestampMicrosecondType},
};
use proptest::prelude::*;
use retailgen_schema::returns::{REASON_ACCEPTED, RETURN_REASON_CODE_ACCEPTED};
use retailgen_synth::Seed;

use super::*;
use crate::window::FIRST_DAY;

#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    id: i64,
    order: i64,
    product: i64,
    at: i64,
    qty: i32,
    reason: String,
    code: Option<String>,
}

/// A data file with its rows and what is odd in it.
struct File {
    part: Part,
    content: Content,
    rows: Vec<Row>,
    oddities: BTreeMap<&'static str, u64>,
}

impl File {
    fn life(&self) -> FileLife {
        self.part.life().unwrap()
    }
}

fn world(seed: u64, scale: &str) -> World {
    World::new(Seed(seed), scale.parse().unwrap())
}

fn rows_of(batch: &RecordBatch) -> impl Iterator<Item = Row> {
    let number = |column: usize| batch.column(column).as_primitive::<Int64Type>();
    let (id, order, product) = (number(0), number(1), number(2));
    let at = batch.column(3).as_primitive::<TimestampMicrosecondType>();
    let qty = batch.column(4).as_primitive::<Int32Type>();
    let (reason, code) = (batch.column(5).as_string::<i32>(), batch.column(6).as_string::<i32>());
    (0..batch.num_rows()).map(|row| Row {
        id: id.value(row),
        order: order.value(row),
        product: product.value(row),
        at: at.value(row),
        qty: qty.value(row),
        reason: reason.value(row).to_owned(),
        code: code.is_valid(row).then(|| code.value(row).to_owned()),
    })
}

/// All data files of a window.
fn files(world: &World, window: Window) -> Vec<File> {
    let read = |part: Part| {
        let open = open(world, window, &part);
        let mut oddities = Oddities::default();
        let batches: Vec<RecordBatch> =
            (0..part.blocks).map(|block| open.batch_with_oddities(block, &mut oddities)).collect();
        let rows = batches.iter().flat_map(rows_of).collect();
        File { content: data_file(&part).content, part, rows, oddities: oddities.iter().collect() }
    };
    parts(world, window).into_iter().map(read).collect()
}

fn of_content(files: &[File], content: Content) -> Vec<Row> {
    files.iter().filter(|file| file.content == content).flat_map(|file| file.rows.clone()).collect()
}

/// The rows that a version of the table has, by id.
fn version(files: &[File], version: u32) -> BTreeMap<i64, Row> {
    let is_there = |file: &&File| {
        let life = file.life();
        life.added <= version && life.removed.is_none_or(|removed| version < removed)
    };
    let rows: Vec<Row> = files.iter().filter(is_there).flat_map(|file| file.rows.clone()).collect();
    let by_id: BTreeMap<i64, Row> = rows.iter().map(|row| (row.id, row.clone())).collect();
    assert_eq!(by_id.len(), rows.len(), "a return is in one file of a version");
    by_id
}

/// All rows as they were booked, by id.
fn booked(files: &[File]) -> BTreeMap<i64, Row> {
    let is_booking = |file: &&File| !file.content.is_corrected();
    let rows = files.iter().filter(is_booking).flat_map(|file| file.rows.clone());
    rows.map(|row| (row.id, row)).collect()
}

/// A row without what the version decides that first had it.
fn without_code(row: &Row) -> Row {
    Row { code: None, ..row.clone() }
}

/// The returns of a window's orders that some version knows, drawn without any plan.
fn returns_known(world: &World, window: Window) -> BTreeMap<i64, Return> {
    // Those of the last half hour come too late, but for a window of one day, which is loaded when it ends.
    let end = if window.days() == 1 { as_of(window) } else { as_of(window) - 1_800_000_000 };
    let mut known = BTreeMap::new();
    for date in window.dates() {
        let slice = Slice { date, start: 0, end: world.demand.on(date) };
        each_return(world, slice, |found| {
            if found.booked_at < end {
                known.insert(found.id as i64, *found);
            }
        });
    }
    known
}

fn as_of(window: Window) -> i64 {
    window.last().plus_days(1).midnight_utc()
}

#[test]
fn rows_are_the_returns_booked_by_then_and_no_others() {
    let (world, window) = (world(11, "0.01"), Window::default());
    let files = files(&world, window);
    let expected = returns_known(&world, window);
    let found = booked(&files);
    assert!(found.keys().eq(expected.keys()));
    for (row, expected) in found.values().zip(expected.values()) {
        assert_eq!((row.at, row.qty), (expected.booked_at, expected.claim.quantity));
        assert_eq!(row.order, expected.order_id as i64);
        assert_eq!(crate::products_of_order(&world, row.order)[expected.line_number as usize - 1], row.product);
    }
}

#[test]
fn versions_follow_from_one_another() {
    let (world, window) = (world(11, "0.02"), Window::default());
    let files = files(&world, window);
    let history = returns_history(&world, window);
    let changes: Vec<ReturnsChange> = history.commits.iter().map(|commit| commit.change).collect();
    assert_eq!(changes, [ReturnsChange::Load, ReturnsChange::Evolve, ReturnsChange::Merge, ReturnsChange::Delete]);
    let at: Vec<i64> = history.commits.iter().map(|commit| commit.at).collect();
    let [load, evolve, merge, delete] = [0, 1, 2, 3].map(|number| version(&files, number));

    assert!(load.values().all(|row| row.at < at[0] && row.code.is_none()));
    let reason = |row: &Row| REASON_ACCEPTED.iter().position(|reason| *reason == row.reason);
    let code = |row: &Row| row.code.as_deref().map(|code| RETURN_REASON_CODE_ACCEPTED.iter().position(|c| *c == code));
    for (before, after) in [(&load, &evolve), (&evolve, &merge), (&merge, &delete)] {
        let new = after.values().filter(|row| !before.contains_key(&row.id));
        assert!({ new }.all(|row| row.at >= at[0] && code(row) == Some(reason(row))));
    }
    // The second load adds rows and changes none.
    assert!(load.iter().all(|(id, row)| evolve.get(id) == Some(row)));
    assert!(evolve.values().filter(|row| !load.contains_key(&row.id)).all(|row| (at[0]..at[1]).contains(&row.at)));
    // The merge adds what was booked since and changes units, or the reason with its code.
    let inspected: BTreeSet<i64> = of_content(&files, Content::UnderInspection(0)).iter().map(|row| row.id).collect();
    let new = |row: &&Row| !evolve.contains_key(&row.id);
    assert!(merge.values().filter(new).all(|row| (at[1]..at[2]).contains(&row.at)));
    assert!(merge.values().filter(new).count() > 0);
    let mut corrected = 0;
    for (id, before) in &evolve {
        let after = &merge[id];
        if before == after {
            continue;
        }
        corrected += 1;
        assert!(inspected.contains(id) && before.at >= at[1] - 30 * 86_400_000_000);
        let units = Row { qty: after.qty, ..before.clone() };
        let reason = Row { reason: after.reason.clone(), code: after.code.clone(), ..before.clone() };
        assert!((*after == units) != (*after == reason), "{before:?} became {after:?}");
        assert_eq!(code(after), Some(REASON_ACCEPTED.iter().position(|reason| *reason == after.reason)));
    }
    // The delete takes some of those under inspection away.
    assert!(delete.iter().all(|(id, row)| merge.get(id) == Some(row)));
    let withdrawn = merge.keys().filter(|id| !delete.contains_key(id)).count();
    assert!(merge.keys().filter(|id| !delete.contains_key(id)).all(|id| inspected.contains(id)));
    assert!(corrected > 0 && withdrawn > 0 && inspected.len() > corrected + withdrawn);

    let odd = |file: &File| file.oddities.iter().map(|(kind, count)| (*kind, *count)).collect::<Vec<_>>();
    for file in &files {
        let expected = if file.content == Content::Corrected(0) {
            vec![("return.corrected", corrected as u64), ("return.withdrawn", withdrawn as u64)]
        } else {
            Vec::new()
        };
        assert_eq!(odd(file), expected, "{:?}", file.content);
        assert!(file.rows.is_sorted_by_key(|row| row.order));
    }
}

#[test]
fn latest_versions_keep_to_the_contracts_volume() {
    let volume = Table::Returns.definition().volume;
    for seed in 0..20 {
        let world = world(seed, "0.01");
        let rows: usize = files(&world, Window::default())
            .iter()
            .filter(|file| file.life().removed.is_none())
            .map(|file| file.rows.len())
            .sum();
        let band = world.scale().rows(volume.low)..=world.scale().rows(volume.high);
        assert!(band.contains(&(rows as u64)), "{rows} of seed {seed}, not in {band:?}");
    }
}

#[test]
fn the_plan_is_near_what_comes_out() {
    for seed in [1, 2] {
        let world = world(seed, "0.1");
        for file in files(&world, Window::default()) {
            let (planned, found) = (file.part.rows.count() as f64, file.rows.len() as f64);
            // Which returns are under inspection is chance: some 230, and four standard deviations of a binomial.
            // Plans go by a year's parcels, and December's take longer.
            let of = file.content;
            let off = match of {
                _ if file.life().under_inspection => 0.25,
                Content::Merged => 0.09,
                _ => 0.03,
            };
            assert!((planned - found).abs() < off * found, "{of:?} of seed {seed}: planned {planned}, found {found}");
        }
    }
}

#[test]
fn files_and_table_have_names_of_their_own() {
    let mut names = BTreeSet::new();
    let mut tables = BTreeSet::new();
    for (seed, scale) in [(1, "0.01"), (2, "0.01"), (1, "0.011")] {
        let world = world(seed, scale);
        for window in [Window::default(), Window::new(FIRST_DAY, 366).unwrap(), Window::new(FIRST_DAY, 365).unwrap()] {
            let mut next = BTreeMap::new();
            for part in parts(&world, window) {
                let number = next.entry(part.life().unwrap().added).or_insert(0);
                let name = part.path.strip_prefix(&format!("returns/part-{number:05}-")).unwrap();
                let id = name.strip_suffix("-c000.parquet").unwrap();
                assert_eq!(id.len(), 36);
                assert!(names.insert(id.to_owned()), "{id}");
                *number += 1;
            }
            assert!(tables.insert(returns_history(&world, window).table_id));
        }
    }
    assert!(names.is_disjoint(&tables));
}

#[test]
fn a_day_without_returns_has_two_versions_and_no_file() {
    let world = world(5, "0.0001");
    let window = Window::new(FIRST_DAY, 1).unwrap();
    assert_eq!(parts(&world, window), []);
    let history = returns_history(&world, window);
    let as_of = as_of(window);
    let commit = |version, change| ReturnsCommit { version, change, at: as_of };
    assert_eq!(history.commits, [commit(0, ReturnsChange::Load), commit(1, ReturnsChange::Evolve)]);
}

#[test]
fn large_tables_are_cut_by_whole_days() {
    for scale in ["60", "200"] {
        let (world, window) = (world(1, scale), Window::default());
        let milestones = Milestones::new(window, 30);
        for content in [Content::Loaded, Content::Evolved, Content::Merged] {
            let parts = parts(&world, window);
            let files: Vec<(&Part, &DataFile)> =
                parts.iter().map(|part| (part, data_file(part))).filter(|(_, file)| file.content == content).collect();
            assert_eq!(files.len() > 1, files.iter().map(|(part, _)| part.rows.count()).sum::<u64>() > 4_000_000);
            assert!(files.iter().all(|(part, _)| part.rows.count() <= 4_000_000));
            assert!(files.windows(2).all(|pair| pair[0].1.last.plus_days(1) == pair[1].1.first));
            assert_eq!(files.last().unwrap().1.last.plus_days(1), milestones.booked(content).end);
        }
    }
}

fn any_window() -> impl Strategy<Value = Window> {
    // Ends within the company's life, of which the last two hundred days are left out.
    (0_i32..8_900, 1_u32..150, 0_u32..4).prop_map(|(start, days, appended)| {
        Window::new(FIRST_DAY.plus_days(start), days).unwrap().extended(appended).unwrap()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn what_is_counted_is_there_and_versions_have_a_reason(window in any_window()) {
        // So few that all are counted, in any window.
        let world = world(3, "0.001");
        let files = files(&world, window);
        for file in &files {
            prop_assert_eq!(file.part.rows, Rows::Exact(file.rows.len() as u64));
            prop_assert!(!file.rows.is_empty());
            prop_assert!(file.rows.iter().all(|row| row.at < as_of(window)));
        }
        let history = returns_history(&world, window);
        prop_assert!(history.commits.iter().zip(0..).all(|(commit, number)| commit.version == number));
        prop_assert!(history.commits.windows(2).all(|pair| pair[0].at <= pair[1].at));
        prop_assert!(history.commits.iter().all(|commit| commit.at <= as_of(window)));
        let changes: Vec<ReturnsChange> = history.commits.iter().map(|commit| commit.change).collect();
        prop_assert!(changes.starts_with(&[ReturnsChange::Load, ReturnsChange::Evolve]));
        for commit in history.commits.iter().skip(2) {
            prop_assert_ne!(version(&files, commit.version), version(&files, commit.version - 1));
        }
        let last = history.commits.last().unwrap().version;
        prop_assert!(files.iter().all(|file| file.life().added <= last));
        let removed: Vec<u32> = files.iter().filter_map(|file| file.life().removed).collect();
        prop_assert!(removed.iter().all(|removed| (2..=last).contains(removed)));
        prop_assert!(booked(&files).keys().eq(returns_known(&world, window).keys()));
    }

    #[test]
    fn appended_days_leave_what_was_there(window in any_window()) {
        let world = world(8, "0.002");
        let (base, extended) = (window.base(), window);
        let (before, after) = (files(&world, base), files(&world, extended));
        let (history, longer) = (returns_history(&world, base), returns_history(&world, extended));
        prop_assert_eq!(&history.table_id, &longer.table_id);
        prop_assert!(longer.commits.starts_with(&history.commits));
        let of_base = |file: &&File| (file.life().added as usize) < history.commits.len();
        prop_assert_eq!(before.len(), after.iter().filter(of_base).count());
        for (file, same) in before.iter().zip(&after) {
            prop_assert_eq!((&file.part.path, &file.rows), (&same.part.path, &same.rows));
            for block in 0..file.part.blocks {
                let [one, other] = [(base, file), (extended, same)].map(|(window, file)| position(&world, window, &file.part, block));
                prop_assert_eq!(one, other);
            }
        }
        // All inspections but the last day's are done.
        let last = version(&after, longer.commits.last().unwrap().version);
        let from = Milestones::new(extended, 30).inspected_from.midnight_utc();
        let open = Milestones::new(extended, 30);
        for (id, found) in returns_known(&world, extended) {
            let is_inspected = found.is_doubtful && found.booked_at >= from
                && !open.has(Content::UnderInspection(extended.appended() + 1), &found);
            let expected = if is_inspected { found.corrected() } else { found.claim };
            let row = last.get(&id).map(|row| (row.qty, row.reason.as_str()));
            let is_there = !(is_inspected && found.is_withdrawn);
            prop_assert_eq!(row, is_there.then_some((expected.quantity, expected.reason.name())));
        }
    }

    #[test]
    fn a_return_is_the_same_in_every_window(window in any_window(), earlier in 0_u32..30, later in 1_u32..30) {
        let world = world(4, "0.004");
        let first = window.first().plus_days(-(earlier as i32)).max(FIRST_DAY);
        let days = (window.last().days() - first.days() + 1) as u32 + later;
        let wide = booked(&files(&world, Window::new(first, days).unwrap()));
        let narrow = booked(&files(&world, window));
        for (id, row) in &narrow {
            prop_assert_eq!(wide.get(id).map(without_code), Some(without_code(row)));
        }
        let orders = world.demand.before(window.first()) as i64 + 1
            ..=world.demand.before(window.last().plus_days(1)) as i64;
        let known = wide.values().filter(|row| orders.contains(&row.order) && row.at < as_of(window) - 1_800_000_000);
        let mut known = known.map(|row| row.id);
        prop_assert!(known.all(|id| narrow.contains_key(&id)));
    }

    #[test]
    fn spans_tile_the_settled_rows(
        window in any_window(),
        scale in prop_oneof![Just("0.0001"), Just("0.01"), Just("1"), Just("60"), Just("1000")],
    ) {
        // Counting at large scales would take minutes: those have windows whose estimates are trusted.
        let window = if matches!(scale, "0.0001" | "0.01") { window } else { Window::default() };
        let world = world(6, scale);
        let (mut end, mut total) = (0.0, None);
        let mut firsts = BTreeSet::new();
        for part in parts(&world, window) {
            let settled = !part.life().unwrap().under_inspection;
            let mut own = 0.0;
            for block in 0..part.blocks {
                let position = position(&world, window, &part, block);
                prop_assert!(position.span.start <= position.span.end);
                prop_assert!(firsts.insert(position.first));
                if let Some(date) = position.date {
                    // An appended day stands on a scale of its own.
                    prop_assert!(position.span.start >= rows_before(&world, date));
                    prop_assert!(position.span.end <= rows_before(&world, date.plus_days(1)));
                    prop_assert_eq!(position.total, None);
                    continue;
                }
                let reached = if settled { &mut end } else { &mut own };
                prop_assert_eq!(position.span.start.to_bits(), f64::to_bits(*reached));
                *reached = position.span.end;
                if settled {
                    total = position.total;
                } else {
                    prop_assert_eq!(position.total, Some(part.rows.count()));
                }
            }
            if !settled {
                prop_assert_eq!(own.to_bits(), (part.rows.count() as f64).to_bits());
            }
        }
        if let Some(total) = total {
            prop_assert!(total > 0);
            prop_assert_eq!(end.to_bits(), (total as f64).to_bits());
        }
    }
}
