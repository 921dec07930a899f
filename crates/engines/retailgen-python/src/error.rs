//! Exceptions: what the library refuses, or fails at, as Python raises it.

use std::error::Error as _;

use pyo3::PyErr;
use retailgen::ErrorClass;

/// The classes, which Python code defines, since each is an exception of the language as well.
mod classes {
    use pyo3::import_exception;

    import_exception!(retailgen.errors, RetailgenError);
    import_exception!(retailgen.errors, UsageError);
    import_exception!(retailgen.errors, FolderTakenError);
    import_exception!(retailgen.errors, FolderBusyError);
}

use self::classes::{FolderBusyError, FolderTakenError, RetailgenError, UsageError};

/// The exception for an error of the library: of the class that says what can be done about it, with all causes.
pub fn raised(error: impl Into<retailgen::Error>) -> PyErr {
    let error = error.into();
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    match error.class() {
        ErrorClass::Usage => UsageError::new_err(text),
        ErrorClass::FolderTaken => FolderTakenError::new_err(text),
        ErrorClass::Busy => FolderBusyError::new_err(text),
        _ => RetailgenError::new_err(text),
    }
}

/// The exception for an argument that will not do.
pub fn refused(text: impl Into<String>) -> PyErr {
    UsageError::new_err(text.into())
}
