//! SQL that holds somebody's tables against the answers: a script for `DuckDB`, and tests for dbt.

use std::fmt::Write as _;

use retailgen_schema::Table;

use crate::{
    Answers, AnswersError,
    dialect::Dialect,
    gold::Answer,
    output::MARK,
    question::{AnswerRow, Question},
};

/// The answers that tests expect.
///
/// ```
/// use retailgen_answers::Expected;
///
/// assert_ne!(Expected::Clean, Expected::Rejected);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// The answers over the clean files: the models repair every fault.
    Clean,
    /// The answers over the files without the rows that faults name: the models reject them.
    Rejected,
}

/// The tables of parsed objects, as the SQL of questions names them.
const PARSED: &str = "_parsed";

impl Answers {
    /// A script for `DuckDB` that says of each question whether the tables give the right answer, the answer of the dirty
    /// files, the answer of the files without the rows that faults name, or another. `views` defines the tables and goes in front;
    /// it is empty where the database has tables of these names.
    ///
    /// # Errors
    /// [`AnswersError::NoTruth`] where these are the answers of files without a truth.
    ///
    /// ```
    /// use std::path::Path;
    /// use retailgen_answers::{AnswerOptions, Answers, AnswersError};
    ///
    /// let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/fixtures");
    /// # if fixtures.exists() {
    /// let answers = Answers::of(&fixtures.join("dirty"), &AnswerOptions::default())?;
    /// assert!(matches!(answers.duckdb_script("").unwrap_err(), AnswersError::NoTruth));
    /// # }
    /// # Ok::<(), AnswersError>(())
    /// ```
    pub fn duckdb_script(&self, views: &str) -> Result<String, AnswersError> {
        let mut script = format!(
            "-- {MARK}: the verdict on each question is in the last result.\n{views}\n\
             CREATE OR REPLACE TEMP TABLE verdicts (question VARCHAR, verdict VARCHAR);\n"
        );
        for answer in &self.gold {
            let Answer { question, dirty, clean: Some(clean), rejected: Some(rejected) } = answer else {
                return Err(AnswersError::NoTruth);
            };
            let cells: Vec<String> =
                question.columns.iter().map(|column| format!("{}::VARCHAR", column.name)).collect();
            // Writing to a String cannot fail.
            let _ = write!(
                script,
                "\n-- {asks}\nINSERT INTO verdicts\nSELECT '{name}', CASE coalesce(list([{cells}]), [])\n    \
                 WHEN {clean} THEN 'right'\n    \
                 WHEN {dirty} THEN 'as dirty'\n    \
                 WHEN {rejected} THEN 'as rejected'\n    \
                 ELSE 'wrong'\nEND\nFROM (\n{sql}\n);\n",
                asks = question.asks,
                name = question.name,
                cells = cells.join(", "),
                clean = list(clean),
                dirty = list(dirty),
                rejected = list(rejected),
                sql = indented(&question.sql(Dialect::Duckdb)),
            );
        }
        script.push_str("\nFROM verdicts;\n");
        Ok(script)
    }

    /// Tests for dbt that fail unless the staging models of `retailgen schema -f dbt` give the expected answers: the path of each
    /// below the project, and its text.
    ///
    /// # Errors
    /// As [`duckdb_script`](Self::duckdb_script).
    ///
    /// ```
    /// use std::path::Path;
    /// use retailgen_answers::{AnswerOptions, Answers, Expected};
    ///
    /// let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/fixtures");
    /// let truth = fixtures.join("dirty.truth");
    /// # if truth.exists() {
    /// let mut options = AnswerOptions::default();
    /// options.truth = Some(&truth);
    /// let tests = Answers::of(&fixtures.join("dirty"), &options)?.dbt_tests(Expected::Clean)?;
    /// let (path, test) = &tests[0];
    /// assert!(path == "tests/answers_revenue_by_state.sql" && test.contains("ref('stg_stores')"));
    /// # }
    /// # Ok::<(), retailgen_answers::AnswersError>(())
    /// ```
    pub fn dbt_tests(&self, expected: Expected) -> Result<Vec<(String, String)>, AnswersError> {
        let test = |answer: &Answer| {
            let rows = match expected {
                Expected::Clean => &answer.clean,
                Expected::Rejected => &answer.rejected,
            };
            let rows = rows.as_deref().ok_or(AnswersError::NoTruth)?;
            Ok((format!("tests/answers_{}.sql", answer.question.name), dbt_test(answer.question, expected, rows)))
        };
        self.gold.iter().map(test).collect()
    }
}

/// Rows that are found and not expected, and the other way round; each with its place in the order.
fn dbt_test(question: &Question, expected: Expected, rows: &[AnswerRow]) -> String {
    let models: String = question.tables.iter().map(|table| model(*table)).collect();
    let names: Vec<&str> = question.columns.iter().map(|column| column.name).collect();
    let cells: Vec<String> = names.iter().map(|name| format!("cast({name} as varchar) as {name}")).collect();
    let row = |(place, row): (usize, &AnswerRow)| {
        let cells: Vec<String> = row.iter().map(|cell| literal(cell.as_deref())).collect();
        format!("    select {place} as place, {}", with_names(&cells, &names))
    };
    let what = match expected {
        Expected::Clean => "right answer",
        Expected::Rejected => "answer without the rows that faults name",
    };
    let expected: Vec<String> = (1..).zip(rows).map(row).collect();
    let expected = if expected.is_empty() {
        let nulls = vec!["null".to_owned(); names.len()];
        format!("    select 0 as place, {} where false", with_names(&nulls, &names))
    } else {
        expected.join("\n    union all\n")
    };
    format!(
        "-- {MARK}. {asks}\n-- Fails unless the models give the {what}.\nwith {models}answer as (\n{sql}\n), found as (\n    \
         select row_number() over () as place, {cells} from answer\n), expected as (\n{expected}\n)\n\
         (select 'found' as side, * from (from found except all from expected))\n\
         union all\n\
         (select 'expected' as side, * from (from expected except all from found))\n",
        asks = question.asks,
        sql = indented(&question.sql(Dialect::Duckdb)),
        cells = cells.join(", "),
    )
}

fn with_names(cells: &[String], names: &[&str]) -> String {
    let columns: Vec<String> =
        cells.iter().zip(names).map(|(cell, name)| format!("cast({cell} as varchar) as {name}")).collect();
    columns.join(", ")
}

/// A model under the name of its table.
fn model(table: Table) -> String {
    format!("{} as (\n    select * from {{{{ ref('stg_{table}') }}}}\n), ", relation(table))
}

/// What the SQL of questions calls a table: where its rows are documents, their parsed objects.
pub(crate) fn relation(table: Table) -> String {
    let parsed = if table.definition().document.is_some() { PARSED } else { "" };
    format!("{table}{parsed}")
}

/// Rows as a list of lists of texts.
fn list(rows: &[AnswerRow]) -> String {
    let rows: Vec<String> = rows
        .iter()
        .map(|row| format!("[{}]", row.iter().map(|cell| literal(cell.as_deref())).collect::<Vec<_>>().join(", ")))
        .collect();
    format!("[{}]::VARCHAR[][]", rows.join(", "))
}

fn literal(cell: Option<&str>) -> String {
    cell.map_or_else(|| "null".to_owned(), |text| format!("'{}'", text.replace('\'', "''")))
}

pub(crate) fn indented(sql: &str) -> String {
    sql.lines().map(|line| format!("    {line}")).collect::<Vec<_>>().join("\n")
}
