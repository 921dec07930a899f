//! CSV text: our encoder against `arrow-csv` on the same batch, in bytes of text a second.

use std::hint::black_box;

use arrow_array::RecordBatch;
use arrow_csv::WriterBuilder;
use criterion::{BenchmarkGroup, Criterion, Throughput, measurement::WallTime};
use retailgen_schema::orders_header::{
    CURRENCY_ACCEPTED, OrdersHeaderBuilder, OrdersHeaderRow, PAYMENT_METHOD_ACCEPTED,
};
use retailgen_schema::{Decimal, Table, TimestampMicros};
use retailgen_sinks::csv::CsvEncoder;
use retailgen_text::MICROS_PER_DAY;

/// As many as the generators put into a block.
const ROWS: u64 = 8_192;
/// 2024-03-01.
const DAY: i32 = 19_783;

/// A day of orders with the widths, the nulls and the mix of `orders_header`, in order of time.
fn orders() -> RecordBatch {
    let mut builder = OrdersHeaderBuilder::with_capacity(ROWS as usize);
    for row in 0..ROWS {
        // A multiplicative hash: neighbouring rows share nothing but the day.
        let scattered = (row + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        let web = !scattered.is_multiple_of(4);
        let of_day = row as i64 * (MICROS_PER_DAY / 1_000) / ROWS as i64 * 1_000;
        builder.push(&OrdersHeaderRow {
            order_id: (6_400_000 + row) as i64,
            order_ts: TimestampMicros(i64::from(DAY) * MICROS_PER_DAY + of_day),
            customer_id: (1 + scattered % 80_000) as i64,
            store_id: (1 + scattered % 5_000) as i64,
            channel: if web { "web" } else { "pos" },
            payment_method: pick(PAYMENT_METHOD_ACCEPTED, scattered / 4),
            coupon_code: scattered.is_multiple_of(11).then_some("WINTER15"),
            shipping_fee: Decimal(if web { 995 } else { 0 }),
            currency: if web { pick(CURRENCY_ACCEPTED, scattered / 32) } else { "AUD" },
            ..OrdersHeaderRow::EXAMPLE
        });
    }
    builder.finish()
}

fn pick(values: &'static [&'static str], number: u64) -> &'static str {
    values[number as usize % values.len()]
}

fn ours(batch: &RecordBatch, out: &mut Vec<u8>) {
    CsvEncoder::new(Table::OrdersHeader.definition()).encode(batch, out).expect("a batch of orders_header");
}

/// With the contract's timestamps, six decimals always: the same bytes as ours.
fn arrow_same_bytes(batch: &RecordBatch, out: &mut Vec<u8>) {
    let builder = WriterBuilder::new().with_timestamp_format("%Y-%m-%dT%H:%M:%S%.6f".to_owned());
    builder.with_header(false).build(out).write(batch).expect("memory takes every byte");
}

/// With timestamps in its own form, as many decimals as it takes: its fastest way.
fn arrow_as_it_comes(batch: &RecordBatch, out: &mut Vec<u8>) {
    WriterBuilder::new().with_header(false).build(out).write(batch).expect("memory takes every byte");
}

fn measure(
    group: &mut BenchmarkGroup<'_, WallTime>,
    name: &str,
    batch: &RecordBatch,
    encode: fn(&RecordBatch, &mut Vec<u8>),
) {
    // The buffer is kept from pass to pass, as a run keeps it from block to block.
    let mut out = Vec::new();
    encode(batch, &mut out);
    group.throughput(Throughput::Bytes(out.len() as u64));
    group.bench_function(name, |bencher| {
        bencher.iter(|| {
            out.clear();
            encode(black_box(batch), &mut out);
            black_box(out.as_slice());
        });
    });
}

fn csv(criterion: &mut Criterion) {
    let batch = orders();
    let (mut our_text, mut arrow_text) = (Vec::new(), Vec::new());
    ours(&batch, &mut our_text);
    arrow_same_bytes(&batch, &mut arrow_text);
    assert!(our_text == arrow_text, "the encoders write different text, so their times do not compare");

    let mut group = criterion.benchmark_group("csv");
    measure(&mut group, "retailgen", &batch, ours);
    measure(&mut group, "arrow-csv, same bytes", &batch, arrow_same_bytes);
    measure(&mut group, "arrow-csv, as it comes", &batch, arrow_as_it_comes);
    group.finish();
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    csv(&mut criterion);
    criterion.final_summary();
}
