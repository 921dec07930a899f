//! A program for Spark that holds somebody's tables against the answers.

use std::fmt::Write as _;

use retailgen_schema::Table;

use crate::{
    Answers, AnswersError,
    dialect::Dialect,
    gold::Answer,
    output::MARK,
    question::AnswerRow,
    script::{indented, relation},
};

/// The session, where no loader makes it.
const SESSION: &str = "from pyspark.sql import SparkSession\n\nspark = SparkSession.builder.getOrCreate()\n";

/// What judges one answer. Spark keeps the order of a query's rows up to the driver only, so they are compared there.
const JUDGE: &str = r#"
verdicts = {}


def judge(question, sql, right, as_dirty, as_rejected):
    rows = spark.sql(sql).collect()
    found = [[None if cell is None else str(cell) for cell in row] for row in rows]
    known = [(right, "right"), (as_dirty, "as dirty"), (as_rejected, "as rejected")]
    verdicts[question] = next((verdict for answer, verdict in known if found == answer), "wrong")
    print(question, verdicts[question], sep=": ", flush=True)
"#;

impl Answers {
    /// A program in Python that says of each question what [`duckdb_script`](Self::duckdb_script) says, with Spark. `loaders`
    /// defines the session `spark` and the tables as data frames, and goes in front; it is empty where the catalogue has tables
    /// of these names.
    ///
    /// # Errors
    /// As [`duckdb_script`](Self::duckdb_script).
    ///
    /// ```
    /// use std::path::Path;
    /// use retailgen_answers::{AnswerOptions, Answers};
    ///
    /// let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/fixtures");
    /// let truth = fixtures.join("dirty.truth");
    /// # if truth.exists() {
    /// let mut options = AnswerOptions::default();
    /// options.truth = Some(&truth);
    /// let program = Answers::of(&fixtures.join("dirty"), &options)?.spark_program("")?;
    /// assert!(program.contains("judge(\n    \"revenue_by_state\","));
    /// # }
    /// # Ok::<(), retailgen_answers::AnswersError>(())
    /// ```
    pub fn spark_program(&self, loaders: &str) -> Result<String, AnswersError> {
        let mut program = format!("# {MARK}: the verdict on each question is in `verdicts`.\n");
        // Writing to a String cannot fail.
        if loaders.is_empty() {
            program.push_str(SESSION);
        } else {
            let _ = writeln!(program, "{loaders}");
            let mut tables: Vec<Table> = self.gold.iter().flat_map(|answer| answer.question.tables).copied().collect();
            tables.sort_unstable();
            tables.dedup();
            for table in tables.into_iter().map(relation) {
                let _ = writeln!(program, "{table}.createOrReplaceTempView(\"{table}\")");
            }
        }
        program.push_str(JUDGE);
        for answer in &self.gold {
            let Answer { question, dirty, clean: Some(clean), rejected: Some(rejected) } = answer else {
                return Err(AnswersError::NoTruth);
            };
            let _ = write!(
                program,
                "\n\n# {asks}\njudge(\n    \"{name}\",\n    \"\"\"\n{sql}\n    \"\"\",\n    right={clean},\n    \
                 as_dirty={dirty},\n    as_rejected={rejected},\n)\n",
                asks = question.asks,
                name = question.name,
                sql = indented(&question.sql(Dialect::Spark)),
                clean = list(clean),
                dirty = list(dirty),
                rejected = list(rejected),
            );
        }
        Ok(program)
    }
}

/// Rows as a list of lists of texts in Python.
fn list(rows: &[AnswerRow]) -> String {
    let row = |row: &AnswerRow| {
        format!("[{}]", row.iter().map(|cell| literal(cell.as_deref())).collect::<Vec<_>>().join(", "))
    };
    format!("[{}]", rows.iter().map(row).collect::<Vec<_>>().join(", "))
}

/// A text of JSON is one of Python too.
fn literal(cell: Option<&str>) -> String {
    cell.map_or_else(|| "None".to_owned(), |text| serde_json::Value::from(text).to_string())
}
