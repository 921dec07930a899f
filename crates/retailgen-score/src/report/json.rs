//! A score as JSON.

use serde_json::{Value, json};

use crate::{Counts, Group, Ratio, Score, names};

impl Score {
    /// The score as JSON: every figure with what it is taken of, and the intervals of 95 %.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let ladders = self.ladders.iter().map(|score| {
            let mut object = counts(score.counts);
            object["level"] = score.ladder.name().into();
            object["findings"] = json!({
                "right": score.right, "wrong": score.wrong, "neutral": score.neutral, "coarser": score.coarser,
            });
            object["clean"] = score.clean.into();
            object["false_alarms_per_1000"] = score.false_alarms_per_thousand().into();
            object
        });
        let located = self
            .located
            .iter()
            .map(|(how, all, several)| json!({"by": how.name(), "findings": all, "several_rows": several}));
        let lost = self
            .not_understood
            .iter()
            .map(|(reason, lost)| json!({"reason": reason, "count": lost.count, "example": lost.example}));
        let kinds = self
            .unknown_kinds
            .iter()
            .map(|(kind, number)| json!({"kind": kind, "findings": number, "nearest": names::nearest_kinds(kind)}));
        let counted = self.counted.iter().map(|line| {
            json!({
                "table": line.table.name(), "column": line.column, "kind": line.kind, "reported": line.reported,
                "there": line.there,
            })
        });
        let decoys =
            self.decoys.iter().map(|(kind, ratio)| json!({"kind": kind, "reported": ratio.hits, "of": ratio.of}));
        json!({
            "level": self.headline.name(),
            "faults": self.faults,
            "neutral": self.neutral,
            "findings": {
                "submitted": self.submitted,
                "repeated": self.repeated,
                "left_out": self.left_out,
                "unknown_kinds": kinds.collect::<Vec<_>>(),
                "located": located.collect::<Vec<_>>(),
                "not_understood": lost.collect::<Vec<_>>(),
            },
            "levels": ladders.collect::<Vec<_>>(),
            "macro_recall": self.macro_recall(),
            "macro_recall_by_column": self.macro_recall_by_column(),
            "kinds": groups(&self.kinds),
            "columns": groups(&self.columns),
            "tables": groups(&self.tables),
            "detectability": groups(&self.detectability),
            "decoys": decoys.collect::<Vec<_>>(),
            "repairs": {"right": self.repairs.right, "wrong": self.repairs.wrong, "harm": self.repairs.harm},
            "counted": counted.collect::<Vec<_>>(),
        })
    }
}

fn groups(groups: &[Group]) -> Vec<Value> {
    let group = |group: &Group| {
        let mut object = counts(group.counts);
        object["name"] = group.name.as_str().into();
        object
    };
    groups.iter().map(group).collect()
}

fn counts(counts: Counts) -> Value {
    json!({
        "found": counts.found,
        "missed": counts.missed,
        "false_alarms": counts.false_alarms,
        "precision": ratio(counts.precision()),
        "recall": ratio(counts.recall()),
        "f1": {"value": counts.f1(), "low": counts.f1_interval().map(|both| both.0), "high": counts.f1_interval().map(|both| both.1)},
    })
}

fn ratio(ratio: Ratio) -> Value {
    let interval = ratio.interval();
    json!({"value": ratio.value(), "low": interval.map(|both| both.0), "high": interval.map(|both| both.1)})
}
