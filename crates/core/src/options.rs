//! How a check is made: how strictly, up to which limits, and with which findings allowed.

use std::fmt;

use crate::code::Code;

/// How strictly documented limits are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
#[non_exhaustive]
pub enum Profile {
    /// As documented.
    #[default]
    Documented,
    /// In responses, lists of values, upper bounds, lengths, item counts and formats only warn, since vendors widen them.
    Tolerant,
    /// Where sources do not agree, what the one that governs refuses is an error, whatever the others allow; so is what API
    /// Explorer alone refuses.
    Strict,
}

/// A code that is no error, everywhere or where a pointer leads: what would be one only warns, and what would only warn is not
/// told.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Allow {
    /// The code.
    pub code: Code,
    /// The JSON Pointer, in which `*` stands for any one step; `None` for everywhere.
    pub pointer: Option<String>,
}

/// As the command line writes it: `enum`, `maximum@/layers/*/width`.
impl fmt::Display for Allow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code.as_str())?;
        match &self.pointer {
            None => Ok(()),
            Some(pointer) => write!(f, "@{pointer}"),
        }
    }
}

/// Bounds on what hostile input can make a check do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Limits {
    /// Deepest nesting of objects and lists, documents in strings included.
    pub depth: u32,
    /// How many errors, and apart from them how many warnings, a report lists.
    pub violations: usize,
    /// Largest input in bytes.
    pub bytes: usize,
}

impl Allow {
    /// The code is allowed wherever it is found.
    #[must_use]
    pub const fn everywhere(code: Code) -> Self {
        Self {
            code,
            pointer: None,
        }
    }

    /// The code is allowed at a JSON Pointer, in which `*` stands for any one step: an item whatever its index, a
    /// member whatever its name.
    ///
    /// ```
    /// use mediaspec_core::check::Allow;
    /// use mediaspec_core::code::Code;
    ///
    /// let allow = Allow::at(Code::Maximum, "/layers/*/width");
    /// assert!(allow.covers(Code::Maximum, "/layers/17/width"));
    /// assert!(!allow.covers(Code::Maximum, "/layers/17/size/width"));
    /// ```
    #[must_use]
    pub fn at(code: Code, pointer: impl Into<String>) -> Self {
        Self {
            code,
            pointer: Some(pointer.into()),
        }
    }

    /// Returns whether it speaks of a violation of a code at a JSON Pointer.
    #[must_use]
    pub fn covers(&self, code: Code, pointer: &str) -> bool {
        self.code == code && self.leads_to(|| pointer)
    }

    /// Returns whether it speaks of a place, which is asked for only where it matters.
    pub(crate) fn leads_to<'p>(&self, pointer: impl FnOnce() -> &'p str) -> bool {
        let Some(allowed) = &self.pointer else {
            return true;
        };
        let (mut allowed, mut steps) = (allowed.split('/'), pointer().split('/'));
        loop {
            match (allowed.next(), steps.next()) {
                (Some("*"), Some(_)) => {}
                (Some(one), Some(other)) if one == other => {}
                (None, None) => return true,
                _ => return false,
            }
        }
    }
}

impl Limits {
    /// The same limits with another greatest depth.
    #[must_use]
    pub const fn depth(self, depth: u32) -> Self {
        Self { depth, ..self }
    }

    /// The same limits with another number of violations that a report lists.
    #[must_use]
    pub const fn violations(self, violations: usize) -> Self {
        Self { violations, ..self }
    }

    /// The same limits with another greatest size of the input.
    #[must_use]
    pub const fn bytes(self, bytes: usize) -> Self {
        Self { bytes, ..self }
    }
}

impl Default for Limits {
    /// 128 levels, 1,000 violations, no bound on bytes.
    fn default() -> Self {
        Self {
            depth: 128,
            violations: 1000,
            bytes: usize::MAX,
        }
    }
}

/// How to check.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Options {
    /// How strictly documented limits are taken.
    pub profile: Profile,
    /// Codes that are no errors.
    pub allow: Vec<Allow>,
    /// Bounds on hostile input.
    pub limits: Limits,
}

impl Options {
    /// The same options with another profile.
    #[must_use]
    pub fn profile(self, profile: Profile) -> Self {
        Self { profile, ..self }
    }

    /// The same options with one more code that is no error.
    #[must_use]
    pub fn allow(mut self, allow: Allow) -> Self {
        self.allow.push(allow);
        self
    }

    /// Returns which of the things that are allowed speaks of a violation, as its place in the list: the first that does. The
    /// pointer is asked for only where it matters.
    pub(crate) fn allowing<'p>(&self, code: Code, pointer: impl Fn() -> &'p str) -> Option<usize> {
        let mut all = self.allow.iter();
        all.position(|allow| allow.code == code && allow.leads_to(&pointer))
    }

    /// The same options with other limits.
    #[must_use]
    pub fn limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }
}
