//! `retailgen report`: a page to look at.

use std::path::Path;

use retailgen::{Overwrite, ReportOptions, WrittenPage};

use crate::{console::Console, verify::Sought};

/// Makes the page about `folder` and says where it is.
///
/// # Errors
/// [`retailgen::Error::Report`].
pub fn report(
    folder: &Path,
    out: &Path,
    truth: &Sought,
    overwrite: Overwrite,
    console: Console,
) -> Result<(), retailgen::Error> {
    let mut options = ReportOptions::default();
    options.truth = truth.found();
    options.overwrite = overwrite;
    let written = retailgen::write_report(folder, out, &options)?;
    if let Sought::Absent(beside) = truth {
        let beside = beside.display();
        console.line(format_args!("no truth in {beside}: the page cannot say what is wrong"));
    }
    let shown = out.display();
    match written {
        WrittenPage::New { bytes } => {
            console.line(format_args!("wrote {shown}, {} kB: open it in a browser", bytes.div_ceil(1_000)));
        }
        WrittenPage::AlreadyThere { .. } => console.line(format_args!("nothing to do: {shown} is that page already")),
    }
    Ok(())
}
