//! Counts what a thread asks of the heap.
//!
//! The allocator is the system's with a switch in front of it. Crates that count always would slow down the engines that
//! allocate, which in a benchmark are the others and not ours; here a call costs one look at a flag of the thread while
//! nothing is counted. Threads count apart, so that tests beside each other do not meet.
//!
//! A binary that counts declares it:
//!
//! ```ignore
//! #[global_allocator]
//! static HEAP: mediaspec_tests::heap::Counting = mediaspec_tests::heap::Counting;
//! ```
#![expect(unsafe_code, reason = "an allocator can only be written so")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// The counts of a thread. Nothing of it needs to be dropped, so that it can be asked while a thread ends.
struct Counts {
    on: Cell<bool>,
    calls: Cell<u64>,
    live: Cell<i64>,
    peak: Cell<i64>,
}

thread_local! {
    static COUNTS: Counts = const {
        Counts {
            on: Cell::new(false),
            calls: Cell::new(0),
            live: Cell::new(0),
            peak: Cell::new(0),
        }
    };
}

/// What a piece of work asked of the heap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allocations {
    /// How often memory was asked for, growth of what there was included.
    pub calls: u64,
    /// The most bytes that were held at a time, beyond what was held before.
    pub peak: u64,
}

/// Counts while the work is done, on this thread alone. One count at a time.
///
/// # Panics
/// If the binary has no [`Counting`] for its allocator: it would count nothing.
pub fn count<T>(work: impl FnOnce() -> T) -> (T, Allocations) {
    COUNTS.with(|counts| {
        counts.calls.set(0);
        counts.live.set(0);
        counts.peak.set(0);
        counts.on.set(true);
        drop(std::hint::black_box(Box::new(0_u8)));
        assert_eq!(counts.calls.get(), 1, "the allocator of this binary counts");
        counts.calls.set(0);
        counts.peak.set(0);
        let done = work();
        counts.on.set(false);
        let allocations = Allocations {
            calls: counts.calls.get(),
            peak: u64::try_from(counts.peak.get()).unwrap_or(0),
        };
        (done, allocations)
    })
}

/// The system's allocator, which counts where it is asked to.
#[derive(Debug)]
pub struct Counting;

fn noted(calls: u64, by: i64) {
    COUNTS.with(|counts| {
        if counts.on.get() {
            let live = counts.live.get().saturating_add(by);
            counts.calls.set(counts.calls.get().saturating_add(calls));
            counts.live.set(live);
            counts.peak.set(counts.peak.get().max(live));
        }
    });
}

fn signed(size: usize) -> i64 {
    i64::try_from(size).unwrap_or(i64::MAX)
}

// SAFETY: every call goes to the system's allocator as it came; counting neither allocates nor unwinds.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        noted(1, signed(layout.size()));
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        noted(1, signed(layout.size()));
        // SAFETY: the caller keeps the contract of `alloc_zeroed`.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        noted(1, signed(size).saturating_sub(signed(layout.size())));
        // SAFETY: the caller keeps the contract of `realloc`.
        unsafe { System.realloc(block, layout, size) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        noted(0, signed(layout.size()).saturating_neg());
        // SAFETY: the caller keeps the contract of `dealloc`.
        unsafe { System.dealloc(block, layout) }
    }
}
