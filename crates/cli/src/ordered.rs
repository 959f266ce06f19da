//! Work on several threads, with the answers in the order of the jobs; what is little and at hand is done on the caller's.
//!
//! Three parties, and each waits for no more than the one before it: a reader makes the jobs, workers answer them, and
//! the caller's thread takes the answers. Each job leaves a promise in a bounded queue; a full queue stops the reader,
//! so that memory stays flat however slow the caller is. The reader may wait for input that never comes: it is a thread
//! of its own that is left behind when the run ends early.

use std::convert::Infallible;
use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::thread;
use std::time::Duration;

use crossbeam_channel::{
    Receiver, RecvTimeoutError, Sender, TryRecvError, bounded, select_biased, unbounded,
};

use crate::session::Stop;

/// How many jobs may be under way for each worker: enough that none is idle while another has a long one.
const AHEAD: usize = 4;

/// What takes the answers.
pub(crate) trait Sink<A> {
    /// Takes the answer of the next job.
    fn take(&mut self, answer: A) -> Result<(), Stop>;

    /// Is called when the next answer is not there yet. Returns after how long it wants to be called again.
    fn wait(&mut self) -> Result<Option<Duration>, Stop>;
}

/// Answers each job, and hands the answers to the sink in the order of the jobs.
///
/// `worker` is called once on each thread, for what answers the jobs there. A panic of a worker or of the reader goes
/// on in the caller, after the answers before it were taken.
pub(crate) fn answer<J, A, W>(
    jobs: impl Iterator<Item = J> + Send + 'static,
    threads: NonZeroUsize,
    worker: impl Fn() -> W + Sync,
    sink: &mut impl Sink<A>,
) -> Result<(), Stop>
where
    J: Send + 'static,
    A: Send + 'static,
    W: FnMut(J) -> A,
{
    // Every job has a promise, so that the one bound holds for both queues.
    let (promise, promised) = bounded(threads.get().saturating_mul(AHEAD));
    let (ask, asked) = unbounded();
    let reader = thread::Builder::new()
        .name("reader".to_owned())
        .spawn(move || read(jobs, &promise, &ask))
        .map_err(no_thread)?;
    thread::scope(|scope| {
        // Nothing is ever sent: that it is dropped, in whatever way this scope is left, tells the workers to end.
        let (running, ended) = bounded::<Infallible>(0);
        let mut workers = Vec::new();
        for number in 0..threads.get() {
            let (asked, ended, worker) = (asked.clone(), ended.clone(), &worker);
            let thread = thread::Builder::new()
                .name(format!("worker {number}"))
                .spawn_scoped(scope, move || work(&asked, &ended, worker()))
                .map_err(no_thread)?;
            workers.push(thread);
        }
        drop(asked);
        let taken = take(&promised, sink);
        drop((running, promised));
        for worker in workers {
            worker.join().unwrap_or_else(|panic| resume_unwind(panic));
        }
        taken
    })?;
    // All promises were taken: the reader is at its end.
    reader.join().unwrap_or_else(|panic| resume_unwind(panic));
    Ok(())
}

/// Answers each job on the caller's thread: for jobs that are at hand and soon done, where threads would take most of the time.
pub(crate) fn answer_here<J, A>(
    jobs: impl Iterator<Item = J>,
    mut worker: impl FnMut(J) -> A,
    sink: &mut impl Sink<A>,
) -> Result<(), Stop> {
    for job in jobs {
        sink.take(worker(job))?;
    }
    Ok(())
}

/// Asks for the answer of each job until nobody takes them any more.
fn read<J, A>(
    jobs: impl Iterator<Item = J>,
    promise: &Sender<Receiver<A>>,
    ask: &Sender<(J, Sender<A>)>,
) {
    for job in jobs {
        let (reply, answer) = bounded(1);
        if promise.send(answer).is_err() || ask.send((job, reply)).is_err() {
            return;
        }
    }
}

fn work<J, A>(
    asked: &Receiver<(J, Sender<A>)>,
    ended: &Receiver<Infallible>,
    mut answer: impl FnMut(J) -> A,
) {
    loop {
        select_biased! {
            recv(ended) -> _ => return,
            recv(asked) -> job => match job {
                // Where nobody takes the answer any more, the end is near.
                Ok((job, reply)) => drop(reply.send(answer(job))),
                Err(_) => return,
            },
        }
    }
}

fn take<A>(promised: &Receiver<Receiver<A>>, sink: &mut impl Sink<A>) -> Result<(), Stop> {
    while let Some(answer) = next(promised, sink)? {
        match next(&answer, sink)? {
            Some(answer) => sink.take(answer)?,
            // Its worker has panicked.
            None => break,
        }
    }
    Ok(())
}

/// Waits for what comes next; `None` where nothing comes any more.
fn next<T, A>(from: &Receiver<T>, sink: &mut impl Sink<A>) -> Result<Option<T>, Stop> {
    match from.try_recv() {
        Ok(it) => return Ok(Some(it)),
        Err(TryRecvError::Disconnected) => return Ok(None),
        Err(TryRecvError::Empty) => {}
    }
    loop {
        let Some(patience) = sink.wait()? else {
            return Ok(from.recv().ok());
        };
        match from.recv_timeout(patience) {
            Ok(it) => return Ok(Some(it)),
            Err(RecvTimeoutError::Disconnected) => return Ok(None),
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
}

fn no_thread(error: std::io::Error) -> Stop {
    Stop::Because(format!(
        "cannot start a thread: {error}; --jobs sets how many there are"
    ))
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroUsize;
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;
    use std::time::Duration;

    use super::{AHEAD, Sink, answer, answer_here};
    use crate::session::Stop;

    const THREADS: NonZeroUsize = NonZeroUsize::new(3).unwrap();

    /// Keeps what it takes, and stops at a number.
    #[derive(Default)]
    struct Kept {
        taken: Vec<usize>,
        waits: usize,
        stop_at: Option<usize>,
        pause: Duration,
    }

    impl Sink<usize> for Kept {
        fn take(&mut self, answer: usize) -> Result<(), Stop> {
            thread::sleep(self.pause);
            if self.stop_at == Some(answer) {
                return Err(Stop::PipeClosed);
            }
            self.taken.push(answer);
            Ok(())
        }

        fn wait(&mut self) -> Result<Option<Duration>, Stop> {
            self.waits = self.waits.saturating_add(1);
            Ok(Some(Duration::from_millis(1)))
        }
    }

    /// Answers after a while that differs from job to job.
    fn slowly(job: usize) -> usize {
        let millis = [1, 0, 3, 2, 0];
        let millis = job.checked_rem(millis.len()).and_then(|at| millis.get(at));
        thread::sleep(Duration::from_millis(*millis.unwrap_or(&0)));
        job
    }

    #[test]
    fn answers_come_in_the_order_of_the_jobs() {
        let mut kept = Kept::default();
        let ended = answer(0..200, THREADS, || slowly, &mut kept);
        assert!(ended.is_ok());
        assert_eq!(kept.taken, (0..200).collect::<Vec<_>>());
        assert!(kept.waits > 0);
    }

    #[test]
    fn a_stop_ends_what_is_done_here() {
        let mut kept = Kept {
            stop_at: Some(2),
            ..Kept::default()
        };
        let ended = answer_here(0.., slowly, &mut kept);
        assert!(matches!(ended, Err(Stop::PipeClosed)));
        assert_eq!(kept.taken, [0, 1]);
        assert!(answer_here(7..9, slowly, &mut kept).is_ok());
        assert_eq!(kept.taken, [0, 1, 7, 8]);
    }

    #[test]
    fn the_reader_waits_for_whoever_takes_the_answers() {
        let read = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&read);
        let jobs = (0..60).inspect(move |_| {
            counter.fetch_add(1, Ordering::SeqCst);
        });
        struct Ahead(Arc<AtomicUsize>, usize, usize);
        impl Sink<usize> for Ahead {
            fn take(&mut self, answer: usize) -> Result<(), Stop> {
                // Time enough for the reader to run away.
                thread::sleep(Duration::from_millis(2));
                let ahead = self.0.load(Ordering::SeqCst).saturating_sub(answer);
                self.1 = self.1.max(ahead);
                self.2 = self.2.saturating_add(1);
                Ok(())
            }
            fn wait(&mut self) -> Result<Option<Duration>, Stop> {
                Ok(None)
            }
        }
        let mut sink = Ahead(read, 0, 0);
        assert!(answer(jobs, THREADS, || |job| job, &mut sink).is_ok());
        assert_eq!(sink.2, 60);
        // Those in the queue, the one that is taken, and the one that the reader holds in its hands.
        let most = THREADS.get().saturating_mul(AHEAD).saturating_add(2);
        assert!(sink.1 <= most, "{}", sink.1);
    }

    #[test]
    fn a_stop_ends_the_run_though_the_reader_waits_for_ever() {
        let jobs = (0..5).chain(std::iter::from_fn(|| {
            loop {
                thread::park();
            }
        }));
        let mut kept = Kept {
            stop_at: Some(4),
            ..Kept::default()
        };
        let ended = answer(jobs, THREADS, || slowly, &mut kept);
        assert!(matches!(ended, Err(Stop::PipeClosed)));
        assert_eq!(kept.taken, [0, 1, 2, 3]);
    }

    fn panics(jobs: impl Iterator<Item = usize> + Send + 'static, at: usize) -> Vec<usize> {
        let mut kept = Kept::default();
        let work = move |job| {
            assert!(job != at, "a worker fails");
            slowly(job)
        };
        let ended = catch_unwind(AssertUnwindSafe(|| {
            answer(jobs, THREADS, || work, &mut kept)
        }));
        assert!(ended.is_err(), "the panic goes on");
        kept.taken
    }

    #[test]
    fn a_panic_of_a_worker_goes_on_after_the_answers_before_it() {
        assert_eq!(panics(0..1000, 7), [0, 1, 2, 3, 4, 5, 6]);
        assert_eq!(panics(0.., 0), [0_usize; 0]);
    }

    #[test]
    fn a_panic_of_the_reader_goes_on_after_the_answers_before_it() {
        let jobs = (0..9).inspect(|&job| assert!(job != 3, "the reader fails"));
        assert_eq!(panics(jobs, usize::MAX), [0, 1, 2]);
    }
}
