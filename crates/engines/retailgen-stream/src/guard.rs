//! A reader that gives an error where making a batch panics: a panic must not leave Rust for C.

use std::{
    any::Any,
    iter,
    panic::{self, AssertUnwindSafe},
};

use arrow_array::{RecordBatch, RecordBatchIterator};
use arrow_schema::{ArrowError, SchemaRef};

use crate::Reader;

/// The batches, up to the first that fails or panics.
pub fn guarded<I>(mut batches: I, schema: SchemaRef) -> Reader
where
    I: Iterator<Item = Result<RecordBatch, ArrowError>> + Send + 'static,
{
    let mut is_over = false;
    let batches = iter::from_fn(move || {
        if is_over {
            return None;
        }
        let next = panic::catch_unwind(AssertUnwindSafe(|| batches.next()))
            .unwrap_or_else(|payload| Some(Err(ArrowError::ExternalError(told(payload.as_ref()).into()))));
        is_over = !matches!(next, Some(Ok(_)));
        next
    });
    Box::new(RecordBatchIterator::new(batches, schema))
}

fn told(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<String>().map(String::as_str).or(payload.downcast_ref::<&str>().copied());
    format!("retailgen panicked, which is a mistake of its own: {}", text.unwrap_or("it gave no reason"))
}

#[cfg(test)]
mod tests {
    use arrow_array::{ffi_stream::ArrowArrayStreamReader, ffi_stream::FFI_ArrowArrayStream};
    use retailgen::{Scenario, Table};

    use super::*;

    /// What comes out of C's end of a stream whose third batch is `third`.
    fn read(third: fn() -> Result<RecordBatch, ArrowError>) -> Vec<Result<usize, String>> {
        let schema = Table::Stores.definition().schema();
        let stores = Scenario::new(7).with_scale("0.001".parse().unwrap()).dataset().batches(Table::Stores);
        let two = stores.take(1).flat_map(|batch| {
            [Ok(batch.unwrap().slice(0, 1)), Ok(RecordBatch::new_empty(Table::Stores.definition().schema()))]
        });
        let stream = FFI_ArrowArrayStream::new(guarded(two.chain(iter::once_with(third)), schema));
        let reader = ArrowArrayStreamReader::try_new(stream).unwrap();
        reader.map(|batch| batch.map(|batch| batch.num_rows()).map_err(|error| error.to_string())).take(5).collect()
    }

    #[test]
    fn batches_come_up_to_an_error() {
        let outcome = read(|| Err(ArrowError::ComputeError("no such day".to_owned())));
        assert_eq!(outcome[..2], [Ok(1), Ok(0)]);
        assert!(outcome[2].as_ref().unwrap_err().contains("no such day"), "{outcome:?}");
        assert_eq!(outcome.len(), 3);
    }

    #[test]
    fn a_panic_comes_out_as_an_error() {
        let outcome = read(|| panic!("the {} is empty", "shelf"));
        assert_eq!(outcome[..2], [Ok(1), Ok(0)]);
        assert!(outcome[2].as_ref().unwrap_err().contains("panicked"), "{outcome:?}");
        assert!(outcome[2].as_ref().unwrap_err().contains("the shelf is empty"), "{outcome:?}");
        assert_eq!(outcome.len(), 3);
    }
}
