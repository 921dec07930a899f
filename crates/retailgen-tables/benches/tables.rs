//! The generators: rows a second of one block of each table at full scale, and the making of the world.

use std::hint::black_box;

use criterion::{Criterion, Throughput};
use retailgen_schema::Table;
use retailgen_synth::{Scale, Seed};
use retailgen_tables::{Window, World, open, parts};

fn world(criterion: &mut Criterion) {
    criterion.bench_function("world", |bencher| {
        bencher.iter(|| World::new(black_box(Seed(42)), black_box(Scale::ONE)));
    });
}

/// The first block of a file, the opening of the file included: a day's orders are drawn once, for the first block that
/// asks, and at full scale a day is one block.
fn blocks(criterion: &mut Criterion) {
    let world = World::new(Seed(42), Scale::ONE);
    let window = Window::default();
    let mut group = criterion.benchmark_group("block");
    for table in Table::ALL {
        let parts = parts(&world, window, table);
        // Mid-year, where trade is by day.
        let part = &parts[parts.len() / 2];
        let rows = open(&world, window, part).batch(0).num_rows();
        group.throughput(Throughput::Elements(rows as u64));
        group.bench_function(table.name(), |bencher| {
            bencher.iter(|| open(&world, window, black_box(part)).batch(0));
        });
    }
    group.finish();
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    world(&mut criterion);
    blocks(&mut criterion);
    criterion.final_summary();
}
