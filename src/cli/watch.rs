//! What a person sees and does while a run goes on: a progress bar, and Ctrl-C.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use quotestance::job::Watch;
use quotestance::reader::InputError;

/// The signal that asked the run to stop; 0 for none.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicI32>);

impl Stop {
    /// Listen to SIGINT and SIGTERM from now on: the first asks the run to stop, the second ends the program at once.
    pub fn on_signals() -> Result<Self> {
        let stop = Stop::default();
        let mut signals = Signals::new([SIGINT, SIGTERM]).context("signals cannot be listened to")?;
        let heard = stop.clone();
        std::thread::spawn(move || {
            for signal in signals.forever() {
                if heard.0.swap(signal, Ordering::Relaxed) != 0 {
                    std::process::exit(128 + signal);
                }
                tracing::warn!("stopping; what was scored is being written (once more to stop at once)");
            }
        });
        Ok(stop)
    }

    /// The exit code of a run that was stopped: 128 and the signal's number, as shells have it.
    pub fn exit_code(&self) -> Option<u8> {
        match self.0.load(Ordering::Relaxed) {
            0 => None,
            signal => Some(128 + signal as u8),
        }
    }
}

/// Progress on a terminal, messages, and whether to stop.
pub struct Watcher {
    bar: ProgressBar,
    /// Articles and parts of articles that are done.
    done: Mutex<f64>,
    stop: Stop,
}

impl Watcher {
    /// `count` says how many articles will come, where that is known.
    pub fn new(count: impl FnOnce() -> Option<u64>, quiet: bool, stop: Stop) -> Self {
        // the parts add up to whole articles but for rounding
        Watcher { bar: progress_bar(count, quiet), done: Mutex::new(0.01), stop }
    }

    /// The work is over: no bar any more.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Watch for Watcher {
    fn done(&self, documents: f64) {
        let mut done = self.done.lock().expect("no thread panics while it counts");
        *done += documents;
        self.bar.set_position(*done as u64);
    }

    fn failed(&self, e: &InputError) {
        self.bar.suspend(|| tracing::error!(input = %e.input, "{}", e.error));
    }

    fn stopped(&self) -> bool {
        self.stop.exit_code().is_some()
    }
}

/// A bar with rate and time left on a terminal; a spinner where the number of articles is not known.
fn progress_bar(count: impl FnOnce() -> Option<u64>, quiet: bool) -> ProgressBar {
    if quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    // counting reads .jsonl files once more, so only where somebody watches
    let bar = match count() {
        Some(n) => ProgressBar::new(n).with_style(
            ProgressStyle::with_template("{bar:30} {pos}/{len} articles, {per_sec}, {eta} left")
                .expect("a valid template"),
        ),
        None => ProgressBar::new_spinner().with_style(
            ProgressStyle::with_template("{spinner} {pos} articles, {per_sec}, {elapsed}").expect("a valid template"),
        ),
    };
    bar.set_draw_target(ProgressDrawTarget::stderr());
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// A spinner on a terminal while files are written, which takes minutes where there are millions of quotations. It goes away
/// when it is dropped.
pub struct Writing(ProgressBar);

impl Writing {
    pub fn begin(quiet: bool) -> Self {
        if quiet || !std::io::stderr().is_terminal() {
            return Writing(ProgressBar::hidden());
        }
        let bar = ProgressBar::new_spinner().with_style(
            ProgressStyle::with_template("{spinner} writing the files, {elapsed}").expect("a valid template"),
        );
        bar.set_draw_target(ProgressDrawTarget::stderr());
        bar.enable_steady_tick(Duration::from_millis(200));
        Writing(bar)
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
