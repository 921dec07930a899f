//! The answers as JSON, for programs.

use serde::Serialize;

use crate::{
    Answers,
    bronze::BronzeFile,
    dialect::Dialect,
    gold::Answer,
    output::MARK,
    question::{AnswerColumn, AnswerRow},
    silver::SilverTable,
};

#[derive(Serialize)]
struct Document<'a> {
    // First, so that the file is known again by its beginning.
    note: &'static str,
    run_id: &'a str,
    has_text_faults: bool,
    let_through: &'a [String],
    bronze: Option<&'a [BronzeFile]>,
    silver: Option<&'a [SilverTable]>,
    gold: Vec<GoldDocument<'a>>,
    unanswered: Vec<UnansweredDocument<'a>>,
}

#[derive(Serialize)]
struct GoldDocument<'a> {
    name: &'a str,
    asks: &'a str,
    moved_by: &'a str,
    tables: Vec<&'a str>,
    columns: Vec<ColumnDocument<'a>>,
    order: &'a str,
    rounding: &'a str,
    sql: String,
    spark_sql: String,
    clean: Option<&'a [AnswerRow]>,
    dirty: &'a [AnswerRow],
    rejected: Option<&'a [AnswerRow]>,
    healed: Option<&'a [AnswerRow]>,
}

#[derive(Serialize)]
struct ColumnDocument<'a> {
    name: &'a str,
    r#type: &'a str,
    is_key: bool,
}

#[derive(Serialize)]
struct UnansweredDocument<'a> {
    name: &'a str,
    missing: Vec<&'a str>,
}

impl Answers {
    /// All as JSON. Values are decimal strings, and null where SQL has null.
    ///
    /// ```
    /// use std::path::Path;
    /// use retailgen_answers::{AnswerOptions, Answers};
    ///
    /// let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/fixtures");
    /// # if fixtures.exists() {
    /// let json = Answers::of(&fixtures.join("clean"), &AnswerOptions::default())?.to_json();
    /// assert!(json.contains("\"name\": \"repeat_customers\""));
    /// # }
    /// # Ok::<(), retailgen_answers::AnswersError>(())
    /// ```
    #[must_use]
    pub fn to_json(&self) -> String {
        let document = Document {
            note: MARK,
            run_id: &self.run_id,
            has_text_faults: self.has_text_faults,
            let_through: &self.let_through,
            bronze: self.bronze.as_deref(),
            silver: self.silver.as_deref(),
            gold: self.gold.iter().map(gold).collect(),
            unanswered: self
                .unanswered
                .iter()
                .map(|unanswered| UnansweredDocument {
                    name: unanswered.question.name,
                    missing: unanswered.missing.iter().map(|table| table.name()).collect(),
                })
                .collect(),
        };
        // Text and lists of text are always JSON.
        let json = serde_json::to_string_pretty(&document).unwrap_or_default();
        json + "\n"
    }
}

fn gold(answer: &Answer) -> GoldDocument<'_> {
    let question = answer.question;
    let column = |column: &'static AnswerColumn| ColumnDocument {
        name: column.name,
        r#type: column.sql_type,
        is_key: column.is_key,
    };
    GoldDocument {
        name: question.name,
        asks: question.asks,
        moved_by: question.moved_by,
        tables: question.tables.iter().map(|table| table.name()).collect(),
        columns: question.columns.iter().map(column).collect(),
        order: question.order,
        rounding: question.rounding,
        sql: question.sql(Dialect::Duckdb),
        spark_sql: question.sql(Dialect::Spark),
        clean: answer.clean.as_deref(),
        dirty: &answer.dirty,
        rejected: answer.rejected.as_deref(),
        healed: answer.clean.as_deref(),
    }
}
