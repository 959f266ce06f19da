//! How much sheets say.

use std::collections::BTreeMap;

use crate::sheet::{Cause, Row, Sheet};

/// How much some sheets say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Sheets.
    pub sheets: usize,
    /// Tables.
    pub tables: usize,
    /// Rows, inner ones included.
    pub rows: usize,
    /// Statements of rows about what a value may be.
    pub constraints: usize,
    /// Rules between members.
    pub rules: usize,
    /// Statements that count for nothing.
    pub slips: usize,
    /// What was not understood, by cause.
    pub unread: BTreeMap<Cause, usize>,
}

impl Tally {
    /// Counts a sheet.
    pub fn add(&mut self, sheet: &Sheet) {
        self.sheets += 1;
        self.tables += sheet.tables.len();
        self.rules += sheet.rules.len();
        for table in &sheet.tables {
            self.slips += table.slips.len();
            for row in table.all_rows() {
                self.count(row);
            }
        }
        for unread in sheet.all_unread() {
            *self.unread.entry(unread.cause).or_default() += 1;
        }
    }

    fn count(&mut self, row: &Row) {
        self.rows += 1;
        self.constraints += row.constraints().len();
        self.slips += row.slips.len();
    }
}
