//! The files read, the small tables first and then all others by two threads.

mod events;
pub mod masters;
mod orders;
mod returns;
mod sensors;
mod shipments;

use std::{
    collections::{BTreeMap, HashSet},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU32, AtomicU64, AtomicUsize, Ordering},
    },
    thread,
};

use retailgen_folder::ManifestFile;
use retailgen_schema::Table;
use retailgen_synth::calendar::{Date, HOUR, Zone};

pub use sensors::Week;

use crate::{
    ReportError,
    figures::{Figures, Masters, Shared},
    source::{Source, day_of},
};

/// How many threads read.
const THREADS: usize = 2;
/// The most customers, and the most products, that are counted one by one; beyond them a page would need gigabytes.
pub const MOST_COUNTED: u64 = 20_000_000;

/// All that the data tells.
pub struct Gathered {
    /// Sums.
    pub figures: Figures,
    /// The small tables.
    pub masters: Masters,
    /// Customers and products one by one.
    pub shared: Shared,
    /// One store's sensors, if there are any.
    pub week: Option<Week>,
}

/// A piece of work for one thread.
enum Task<'s> {
    /// The orders of a day and their lines.
    Day(Date, orders::DayFiles<'s>),
    Events(&'s ManifestFile),
    Shipments(&'s ManifestFile),
    Returns,
}

/// What a task looks things up in, and counts into besides its own figures.
struct Context<'s> {
    source: &'s Source,
    masters: &'s Masters,
    shared: &'s Shared,
    /// Orders of the incident that is told.
    orders: &'s HashSet<i64>,
    sydney: Zone,
}

impl Context<'_> {
    /// The weekday, from Monday, and the hour that clocks in Sydney show.
    fn local(&self, instant: i64) -> (usize, usize) {
        let local = instant + self.sydney.offset_at(instant);
        let hours = local.div_euclid(HOUR);
        let weekday = Date::from_days(hours.div_euclid(24) as i32).weekday();
        (weekday as usize, hours.rem_euclid(24) as usize)
    }
}

/// Reads the folder; `orders` are followed through the tables.
pub fn gather(source: &Source, orders: &HashSet<i64>) -> Result<Gathered, ReportError> {
    let mut figures = Figures::default();
    let masters = masters::read(source, &mut figures)?;
    let counted = |table| source.rows(table).min(MOST_COUNTED) as usize + 1;
    let shared = Shared {
        orders_of: (0..counted(Table::Customers)).map(|_| AtomicU32::new(0)).collect(),
        revenue_of: (0..counted(Table::Products)).map(|_| AtomicU64::new(0)).collect(),
    };
    let sydney = Zone::named("Australia/Sydney").unwrap_or(Zone::UTC);
    let context = Context { source, masters: &masters, shared: &shared, orders, sydney };
    let tasks = tasks(source);
    let next = AtomicUsize::new(0);
    let stopped = AtomicBool::new(false);
    // The failure of the first task in order, whichever thread meets one first.
    let failure: Mutex<Option<(usize, ReportError)>> = Mutex::new(None);
    let work = || {
        let mut own = Figures::default();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(task) = tasks.get(number).filter(|_| !stopped.load(Ordering::Relaxed)) else { return own };
            if let Err(error) = run(&context, task, &mut own) {
                stopped.store(true, Ordering::Relaxed);
                let mut failure = failure.lock().unwrap_or_else(PoisonError::into_inner);
                if failure.as_ref().is_none_or(|(first, _)| number < *first) {
                    *failure = Some((number, error));
                }
            }
        }
    };
    let counted: Vec<_> = thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(work)).collect();
        threads.into_iter().map(thread::ScopedJoinHandle::join).collect()
    });
    if let Some((_, error)) = failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(error);
    }
    for counted in counted {
        match counted {
            Ok(counted) => figures.add(counted),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    }
    let week = sensors::week(source, &mut figures)?;
    Ok(Gathered { figures, masters, shared, week })
}

/// All there is to do, the longest single pieces first.
fn tasks(source: &Source) -> Vec<Task<'_>> {
    let mut tasks: Vec<Task> = source.files(Table::Shipments).iter().map(Task::Shipments).collect();
    if source.has(Table::Returns) {
        tasks.push(Task::Returns);
    }
    tasks.extend(source.files(Table::Events).iter().map(Task::Events));
    let mut days: BTreeMap<Date, orders::DayFiles> = BTreeMap::new();
    let dated = |table| source.files(table).iter().filter_map(|file| Some((day_of(&file.path)?, file)));
    dated(Table::OrdersHeader).for_each(|(date, file)| days.entry(date).or_default().orders.push(file));
    dated(Table::OrdersLines).for_each(|(date, file)| days.entry(date).or_default().lines.push(file));
    tasks.extend(days.into_iter().map(|(date, files)| Task::Day(date, files)));
    tasks
}

fn run(context: &Context, task: &Task, figures: &mut Figures) -> Result<(), ReportError> {
    match task {
        Task::Day(date, files) => orders::day(context, *date, files, figures),
        Task::Events(file) => events::file(context, file, figures),
        Task::Shipments(file) => shipments::file(context, file, figures),
        Task::Returns => returns::table(context, figures),
    }
}
