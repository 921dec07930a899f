//! dbt: a project for dbt-duckdb with sources, their tests, and a staging model for each table.

mod column_tests;
mod sources;
mod staging;

use std::{fmt::Write as _, fs, path::Path};

use retailgen_schema::{Format, Table, TableDefinition};

use crate::{LoaderError, LoaderOptions, layout, literal, loaded_table::LoadedTable};

/// Name of the project, of its profile and of its source.
const PROJECT: &str = "retailgen";

/// One file of a project.
///
/// ```
/// use retailgen_loaders::{LoaderOptions, dbt_project};
/// use retailgen_schema::Table;
///
/// let files = dbt_project(&[Table::Stores], &LoaderOptions::new("/srv/data_raw"));
/// assert_eq!(files[0].path, "dbt_project.yml");
/// assert!(files[0].content.contains("data: \"/srv/data_raw\""));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProjectFile {
    /// Path below the project's folder, with `/` between folders.
    pub path: String,
    /// The text.
    pub content: String,
}

/// A dbt project that tests some tables where they lie and stages them, for dbt-duckdb.
///
/// The folder of the data is absolute, or relative to the folder of the project, which is where dbt works. Columns in
/// which the policy may leave cells that do not cast are text in the source, tested for whether they cast, and cast in the
/// staging model, null where a cell does not.
///
/// ```
/// use retailgen_loaders::{LoaderOptions, dbt_project};
/// use retailgen_schema::Table;
///
/// let files = dbt_project(&[Table::Stores], &LoaderOptions::new("/srv/data_raw"));
/// assert!(files.iter().any(|file| file.path == "models/sources.yml"));
/// assert!(files.iter().any(|file| file.path == "models/staging/stg_stores.sql"));
/// ```
#[must_use]
pub fn dbt_project(tables: &[Table], options: &LoaderOptions) -> Vec<ProjectFile> {
    let folder = &layout::folder_name(options.from);
    let loaded = LoadedTable::all(tables, options.anomalies);
    let file = |path: &str, content: String| ProjectFile { path: path.to_owned(), content };
    let mut files = vec![
        file("dbt_project.yml", project(folder)),
        file("profiles.yml", profiles(tables)),
        file("models/sources.yml", sources::render(&loaded, tables, folder)),
    ];
    for table in &loaded {
        let model = staging::name(table.definition);
        files.push(file(&format!("models/staging/{model}.sql"), staging::model(table)));
    }
    if let Some(content) = staging::properties(tables) {
        files.push(file("models/staging/properties.yml", content));
    }
    for (name, content) in column_tests::GENERIC {
        files.push(file(&format!("tests/generic/{name}.sql"), content.to_owned()));
    }
    files
}

/// The project written into a folder, which is made if need be.
///
/// # Errors
/// [`LoaderError::FolderNotEmpty`] where there is anything in the folder, [`LoaderError::CannotWrite`] where the system refuses.
///
/// ```
/// use retailgen_loaders::{LoaderError, LoaderOptions, write_dbt_project};
/// use retailgen_schema::Table;
///
/// let parent = tempfile::tempdir()?;
/// let project = parent.path().join("checks");
/// let options = LoaderOptions::new("/srv/data_raw");
/// write_dbt_project(&project, &[Table::Stores], &options)?;
/// assert!(project.join("models/sources.yml").exists());
/// assert!(matches!(write_dbt_project(&project, &[Table::Stores], &options), Err(LoaderError::FolderNotEmpty(_))));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write_dbt_project(folder: &Path, tables: &[Table], options: &LoaderOptions) -> Result<(), LoaderError> {
    let failed = |path: &Path| {
        let path = path.to_path_buf();
        move |source| LoaderError::CannotWrite { path, source }
    };
    fs::create_dir_all(folder).map_err(failed(folder))?;
    if fs::read_dir(folder).map_err(failed(folder))?.next().is_some() {
        return Err(LoaderError::FolderNotEmpty(folder.to_path_buf()));
    }
    for file in dbt_project(tables, options) {
        let path = folder.join(&file.path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(failed(parent))?;
        }
        fs::write(&path, file.content).map_err(failed(&path))?;
    }
    Ok(())
}

/// All files, each below a line with its path.
pub fn render(tables: &[Table], options: &LoaderOptions) -> String {
    let mut out = String::new();
    for file in dbt_project(tables, options) {
        // Writing to a String cannot fail.
        let _ = writeln!(out, "# ==> {} <==\n{}", file.path, file.content);
    }
    out
}

fn project(folder: &str) -> String {
    format!(
        r#"name: {PROJECT}
version: "1.0.0"
profile: {PROJECT}

vars:
  # The folder with the data: absolute, or relative to this one.
  data: {data}

models:
  {PROJECT}:
    +materialized: table
"#,
        data = literal::python(folder)
    )
}

fn profiles(tables: &[Table]) -> String {
    let plugin = |format, module: &str| {
        let wanted = tables.iter().any(|table| table.definition().format == format);
        wanted.then(|| format!("        - module: {module}\n"))
    };
    let plugins: String =
        [plugin(Format::Xlsx, "excel"), plugin(Format::Delta, "delta")].into_iter().flatten().collect();
    let plugins = if plugins.is_empty() { String::new() } else { format!("      plugins:\n{plugins}") };
    format!(
        "\
{PROJECT}:
  target: dev
  outputs:
    dev:
      type: duckdb
      path: {PROJECT}.duckdb
      threads: 1
{plugins}"
    )
}

/// How models and tests name a table's source.
fn source_of(table: &TableDefinition) -> String {
    format!("source('{PROJECT}', '{}')", table.name)
}
