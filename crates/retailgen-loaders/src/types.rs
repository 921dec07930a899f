//! What each language calls the types of the contract.

use retailgen_schema::ColumnType;

use crate::loaded_column::LoadedColumn;

/// The names of the types in one language.
#[derive(Debug)]
pub struct Types {
    int32: &'static str,
    int64: &'static str,
    float64: &'static str,
    boolean: &'static str,
    date: &'static str,
    timestamp: &'static str,
    /// What stands before precision and scale.
    decimal: &'static str,
    text: &'static str,
}

impl Types {
    /// The name of a type.
    pub fn name(&self, column_type: ColumnType) -> String {
        let name = match column_type {
            ColumnType::Int32 => self.int32,
            ColumnType::Int64 => self.int64,
            ColumnType::Float64 => self.float64,
            ColumnType::Bool => self.boolean,
            ColumnType::Date32 => self.date,
            ColumnType::TimestampMicros => self.timestamp,
            ColumnType::Decimal128 { precision, scale } => return format!("{}({precision}, {scale})", self.decimal),
            // Text takes any value of a type that is new here.
            _ => self.text,
        };
        name.to_owned()
    }

    /// The columns, each with `before` its name, `between` name and type, and `after` its type.
    pub fn list(&self, columns: &[LoadedColumn], [before, between, after]: [&str; 3]) -> String {
        let column =
            |column: &LoadedColumn| format!("{before}{}{between}{}{after}", column.name, self.name(column.column_type));
        columns.iter().map(column).collect()
    }
}

/// SQL of `DuckDB`.
pub const DUCKDB: Types = Types {
    int32: "INTEGER",
    int64: "BIGINT",
    float64: "DOUBLE",
    boolean: "BOOLEAN",
    date: "DATE",
    timestamp: "TIMESTAMP",
    decimal: "DECIMAL",
    text: "VARCHAR",
};

/// SQL of `PostgreSQL`.
pub const POSTGRES: Types = Types { float64: "DOUBLE PRECISION", decimal: "NUMERIC", text: "TEXT", ..DUCKDB };

/// SQL of Spark.
pub const SPARK: Types = Types { int32: "INT", timestamp: "TIMESTAMP_NTZ", text: "STRING", ..DUCKDB };

/// Python with `PyArrow`.
pub const PYARROW: Types = Types {
    int32: "pa.int32()",
    int64: "pa.int64()",
    float64: "pa.float64()",
    boolean: "pa.bool_()",
    date: "pa.date32()",
    timestamp: "pa.timestamp(\"us\")",
    decimal: "pa.decimal128",
    text: "pa.string()",
};

/// Python with Polars.
pub const POLARS: Types = Types {
    int32: "pl.Int32",
    int64: "pl.Int64",
    float64: "pl.Float64",
    boolean: "pl.Boolean",
    date: "pl.Date",
    timestamp: "pl.Datetime(\"us\")",
    decimal: "pl.Decimal",
    text: "pl.String",
};
