//! Columns changed by the writer's list of ways, undone by the reader's: every change of any text gives the text back.

use std::io::Read as _;

use proptest::{collection::vec, option, prelude::*, sample::select};
use retailgen_read::{ColumnChange as Undo, Rewriting as Undone, Undoing};
use retailgen_text::{ColumnChange, Retyping, Rewriting};

const NAMES: [&str; 7] = ["id", "number", "fee", "at", "day", "flag", "note"];

/// The column of each way to write it otherwise.
const FORMS: [(usize, Retyping); 7] = [
    (1, Retyping::FloatingPoint),
    (2, Retyping::DecimalComma),
    (3, Retyping::DayFirst),
    (3, Retyping::WithoutT),
    (4, Retyping::DateDayFirst),
    (4, Retyping::Compact),
    (5, Retyping::YesNo),
];

fn field() -> impl Strategy<Value = String> {
    let text = "[a-z,;\"\n ]{0,6}|Y|42\\.0|31/03/2024|2024-03-31|caf\u{e9}";
    text.prop_map(|text| {
        let is_quoted = text.contains([',', '"', '\n']);
        if is_quoted { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
    })
}

/// Records of CSV, each with its line end.
fn record() -> impl Strategy<Value = String> {
    let day = (1_000_u32..=9_999, 1_u32..=12, 1_u32..=28).prop_map(|(y, m, d)| format!("{y:04}-{m:02}-{d:02}"));
    let at = (day.clone(), 0_u32..86_400, 0_u32..1_000_000).prop_map(|(day, second, micros)| {
        format!("{day}T{:02}:{:02}:{:02}.{micros:06}", second / 3_600, second / 60 % 60, second % 60)
    });
    let fee = (any::<i32>(), 0_u32..100).prop_map(|(whole, cents)| format!("{whole}.{cents:02}"));
    let fields = (
        any::<i64>(),
        option::of(any::<i64>().prop_map(|number| number.to_string())),
        option::of(fee),
        option::of(at),
        option::of(day),
        option::of(any::<bool>().prop_map(|flag| flag.to_string())),
        field(),
    );
    fields.prop_map(|(id, number, fee, at, day, flag, note)| {
        let others = [number, fee, at, day, flag].map(Option::unwrap_or_default).join(",");
        format!("{id},{others},{note}\n")
    })
}

fn change() -> impl Strategy<Value = ColumnChange> {
    let place = 0..NAMES.len();
    prop_oneof![
        (0..=NAMES.len()).prop_map(|place| ColumnChange::Added { name: "batch_id", value: "R2", is_text: true, place }),
        place.clone().prop_map(|place| ColumnChange::Dropped { name: NAMES[place], place }),
        place.prop_map(|place| ColumnChange::Renamed { name: NAMES[place], place, now: "newName".to_owned() }),
        select(&FORMS[..]).prop_map(|(place, form)| ColumnChange::Retyped { name: NAMES[place], place, form }),
    ]
}

/// What a label of the change tells a reader; of a block of CSV, where a column is gone.
fn undo(change: &ColumnChange, is_json: bool, dropped: Option<&str>) -> Undo {
    let (clean, dirty) = change.values(is_json);
    let (kind, place) = match change {
        ColumnChange::Added { .. } => ("column.added", None),
        ColumnChange::Dropped { place, .. } => ("column.dropped", Some(*place)),
        ColumnChange::Renamed { .. } => ("column.renamed", None),
        ColumnChange::Retyped { .. } => ("column.retyped", None),
    };
    let path = if is_json { "a.jsonl" } else { "a.csv" };
    Undo::of_label(kind, path, place, dropped.unwrap_or(&clean), &dirty).expect("it is a change")
}

fn had_back(written: &[u8], change: Undo) -> String {
    let undoing = Undoing { rewriting: Some(Undone::Columns(change)), ..Undoing::default() };
    let mut text = String::new();
    retailgen_read::Undone::new(written, undoing).read_to_string(&mut text).expect("it is written so");
    text
}

proptest! {
    #[test]
    fn every_change_of_csv_gives_the_text_back(change in change(), records in vec(record(), 1..12), cut in 0_usize..12) {
        let header = NAMES.join(",") + "\n";
        let (first, second) = records.split_at(cut.min(records.len()));
        let blocks = [header + &first.concat(), second.concat()];
        let mut written = Vec::new();
        let mut undone: Option<Undo> = None;
        for (number, block) in blocks.iter().enumerate() {
            let is_first = number == 0;
            let below = undo(&change, false, change.dropped(block.as_bytes(), is_first).as_deref());
            match &mut undone {
                Some(above) => above.append(&below),
                None => undone = Some(below),
            }
            let mut text = block.clone().into_bytes();
            Rewriting::Columns { change: change.clone(), is_json: false }.apply(&mut text, is_first);
            written.extend(text);
        }
        prop_assert_eq!(had_back(&written, undone.expect("there are two blocks")), blocks.concat());
    }

    /// Lines that break off anywhere among them, as faults of whole lines leave them.
    #[test]
    fn every_change_of_json_gives_the_lines_back(
        rows in vec((any::<i64>(), option::of(any::<i64>()), "[a-z\":,{} ]{0,12}", option::of(0_usize..90)), 1..12),
        change in prop_oneof![
            Just(ColumnChange::Added { name: "batch_id", value: "R2", is_text: true, place: 0 }),
            Just(ColumnChange::Added { name: "is_test", value: "false", is_text: false, place: 0 }),
            Just(ColumnChange::Renamed { name: "user_id", place: 1, now: "user-id".to_owned() }),
            Just(ColumnChange::Retyped { name: "user_id", place: 1, form: Retyping::NumberAsText }),
        ],
    ) {
        let lines = rows.into_iter().map(|(id, user, text, cut)| {
            let (user, text) = (serde_json::Value::from(user), serde_json::Value::from(text));
            let line = format!("{{\"id\":{id},\"user_id\":{user},\"payload\":{{\"text\":{text}}}}}");
            line[..cut.unwrap_or(line.len()).min(line.len())].to_owned() + "\n"
        });
        let clean: String = lines.collect();
        let mut written = clean.clone().into_bytes();
        Rewriting::Columns { change: change.clone(), is_json: true }.apply(&mut written, true);
        prop_assert_eq!(had_back(&written, undo(&change, true, None)), clean);
    }
}
