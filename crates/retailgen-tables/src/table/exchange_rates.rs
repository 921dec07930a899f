//! `exchange_rates`: daily rates of the currencies.

use arrow_array::RecordBatch;
use retailgen_schema::{
    Date32, Decimal, Table,
    exchange_rates::{ExchangeRatesBuilder, ExchangeRatesRow},
};
use retailgen_synth::calendar::{Date, date::days_in_month};

use super::{Extent, Part, PartRows, Position, Rows, block_range, blocks};
use crate::{
    window::{FIRST_DAY, Window},
    world::World,
};

/// The years before the window's end that are listed: a reporting platform asks for this year's rates and for the rates of
/// the years that it compares this year with.
const YEARS: i32 = 3;

/// The files of the table in `window`: one, whatever the scale.
pub fn parts(world: &World, window: Window) -> Vec<Part> {
    let table = Table::ExchangeRates;
    let rows = ExchangeRates::new(world, window).rows;
    let path = table.definition().path.to_owned();
    vec![Part::new(table, path, Rows::Exact(rows), blocks(rows), Extent::Whole)]
}

/// Where the rates of an increment stand: on their day, as partitions do.
pub fn position_on_its_day(world: &World, date: Date) -> Position {
    let span = rows_before(world, date)..rows_before(world, date.plus_days(1));
    Position::on_day(date, span.start as u64, span)
}

/// Rows before a date, from the company's first day on.
pub fn rows_before(world: &World, date: Date) -> f64 {
    f64::from(date.days() - FIRST_DAY.days()) * world.currencies.len() as f64
}

/// Makes ready to generate the rows.
pub fn open(world: &World, window: Window) -> Box<dyn PartRows> {
    Box::new(ExchangeRates::new(world, window))
}

/// The rates that go with a window.
struct ExchangeRates {
    world: World,
    first: Date,
    rows: u64,
}

impl ExchangeRates {
    fn new(world: &World, window: Window) -> Self {
        let first = first_date(window);
        let days = (window.last().days() - first.days() + 1) as u64;
        Self { world: world.clone(), first, rows: days * world.currencies.len() as u64 }
    }
}

impl PartRows for ExchangeRates {
    fn batch(&self, block: usize) -> RecordBatch {
        let range = block_range(block, self.rows);
        let mut rows = ExchangeRatesBuilder::with_capacity((range.end - range.start) as usize);
        let currencies = &self.world.currencies;
        for row in range {
            let (day, place) = (row / currencies.len() as u64, row % currencies.len() as u64);
            let (date, currency) = (self.first.plus_days(day as i32), currencies[place as usize]);
            rows.push(&ExchangeRatesRow {
                date: Date32(date.days()),
                currency: currency.code(),
                rate_to_aud: Decimal(self.world.rates().on(date, currency) as i64),
            });
        }
        rows.finish()
    }
}

/// The first day listed: the day after the same date three years before the window's last day, or the window's own
/// first day where that is earlier, so that every order of the window finds its rate.
///
/// An increment brings the rates of its day.
///
/// For a 29 February the same date is the 28th of the earlier February.
fn first_date(window: Window) -> Date {
    if window.is_increment() {
        return window.last();
    }
    let (year, month, day) = window.last().civil();
    let year = year - YEARS;
    let same_date = Date::new(year, month, day.min(days_in_month(year, month)));
    same_date.plus_days(1).min(window.first())
}

#[cfg(test)]
mod tests {
    use arrow_array::{
        Array,
        cast::AsArray,
        types::{Date32Type, Decimal128Type},
    };
    use retailgen_synth::{Scale, Seed};

    use super::*;
    use crate::{
        window::{FIRST_DAY, LAST_DAY},
        world::rates::{Currency, FIRST_RATE},
    };

    fn world() -> World {
        World::new(Seed(7), Scale::MIN)
    }

    /// All rows, after checking that the blocks hold as many as the file is said to.
    fn rows(world: &World, window: Window) -> Vec<(Date, String, i128)> {
        let part = &parts(world, window)[0];
        let table = open(world, window);
        let mut rows = Vec::new();
        for block in 0..part.blocks {
            let batch = table.batch(block);
            let dates = batch.column(0).as_primitive::<Date32Type>();
            let codes = batch.column(1).as_string::<i32>();
            let rates = batch.column(2).as_primitive::<Decimal128Type>();
            rows.extend(
                (0..batch.num_rows())
                    .map(|row| (Date::from_days(dates.value(row)), codes.value(row).to_owned(), rates.value(row))),
            );
            assert!(batch.columns().iter().all(|column| column.null_count() == 0));
        }
        assert_eq!(part.rows, Rows::Exact(rows.len() as u64));
        rows
    }

    #[test]
    fn every_day_of_three_years_has_every_currency_in_order() {
        let world = world();
        let rows = rows(&world, Window::default());
        assert_eq!(rows.len(), 1_096 * 7);
        let wanted = (0..1_096).flat_map(|day| {
            let date = Date::new(2022, 1, 1).plus_days(day);
            Currency::ALL.map(|currency| (date, currency.to_string(), i128::from(world.rates().on(date, currency))))
        });
        assert!(rows.into_iter().eq(wanted));
    }

    #[test]
    fn the_last_day_decides_where_three_years_begin() {
        let first = |first: &str, days| first_date(Window::new(first.parse().unwrap(), days).unwrap()).to_string();
        assert_eq!(first("2024-01-01", 366), "2022-01-01");
        assert_eq!(first("2024-02-01", 28), "2021-03-01");
        assert_eq!(first("2024-02-01", 29), "2021-03-01");
        assert_eq!(first("2027-02-01", 28), "2024-02-29");
        // Longer than three years.
        assert_eq!(first("2020-06-01", 2_000), "2020-06-01");
    }

    #[test]
    fn any_window_is_covered_whole_and_finds_its_rates() {
        let world = world();
        let whole_life = (LAST_DAY.days() - FIRST_DAY.days() + 1) as u32;
        for window in [Window::new(FIRST_DAY, 1), Window::new(LAST_DAY, 1), Window::new(FIRST_DAY, whole_life)] {
            let window = window.unwrap();
            let rows = rows(&world, window);
            let (first, last) = (rows[0].0, rows[rows.len() - 1].0);
            assert!(first >= FIRST_RATE && first <= window.first(), "{first}");
            assert_eq!(last, window.last());
            assert!((last.days() - first.days() + 1) as u32 >= 1_095);
        }
    }

    #[test]
    fn a_choice_of_currencies_leaves_the_rows_it_keeps_as_they_are() {
        let all = rows(&world(), Window::default());
        let some = [Currency::Usd, Currency::Eur, Currency::Usd];
        let narrowed = rows(&world().with_currencies(some), Window::default());
        assert_eq!(narrowed.len(), 1_096 * 2);
        assert!(narrowed.into_iter().eq(all.into_iter().filter(|row| row.1 == "EUR" || row.1 == "USD")));
        assert!(rows(&world().with_currencies([]), Window::default()).is_empty());
    }
}
