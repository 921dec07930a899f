//! What the loaders in Python share.

use crate::{layout, literal, loaded_table::LoadedTable, text_lines};

/// The lines that begin a module: the imports that are wanted, of the standard library and of packages, and the folder.
pub fn head(standard: &[(bool, &str)], packages: &[(bool, &str)], folder: &str) -> String {
    let wanted = |imports: &[(bool, &str)]| -> String {
        imports.iter().filter(|(wanted, _)| *wanted).flat_map(|(_, import)| [import, "\n"]).collect()
    };
    let standard = wanted(standard);
    let gap = if standard.is_empty() { "" } else { "\n" };
    format!("{standard}{gap}{}\nDATA = {}\n", wanted(packages), literal::python(folder))
}

/// What [`delta`] needs of the standard library where readers would lose their way.
pub const COPYING: &str = "import shutil\nimport tempfile";

/// The assignment of what `read` makes of a `DeltaTable`.
pub fn delta(name: &str, folder: &str, read: impl Fn(&str) -> String) -> String {
    if !layout::delta_readers_misread(folder) {
        return format!("{name} = {}\n", read(&format!("DeltaTable(f\"{{DATA}}/{name}\")")));
    }
    let copy = format!("DeltaTable(shutil.copytree(f\"{{DATA}}/{name}\", f\"{{copy}}/{name}\"))");
    format!(
        "# deltalake misreads a backslash or a percent sign in a path, so it reads a copy.
with tempfile.TemporaryDirectory() as copy:
    {name} = {}
",
        read(&copy).replace('\n', "\n    ")
    )
}

/// The columns that tell the place of a row as findings name it, where it is wanted.
pub fn place_columns(table: &LoadedTable, with_place: bool) -> &'static [&'static str] {
    match (with_place, text_lines::columns(table.definition)) {
        (false, _) => &[],
        (true, None) => &["_file", "_row"],
        (true, Some(_)) => &["_file", "_row", "_line"],
    }
}
