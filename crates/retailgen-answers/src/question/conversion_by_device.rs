//! `conversion_by_device`: which visits end in an order.

use std::collections::{BTreeMap, HashMap};

use retailgen_schema::Table;

use super::{AnswerColumn, AnswerRow, Fold, Question};
use crate::{amount::basis_points, known::KnownRows, record::Record};

pub const QUESTION: Question = Question {
    name: "conversion_by_device",
    asks: "How many visits end in an order, by kind of device, and what share is that?",
    moved_by: "lines that are no JSON, events without session or type",
    tables: &[Table::Events],
    columns: &[
        AnswerColumn::key("device", "varchar"),
        AnswerColumn::figure("visits", "bigint"),
        AnswerColumn::figure("purchases", "bigint"),
        AnswerColumn::figure("share_bp", "bigint"),
    ],
    order: "by device",
    rounding: "the share is cut off below the basis point, a hundredth of a per cent",
    sql: |to| {
        format!(
            "with visits as (
    select session_id, max(payload.device) as device, bool_or(event_type = 'purchase') as has_bought
    from events_parsed
    where session_id is not null
    group by session_id
)
select
    device,
    count(*) as visits,
    count(*) filter (where has_bought) as purchases,
    {share} as share_bp
from visits
where device is not null
group by device
order by device",
            share = to.quotient("10000 * count(*) filter (where has_bought)", "count(*)"),
        )
    },
    fold: || Box::<Visits>::default(),
};

#[derive(Default)]
struct Visits {
    visits: HashMap<Box<str>, Visit>,
    devices: Vec<String>,
}

#[derive(Default)]
struct Visit {
    device: Option<u32>,
    has_bought: bool,
}

impl Fold for Visits {
    fn take(&mut self, record: &Record, _: KnownRows) {
        let Record::Event { session: Some(session), is_purchase, device } = record else { return };
        let visit = match self.visits.get_mut(*session) {
            Some(visit) => visit,
            None => self.visits.entry((*session).into()).or_default(),
        };
        visit.has_bought |= is_purchase;
        let Some(device) = device else { return };
        if visit.device.is_none_or(|known| self.devices[known as usize] < *device) {
            let known = self.devices.iter().position(|known| known == device);
            visit.device = Some(known.unwrap_or_else(|| {
                self.devices.push(device.clone());
                self.devices.len() - 1
            }) as u32);
        }
    }

    fn answer(&self) -> Vec<AnswerRow> {
        let mut devices: BTreeMap<&str, (i128, i128)> = BTreeMap::new();
        for visit in self.visits.values() {
            let Some(device) = visit.device else { continue };
            let (visits, purchases) = devices.entry(&self.devices[device as usize]).or_default();
            *visits += 1;
            *purchases += i128::from(visit.has_bought);
        }
        let row = |(device, (visits, purchases)): (&str, (i128, i128))| {
            let share = basis_points(purchases, visits).map(|share| share.to_string());
            vec![Some(device.to_owned()), Some(visits.to_string()), Some(purchases.to_string()), share]
        };
        devices.into_iter().map(row).collect()
    }
}
