//! Columns of numbers, dates and times that are never null, as they grow value by value.

use std::mem;

use arrow_array::{ArrowPrimitiveType, PrimitiveArray};
use arrow_schema::DataType;

/// A column that is never null. Arrow's own builder also keeps track of nulls, by a call for each value.
#[derive(Debug)]
pub(crate) struct Required<T: ArrowPrimitiveType> {
    values: Vec<T::Native>,
    data_type: DataType,
}

impl<T: ArrowPrimitiveType> Required<T> {
    /// No values yet, and memory for this many.
    pub fn with_capacity(values: usize) -> Self {
        Self { values: Vec::with_capacity(values), data_type: T::DATA_TYPE }
    }

    /// The same column with another precision and scale.
    pub fn with_data_type(self, data_type: DataType) -> Self {
        Self { data_type, ..self }
    }

    /// Appends a value.
    #[inline]
    pub fn append_value(&mut self, value: T::Native) {
        self.values.push(value);
    }

    /// The values so far.
    pub fn finish(&mut self) -> PrimitiveArray<T> {
        PrimitiveArray::new(mem::take(&mut self.values).into(), None).with_data_type(self.data_type.clone())
    }
}
