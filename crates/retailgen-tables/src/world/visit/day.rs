//! A day of visits: the tracked sessions, then others until the day has its events, all in the order of time.

use std::sync::Arc;

use retailgen_synth::{
    calendar::{DAY, Date, SECOND},
    key::Stream,
};

use super::{
    Visits,
    event::{Device, Event, Session},
    tracked::Tracked,
    walk::{Step, Today, Walk},
};
use crate::{
    window::LAST_DAY,
    world::{World, mix::Outlet, person::Segment, product::SubcategoryId, trading_day::TradingDay},
};

/// The visits of one UTC day.
#[derive(Debug)]
pub struct VisitsOfDay {
    /// By number.
    pub sessions: Vec<Session>,
    /// By time; at one instant by session.
    pub events: Vec<Event>,
}

/// What is drawn in turn for every session of a day.
struct Drawing<'a> {
    visits: &'a Visits,
    today: Today<'a>,
    midnight: i64,
    steps: Vec<Step>,
    sessions: Vec<Session>,
    events: Vec<Event>,
    /// Sessions of customers.
    stays: Vec<Stay>,
}

/// Who comes, and when.
struct Arrival {
    /// Microseconds since midnight.
    start: i64,
    /// The customer that it is, or is like.
    customer: u64,
    /// Whether the customer will order within days.
    will_buy: bool,
}

/// When a customer was in the shop; tracked stays sort before others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Stay {
    user: u64,
    session: u32,
    /// Microseconds since midnight.
    from: i64,
    to: i64,
}

impl Visits {
    /// The visits of `date`: a pure function of world and date.
    pub fn day(&self, world: &World, date: Date) -> VisitsOfDay {
        let trading: Arc<TradingDay> = world.trading_day(date);
        let planned = self.events_on(date) as usize;
        let mut drawing = Drawing {
            visits: self,
            today: Today { world, date, mix: trading.mix().at(Outlet::Web) },
            midnight: date.midnight_utc(),
            steps: Vec::new(),
            sessions: Vec::new(),
            events: Vec::with_capacity(planned + 64),
            stays: Vec::new(),
        };
        let tracked = self.tracked(world, &trading);
        let key = self.keys.tracked.nth(date.days() as u64);
        for order in &tracked {
            drawing.tracked(&trading, *order, &mut key.stream(trading.orders()[order.place as usize].slot));
        }
        let key = self.keys.other.nth(date.days() as u64);
        let tracked = tracked.len();
        let mut number = 0;
        while drawing.events.len() < planned {
            drawing.other(&mut key.stream(number), planned);
            number += 1;
        }
        drawing.sign_out_the_doubled(tracked as u32);
        let Drawing { sessions, mut events, .. } = drawing;
        events.sort_unstable_by_key(|event| (event.at, event.session, event.number));
        VisitsOfDay { sessions, events }
    }
}

impl Visits {
    /// The device on which a customer comes: mostly the usual one.
    fn device(&self, shares: &[f64; 3], customer: u64, stream: &mut Stream) -> Device {
        let is_usual = stream.chance(self.parameters.device_habit);
        Device::at(shares, if is_usual { self.keys.device.unit(customer) } else { stream.unit() })
    }
}

impl Drawing<'_> {
    /// The visit that ends with a tracked order.
    fn tracked(&mut self, trading: &TradingDay, tracked: Tracked, stream: &mut Stream) {
        let (visits, world) = (self.visits, self.today.world);
        let order = &trading.orders()[tracked.place as usize];
        let mut lines = Vec::new();
        trading.sale(world, order, &mut lines);
        let source = visits.source.pick(stream.bits());
        let device = visits.device(&visits.parameters.buyer_devices, order.customer, stream);
        let looks_for = (self.segment(order.customer), lines[0].subcategory);
        Walk::new(visits, &self.today, (source, true), looks_for, stream, &mut self.steps).buy(&lines, tracked.place);
        // A visit with too little room before the order is pressed together. The second that is left free takes up
        // what rounding to whole milliseconds loses.
        let room = (order.placed - tracked.earliest - SECOND) / 1_000;
        let pauses = || self.steps[1..].iter().map(|step| step.pause);
        let total: i64 = pauses().sum();
        let pressed: Vec<i64> =
            pauses().map(|pause| if total > room { (pause * room / total).max(1) } else { pause }).collect();
        let lasts = 1_000 * pressed.iter().sum::<i64>();
        let start = order.placed - self.midnight - lasts;
        self.steps.iter_mut().skip(1).zip(pressed).for_each(|(step, pause)| step.pause = pause);
        self.record(start, Some(order.customer), device, usize::MAX);
    }

    /// A visit that buys nothing, as long as it fits into the day and its `planned` events.
    fn other(&mut self, stream: &mut Stream, planned: usize) {
        let visits = self.visits;
        let parameters = &visits.parameters;
        if stream.chance(parameters.bot_share) {
            let looks_for = self.any_interest(Segment::any(stream), stream);
            let start = stream.below((DAY / 1_000) as u64) as i64 * 1_000;
            // Robots come unannounced.
            let direct = visits.sources.iter().position(|source| source.direct).unwrap_or_default();
            Walk::new(visits, &self.today, (direct, false), looks_for, stream, &mut self.steps).crawl();
            return self.record(start, None, Device::Desktop, planned);
        }
        let Arrival { start, customer, will_buy } = self.arrival(stream);
        let source = visits.source.pick(stream.bits());
        let (buyers, others) = parameters.signs_in;
        let signs_in = visits.sources[source].signed_in * if will_buy { buyers } else { others };
        let user = stream.chance(signs_in).then_some(customer);
        let device = visits.device(&visits.parameters.devices, customer, stream);
        let looks_for = self.interest(customer, stream);
        let roll = stream.unit();
        let steps = visits.steps.at(stream.unit());
        let has_cart = roll < parameters.cart_shares[device as usize];
        let stays = roll < 1.0 - parameters.bounce_share;
        let mut walk = Walk::new(visits, &self.today, (source, user.is_some()), looks_for, stream, &mut self.steps);
        if has_cart {
            walk.fill_cart();
        } else if stays {
            walk.browse(1 + steps);
        }
        self.record(start, user, device, planned);
    }

    /// The segment of a customer.
    fn segment(&self, customer: u64) -> Segment {
        let Today { world, date, .. } = self.today;
        world.segment(customer, date)
    }

    /// What a customer, or somebody like that one, looks for: often something well liked.
    fn interest(&self, customer: u64, stream: &mut Stream) -> (Segment, SubcategoryId) {
        let Today { world, date, mix } = self.today;
        let segment = self.segment(customer);
        let liked = stream.chance(world.parameters().tastes.own_share).then(|| {
            let likings = world.tastes.likings(customer, segment, date);
            world.tastes.any(&likings, &world.products, stream.unit()).subcategory
        });
        match liked.filter(|&liked| stream.chance(mix.favours(liked))) {
            Some(liked) => (segment, liked),
            None => self.any_interest(segment, stream),
        }
    }

    /// What people of a segment look for.
    fn any_interest(&self, segment: Segment, stream: &mut Stream) -> (Segment, SubcategoryId) {
        (segment, self.today.world.mixes.pick(self.today.mix, segment, stream))
    }

    /// A visitor: visitors live where customers do, and come at the same local hours.
    fn arrival(&self, stream: &mut Stream) -> Arrival {
        let Today { world, date, .. } = self.today;
        let time = stream.unit();
        let parameters = &self.visits.parameters;
        let will_buy = stream.chance(parameters.before_purchase).then(|| {
            let buys = date.plus_days(1 + stream.below(u64::from(parameters.purchase_days)) as i32).min(LAST_DAY);
            world.orders.will_buy(world, buys, stream.unit(), date)
        });
        let will_buy = will_buy.flatten();
        let customer = will_buy.unwrap_or_else(|| world.customers.buyer(date, time, stream));
        let zone = world.geography.place(world.customers.home(customer, &world.geography).place).zone;
        let local = world.orders.time_on_web(date, time);
        let start = (local - zone.offset_at(self.midnight + DAY / 2)).rem_euclid(DAY);
        Arrival { start, customer, will_buy: will_buy.is_some() }
    }

    /// Writes the steps down as a session that begins at `start`, cut at midnight and at `planned` events.
    fn record(&mut self, start: i64, user: Option<u64>, device: Device, planned: usize) {
        let session = self.sessions.len() as u32;
        self.sessions.push(Session { user, device });
        let mut at = start;
        for (step, number) in self.steps.iter().zip(0..) {
            if number > 0 {
                at += step.pause * 1_000;
            }
            if at >= DAY || self.events.len() >= planned {
                break;
            }
            self.events.push(Event { at, session, number, action: step.action });
        }
        if let Some(user) = user {
            self.stays.push(Stay { user, session, from: start, to: at });
        }
    }

    /// Makes those sessions anonymous whose customer is in the shop already, or was a short while before: to anyone who
    /// reads the events, the two would be one session. The first `tracked` sessions keep their customers.
    fn sign_out_the_doubled(&mut self, tracked: u32) {
        let idle = self.visits.idle();
        self.stays.sort_unstable();
        for stays in self.stays.chunk_by(|a, b| a.user == b.user) {
            let mut kept: Vec<Stay> = Vec::new();
            for stay in stays {
                let meets = |other: &Stay| stay.from < other.to + idle && other.from < stay.to + idle;
                if stay.session < tracked || !kept.iter().any(meets) {
                    kept.push(*stay);
                } else {
                    self.sessions[stay.session as usize].user = None;
                }
            }
        }
    }
}
