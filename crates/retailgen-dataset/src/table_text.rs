//! One table as text, into whatever takes bytes.

use std::io::Write;

use retailgen_schema::{Format, Table};
use retailgen_sinks::csv::CsvEncoder;

use crate::{
    Dataset, DatasetError, Plan,
    passage::{Face, Passage, Wanted},
};

impl Dataset {
    /// Writes a table of CSV or JSON lines into `out`, its files one after the other; returns how many rows that were.
    ///
    /// The bytes stand so in the files, but for the header of CSV: it comes once, and also where there are no rows. So the
    /// rows hold the scenario's anomalies. Nothing is written to the disk. Works for any table of text, chosen by the
    /// scenario or not, and in every build. Memory holds a block of rows, whatever the scale; a writer that is slow at
    /// small pieces needs no buffer, as blocks are large.
    ///
    /// # Errors
    /// [`DatasetError::NotText`] for a table of another format, [`DatasetError::Policy`] where it has too few rows for the policy;
    /// nothing is written then. [`DatasetError::Output`] where `out` takes no more.
    ///
    /// ```
    /// use retailgen_dataset::{Scale, Scenario, Table};
    ///
    /// let mut text = Vec::new();
    /// let rows = Scenario::new(7).with_scale(Scale::MIN).dataset().write_table(Table::Stores, &mut text)?;
    /// let text = String::from_utf8(text)?;
    /// assert!(text.starts_with("store_id,store_code,name,"));
    /// assert_eq!((rows, text.lines().count()), (4, 5));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn write_table(&self, table: Table, out: &mut (impl Write + ?Sized)) -> Result<u64, DatasetError> {
        let definition = self.scenario().text_definition(table)?;
        let plan = Plan::new(self.parts(table), self.scenario().formats());
        self.check(&plan, &plan)?;
        let passage = Passage::new(self, &[table], Face::Files)?;
        let failed = |source| DatasetError::Output { table, source };
        let mut buffer = Vec::new();
        if definition.format == Format::Csv {
            CsvEncoder::new(definition).header(&mut buffer);
            out.write_all(&buffer).map_err(failed)?;
        }
        let mut rows = 0;
        for file in plan.files() {
            let from = passage.open(file.part());
            for number in 0..file.part().blocks {
                let block = passage.block(file.part(), from.as_ref(), number, Wanted::default(), buffer)?;
                rows += block.rows;
                out.write_all(block.encoded.text()?).map_err(failed)?;
                buffer = block.encoded.into_buffer();
            }
        }
        out.flush().map_err(failed)?;
        Ok(rows)
    }
}
