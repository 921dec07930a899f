//! Small pipelines for this dataset, complete: each checks what the schema declares, and writes what it finds for
//! `retailgen score`.

/// A tool with a program that checks the data with it.
///
/// ```
/// use retailgen_score::Example;
///
/// let names = Example::ALL.map(Example::name);
/// assert_eq!(names, ["duckdb", "pandas", "polars", "pandera", "great-expectations", "dbt", "spark"]);
/// assert!(Example::Pandas.program().contains("retailgen score findings.csv"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Example {
    /// `DuckDB`: what its CSV reader rejects, and what SQL finds.
    Duckdb,
    /// pandas.
    Pandas,
    /// Polars.
    Polars,
    /// pandera.
    Pandera,
    /// Great Expectations 1.x.
    GreatExpectations,
    /// dbt with `DuckDB`: a project whose tests are the schema's.
    Dbt,
    /// Spark.
    Spark,
}

impl Example {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Duckdb, Self::Pandas, Self::Polars, Self::Pandera, Self::GreatExpectations, Self::Dbt, Self::Spark];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Duckdb => "duckdb",
            Self::Pandas => "pandas",
            Self::Polars => "polars",
            Self::Pandera => "pandera",
            Self::GreatExpectations => "great-expectations",
            Self::Dbt => "dbt",
            Self::Spark => "spark",
        }
    }

    /// The program, in Python; its first lines say how to run it and to score what it writes.
    #[must_use]
    pub fn program(self) -> &'static str {
        match self {
            Self::Duckdb => include_str!("example/duckdb.py"),
            Self::Pandas => include_str!("example/pandas.py"),
            Self::Polars => include_str!("example/polars.py"),
            Self::Pandera => include_str!("example/pandera.py"),
            Self::GreatExpectations => include_str!("example/great_expectations.py"),
            Self::Dbt => include_str!("example/dbt.py"),
            Self::Spark => include_str!("example/spark.py"),
        }
    }
}
