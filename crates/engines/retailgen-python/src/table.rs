//! `Table`: rows of one kind that can be read again and again as an Arrow stream.

use std::{fmt, sync::Arc};

use arrow_schema::SchemaRef;
use pyo3::{
    Bound, PyAny, PyResult, Python, pyclass, pymethods,
    types::{PyCapsule, PyDict, PyDictMethods as _},
};
use retailgen::{Dataset, PartNumber};
use retailgen_stream::{Face, Reader, label_schema, labels, rows};

use crate::{
    error::raised,
    stream::{schema_capsule, stream_capsule},
};

/// What a table holds.
enum Content {
    Rows(retailgen::Table, Face, Option<PartNumber>),
    Labels(Arc<[retailgen::Table]>),
}

/// Rows that any Arrow library reads, as often as it likes.
///
/// `Dataset.table` and `Dataset.truth` give it. Each reading makes the rows anew, batch by batch as they are asked for, without the
/// interpreter's lock. DuckDB finds a variable that holds one by its name; `polars.DataFrame`, `pyarrow.table`,
/// `pandas.DataFrame.from_arrow` and `deltalake.write_deltalake` take one.
#[pyclass(frozen, module = "retailgen")]
pub struct Table {
    dataset: Dataset,
    content: Content,
    schema: SchemaRef,
}

impl Table {
    /// # Errors
    /// Where the policy writes what a typed column cannot hold.
    pub fn of_rows(dataset: Dataset, table: retailgen::Table, face: Face, part: Option<PartNumber>) -> PyResult<Self> {
        let made = Self { dataset, content: Content::Rows(table, face, part), schema: table.definition().schema() };
        // Refused here, and not where a library reads it.
        made.reader().map(|_| made)
    }

    /// # Errors
    /// As above, of any of the tables.
    pub fn of_labels(dataset: Dataset, tables: &[retailgen::Table]) -> PyResult<Self> {
        let made = Self { dataset, content: Content::Labels(tables.into()), schema: label_schema() };
        made.reader().map(|_| made)
    }

    fn reader(&self) -> PyResult<Reader> {
        let reader = match &self.content {
            Content::Rows(table, face, part) => rows(&self.dataset, *table, *face, *part),
            Content::Labels(tables) => labels(&self.dataset, tables),
        };
        reader.map_err(raised)
    }
}

#[pymethods]
impl Table {
    /// The name of the table; of labels, "labels".
    #[getter]
    fn name(&self) -> &'static str {
        match self.content {
            Content::Rows(table, ..) => table.name(),
            Content::Labels(_) => "labels",
        }
    }

    /// Which rows they are; labels have the face "truth".
    #[getter]
    fn face(&self) -> &'static str {
        match self.content {
            Content::Rows(_, face, _) => face.name(),
            Content::Labels(_) => "truth",
        }
    }

    /// Which part of the table it is, and of how many, such as `(1, 4)`; none for all rows.
    #[getter]
    fn part(&self) -> Option<(u32, u32)> {
        match self.content {
            Content::Rows(_, _, part) => part.map(|part| (part.number(), part.of())),
            Content::Labels(_) => None,
        }
    }

    /// The names of the columns.
    #[getter]
    fn columns(&self) -> Vec<&str> {
        self.schema.fields().iter().map(|field| field.name().as_str()).collect()
    }

    /// The Arrow type of each column, as text, such as "Int64".
    #[getter]
    fn schema<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        // Unlike Rust's maps it keeps the order of the columns.
        let schema = PyDict::new(py);
        for field in self.schema.fields() {
            schema.set_item(field.name(), field.data_type().to_string())?;
        }
        Ok(schema)
    }

    /// The schema, in a capsule of Arrow's C data interface.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        schema_capsule(py, &self.schema)
    }

    /// A new stream over all rows, in a capsule of Arrow's C stream interface.
    ///
    /// The stream has the table's own schema, whatever is requested.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        stream_capsule(py, self.reader()?)
    }

    fn __repr__(&self) -> String {
        let part = self.part().map(|(number, of)| format!(", part {number} of {of}")).unwrap_or_default();
        format!("<retailgen.Table {}, {}{part}: {}>", self.name(), self.face(), self.columns().join(", "))
    }
}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.__repr__())
    }
}
