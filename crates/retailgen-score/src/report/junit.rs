//! A score as `JUnit` XML: a test for each threshold and each kind of fault.

use std::{fmt::Write as _, path::Path};

use crate::{Score, ScoreError, ScoreFile, Shortfall, Threshold, score_file::JUNIT_MARK};

impl Score {
    /// The score as `JUnit` XML. A threshold that is not reached is a test that failed; the recall of each kind is in the
    /// output of a test that passes, since only a threshold says what is enough.
    #[must_use]
    pub fn to_junit(&self, thresholds: &[Threshold]) -> String {
        let short = self.shortfalls(thresholds);
        let tests = thresholds.len() + self.kinds.len();
        let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        // Writing to a String cannot fail.
        let _ = writeln!(xml, "{JUNIT_MARK} tests=\"{tests}\" failures=\"{}\">", short.len());
        for threshold in thresholds {
            let name = escaped(&threshold.to_string());
            let _ = match short.iter().find(|short| short.threshold == *threshold) {
                None => writeln!(xml, "<testcase classname=\"score\" name=\"{name}\"/>"),
                Some(short) => {
                    writeln!(xml, "<testcase classname=\"score\" name=\"{name}\">{}</testcase>", failure(short))
                }
            };
        }
        for kind in &self.kinds {
            let recall = kind.counts.recall();
            let _ = writeln!(
                xml,
                "<testcase classname=\"kind\" name=\"{}\"><system-out>found {} of {}</system-out></testcase>",
                escaped(&kind.name),
                recall.hits,
                recall.of
            );
        }
        xml.push_str("</testsuite></testsuites>\n");
        xml
    }

    /// Writes the score as `JUnit` XML.
    ///
    /// # Errors
    /// As [`write_missed`](Self::write_missed).
    pub fn write_junit(&self, thresholds: &[Threshold], path: &Path) -> Result<(), ScoreError> {
        ScoreFile::Junit.at(path)?.put(self.to_junit(thresholds).as_bytes())?;
        Ok(())
    }
}

fn failure(short: &Shortfall) -> String {
    format!("<failure message=\"{}\"/>", escaped(&short.to_string()))
}

fn escaped(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    plain.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
