//! `Table`: rows of one kind that can be read again and again as an Arrow stream.

use std::{fmt, sync::Arc};

use arrow_array::RecordBatch;
use arrow_schema::{ArrowError, SchemaRef};
use pyo3::{Bound, PyAny, PyResult, Python, pyclass, pymethods, types::PyCapsule};
use retailgen::Dataset;

use crate::{
    error::{raised, refused},
    label_rows::{self, LabelRows},
    stream::{Batches, schema_capsule, stream_capsule},
};

/// Which rows of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// With the faults of the dataset's policy.
    Dirty,
    /// Without faults.
    Clean,
}

impl Face {
    const ALL: [Self; 2] = [Self::Dirty, Self::Clean];

    fn name(self) -> &'static str {
        match self {
            Self::Dirty => "dirty",
            Self::Clean => "clean",
        }
    }

    /// # Errors
    /// `UsageError` where there is no face of the name.
    pub fn named(name: &str) -> PyResult<Self> {
        let known = Self::ALL.into_iter().find(|face| face.name() == name);
        known.ok_or_else(|| refused(format!("there is no face {name:?}: choose dirty or clean")))
    }
}

/// What a table holds.
enum Content {
    Rows(retailgen::Table, Face),
    Labels(Arc<[retailgen::Table]>),
}

/// Rows that any Arrow library reads, as often as it likes. Nothing is made before it is asked for.
#[pyclass(frozen, module = "retailgen")]
pub struct Table {
    dataset: Dataset,
    content: Content,
    schema: SchemaRef,
}

impl Table {
    /// # Errors
    /// Where the policy writes what a typed column cannot hold.
    pub fn of_rows(dataset: Dataset, table: retailgen::Table, face: Face) -> PyResult<Self> {
        let made = Self { dataset, content: Content::Rows(table, face), schema: table.definition().schema() };
        // Refused here, and not where a library reads it.
        made.batches().map(|_| made)
    }

    /// # Errors
    /// As above, of any of the tables.
    pub fn of_labels(dataset: Dataset, tables: &[retailgen::Table]) -> PyResult<Self> {
        let made = Self { dataset, content: Content::Labels(tables.into()), schema: label_rows::schema() };
        made.batches().map(|_| made)
    }

    fn batches(&self) -> PyResult<Batches> {
        match &self.content {
            Content::Rows(table, Face::Clean) => Ok(Box::new(self.dataset.batches(*table))),
            Content::Rows(table, Face::Dirty) => {
                let batches = self.dataset.dirty_batches(*table).map_err(raised)?;
                let rows =
                    |batch: Result<retailgen::DirtyBatch, retailgen::DatasetError>| -> Result<RecordBatch, ArrowError> {
                        Ok(batch?.rows)
                    };
                Ok(Box::new(batches.map(rows)))
            }
            Content::Labels(tables) => Ok(Box::new(LabelRows::new(&self.dataset, tables)?)),
        }
    }
}

#[pymethods]
impl Table {
    /// The name of the table; of labels, "labels".
    #[getter]
    fn name(&self) -> &'static str {
        match self.content {
            Content::Rows(table, _) => table.name(),
            Content::Labels(_) => "labels",
        }
    }

    /// Which rows they are: "dirty", "clean" or, of labels, "truth".
    #[getter]
    fn face(&self) -> &'static str {
        match self.content {
            Content::Rows(_, face) => face.name(),
            Content::Labels(_) => "truth",
        }
    }

    /// The names of the columns.
    #[getter]
    fn columns(&self) -> Vec<&str> {
        self.schema.fields().iter().map(|field| field.name().as_str()).collect()
    }

    /// The schema, as Arrow's C interface has it.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        schema_capsule(py, &self.schema)
    }

    /// A new stream over all rows. What schema is asked for does not matter: readers cast.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        stream_capsule(py, self.schema.clone(), self.batches()?)
    }

    fn __repr__(&self) -> String {
        format!("<retailgen.Table {}, {}: {}>", self.name(), self.face(), self.columns().join(", "))
    }
}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.__repr__())
    }
}
