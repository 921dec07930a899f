//! Which data files there are, with their rows: by estimates, and by counting where an estimate is too small to tell
//! whether there is a row at all.

use retailgen_schema::Table;
use retailgen_synth::calendar::Date;

use super::{
    DataFile, FileLife, Part, Rows, each_return,
    history::{Content, Group, Milestones, ReturnsChange, ReturnsCommit, ReturnsHistory},
    name, part,
};
use crate::{
    table::order_slices::{FILE, files_of_whole_days, slices},
    window::Window,
    world::{World, returns::Return},
};

/// Estimates below this are not trusted: the rows are counted. Above it a file without rows is out of the question, and
/// so is one under inspection of which nothing is corrected or withdrawn: a fifth of 160 rows are, and none with a
/// chance of 3 in 10^16.
const TRUSTED: f64 = 160.0;

/// How many rows to expect of days of orders, by content.
pub struct Expected<'w> {
    world: &'w World,
    milestones: Milestones,
}

impl<'w> Expected<'w> {
    pub fn new(world: &'w World, window: Window) -> Self {
        Self { world, milestones: Milestones::new(window, world.parameters().returns.inspection_days) }
    }

    /// Rows of a content that hang on the orders of the days from `first` to before `end`.
    pub fn rows(&self, content: Content, first: Date, end: Date) -> f64 {
        let figures = &self.world.parameters().returns;
        let booked = |content| {
            let days = self.milestones.booked(content);
            self.booked(first, end, days.start, days.end)
        };
        match content {
            Content::Loaded => booked(content),
            Content::Evolved => booked(content) - figures.inspected_share * booked(Content::UnderInspection(0)),
            Content::Merged | Content::Appended(_) => booked(content) * (1.0 - figures.inspected_share),
            Content::UnderInspection(_) | Content::Corrected(_) => booked(content) * figures.inspected_share,
            Content::Kept(_) => booked(content) * figures.inspected_share * (1.0 - figures.withdrawn_share),
        }
    }

    /// Returns of the orders of the days from `first` to before `end` that are booked on the days from `from` to before
    /// `to`.
    fn booked(&self, first: Date, end: Date, from: Date, to: Date) -> f64 {
        let Self { world, .. } = self;
        let (returns, web_share) = (&world.returns(), world.parameters().trade.web_share);
        let longest = returns.longest_wait();
        let first = first.max(from.plus_days(-longest)).min(end);
        let share = |date: Date| {
            let after = |day: Date| returns.share_booked_after((day.days() - date.days()).max(0), web_share);
            after(to) - after(from)
        };
        // In between lie the days all of whose returns are booked by then.
        let whole = from.clamp(first, end);
        let partly = to.plus_days(-longest).clamp(whole, end);
        let of_days = |begins: Date, ends: Date| -> f64 {
            let days = (begins.days()..ends.days()).map(Date::from_days);
            days.map(|date| returns.between(date, date.plus_days(1)) as f64 * share(date)).sum()
        };
        let settled = returns.between(whole, partly) as f64 * returns.share_booked_after(longest, web_share);
        of_days(first, whole) + settled + of_days(partly, end)
    }

    /// The first and the last day of orders on which rows of a content hang.
    fn days(&self, content: Content) -> (Date, Date) {
        let booked = self.milestones.booked(content);
        // What is booked in the last half hour before a merge comes with the next, whose days begin after it.
        let first = booked.start.plus_days(-self.world.returns().longest_wait() - 1).max(self.milestones.first);
        // A content of no days has a day to look at all the same.
        (first, booked.end.plus_days(-1).max(first))
    }

    fn estimate(&self, content: Content) -> f64 {
        let (first, last) = self.days(content);
        self.rows(content, first, last.plus_days(1))
    }

    /// The rows of a content, counted where there may be none.
    fn planned(&self, content: Content) -> Rows {
        let estimate = self.estimate(content);
        if estimate >= TRUSTED {
            return about(estimate);
        }
        let mut rows = 0;
        self.walk(content, |_| rows += 1);
        Rows::Exact(rows)
    }

    /// The same for the returns of a group.
    fn inspected(&self, group: Group) -> Inspected {
        let estimate = self.estimate(Content::UnderInspection(group));
        if estimate >= TRUSTED {
            let corrected = estimate * self.world.parameters().returns.corrected_share;
            let kept = about(self.estimate(Content::Kept(group)));
            return Inspected { rows: about(estimate), corrected: corrected as u64, kept };
        }
        let (mut rows, mut corrected, mut kept) = (0, 0, 0);
        self.walk(Content::UnderInspection(group), |found| {
            rows += 1;
            corrected += u64::from(found.correction.is_some());
            kept += u64::from(!found.is_withdrawn);
        });
        Inspected { rows: Rows::Exact(rows), corrected, kept: Rows::Exact(kept) }
    }

    /// Calls `each` with the returns of which a content has a row.
    fn walk(&self, content: Content, mut each: impl FnMut(&Return)) {
        if self.milestones.booked(content).is_empty() {
            return;
        }
        let (first, last) = self.days(content);
        for slice in slices(self.world, first, last) {
            each_return(self.world, slice, |found| {
                if self.milestones.has(content, found) {
                    each(found);
                }
            });
        }
    }
}

/// The files and versions of a window.
pub struct Plan<'w> {
    world: &'w World,
    window: Window,
    expected: Expected<'w>,
    loaded: Rows,
    evolved: Rows,
    /// What is added after the second load: at the end of the window, and on each appended day.
    added: Vec<Rows>,
    /// By group; the last one is not inspected yet.
    inspected: Vec<Inspected>,
}

/// The returns of a group: all, and those that are corrected and withdrawn.
struct Inspected {
    rows: Rows,
    corrected: u64,
    kept: Rows,
}

impl<'w> Plan<'w> {
    /// The plan of `window`.
    pub fn new(world: &'w World, window: Window) -> Self {
        let expected = Expected::new(world, window);
        Self {
            loaded: expected.planned(Content::Loaded),
            evolved: expected.planned(Content::Evolved),
            added: (0..=window.appended()).map(|day| expected.planned(added_on(day))).collect(),
            inspected: (0..=window.appended() + 1).map(|group| expected.inspected(group)).collect(),
            world,
            window,
            expected,
        }
    }

    /// The versions, those that would change nothing left out.
    pub fn history(&self) -> ReturnsHistory {
        let mut made = vec![(ReturnsChange::Load, 0), (ReturnsChange::Evolve, 0)];
        // A day's merge inspects the group of its number and adds the next one.
        for ((day, added), groups) in (0..).zip(&self.added).zip(self.inspected.windows(2)) {
            let adds = added.count() + groups[1].rows.count() > 0;
            if adds || groups[0].corrected > 0 {
                made.push((ReturnsChange::Merge, day));
            }
            if groups[0].kept.count() < groups[0].rows.count() {
                made.push((ReturnsChange::Delete, day));
            }
        }
        let commit =
            |(version, (change, day))| ReturnsCommit { version, change, at: self.expected.milestones.at(change, day) };
        ReturnsHistory {
            table_id: name::table_id(self.world, self.window),
            commits: (0..).zip(made).map(commit).collect(),
        }
    }

    /// The data files, by version and number.
    pub fn parts(&self) -> Vec<Part> {
        let history = self.history();
        // The number of the version that made a change on a day; none where there is no such version.
        let version = |change, day| {
            let at = self.expected.milestones.at(change, day);
            let mut commits = history.commits.iter();
            commits.find(|commit| commit.change == change && commit.at == at).map(|commit| commit.version)
        };
        let settled: u64 = [self.loaded, self.evolved, self.added[0]].into_iter().map(Rows::count).sum();
        let mut files = Files { plan: self, settled, before: 0, parts: Vec::new() };
        files.settle(Content::Loaded, self.loaded, 0);
        files.settle(Content::Evolved, self.evolved, 1);
        // The versions in which a group is corrected, and loses the withdrawn.
        let rewriting = |group: Group| {
            let any_corrected = self.inspected.get(group as usize).is_some_and(|found| found.corrected > 0);
            (version(ReturnsChange::Merge, group).filter(|_| any_corrected), version(ReturnsChange::Delete, group))
        };
        let rows = |group: Group| self.inspected[group as usize].rows;
        let (corrected, withdrawn) = rewriting(0);
        files.inspect(Content::UnderInspection(0), rows(0), 1, corrected, withdrawn);
        for (day, added) in (0..).zip(&self.added) {
            let (corrected, withdrawn) = rewriting(day);
            if let Some(version) = version(ReturnsChange::Merge, day) {
                files.settle(added_on(day), *added, version);
            }
            if let Some(version) = corrected {
                files.inspect(Content::Corrected(day), rows(day), version, None, withdrawn);
            }
            if let Some(version) = version(ReturnsChange::Merge, day) {
                let (corrected, withdrawn) = rewriting(day + 1);
                files.inspect(Content::UnderInspection(day + 1), rows(day + 1), version, corrected, withdrawn);
            }
            if let Some(version) = withdrawn {
                files.inspect(Content::Kept(day), self.inspected[day as usize].kept, version, None, None);
            }
        }
        files.parts
    }
}

/// What the merge of an appended day adds, day 0 being the window before.
fn added_on(day: u32) -> Content {
    if day == 0 { Content::Merged } else { Content::Appended(day) }
}

/// The data files so far.
struct Files<'p, 'w> {
    plan: &'p Plan<'w>,
    /// Rows planned for all settled files.
    settled: u64,
    /// Rows planned for the settled files so far.
    before: u64,
    parts: Vec<Part>,
}

impl Files<'_, '_> {
    /// Adds what a version brings for good, in as many files as it takes.
    fn settle(&mut self, content: Content, rows: Rows, version: u32) {
        if rows.count() == 0 {
            return;
        }
        let (first, last) = self.plan.expected.days(content);
        let life = FileLife { added: version, removed: None, under_inspection: false, replaces: false };
        let expected = |from: Date, to: Date| self.plan.expected.rows(content, from, to);
        let files = if rows.count() as f64 <= FILE {
            vec![(first, last)]
        } else {
            files_of_whole_days(first, last, |date| expected(first, date))
        };
        let is_one = files.len() == 1;
        // Rounded from the content's first row on, so that the files' rows add up to the content's.
        let up_to = |date: Date| expected(first, date).round() as u64;
        for (from, to) in files {
            let rows = if is_one { rows } else { Rows::About(up_to(to.plus_days(1)) - up_to(from)) };
            let (before, total) = (self.before, self.settled);
            let file = DataFile { content, first: from, last: to, life, before, total, loses_withdrawn: false };
            self.push(rows, file);
            self.before += rows.count();
        }
    }

    /// Adds a file with returns under inspection, until it is written again without the errors or the withdrawn ones.
    fn inspect(&mut self, content: Content, rows: Rows, version: u32, corrected: Option<u32>, withdrawn: Option<u32>) {
        if rows.count() == 0 {
            return;
        }
        let (first, last) = self.plan.expected.days(content);
        let (removed, replaces) = (corrected.or(withdrawn), content.is_corrected());
        let life = FileLife { added: version, removed, under_inspection: true, replaces };
        let loses_withdrawn = corrected.is_none() && withdrawn.is_some();
        let total = rows.count();
        self.push(rows, DataFile { content, first, last, life, before: 0, total, loses_withdrawn });
    }

    fn push(&mut self, rows: Rows, file: DataFile) {
        let Plan { world, window, .. } = *self.plan;
        let version = file.life.added;
        let is_of_version = |part: &&Part| part.life().is_some_and(|life| life.added == version);
        let number = self.parts.iter().filter(is_of_version).count();
        let folder = Table::Returns.definition().path;
        let path = format!("{folder}{}", name::data_file(world, window, version, number));
        self.parts.push(part(world, path, rows, file));
    }
}

fn about(rows: f64) -> Rows {
    Rows::About(rows.round() as u64)
}
