//! What goes to standard error: lines for people, or JSON lines for log collectors.

use std::fmt;

use clap::ValueEnum;
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

/// How messages are written.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub enum LogFormat {
    /// A line of text a message
    #[default]
    Text,
    /// A JSON object a line: timestamp, level, message, and the input it is about
    Json,
}

/// Send messages to standard error from now on. `QUOTESTANCE_LOG` sets the level (default: warn).
pub fn start(format: LogFormat) {
    let filter = EnvFilter::try_from_env("QUOTESTANCE_LOG").unwrap_or_else(|_| "warn".into());
    let to = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match format {
        LogFormat::Text => to.event_format(Plain).init(),
        LogFormat::Json => {
            to.json().flatten_event(true).with_target(false).with_current_span(false).with_span_list(false).init()
        }
    }
}

/// A panic on one of the program's own threads is caught and becomes an error of its input, which says it where it can be
/// found; only those that look closer see the place in the code.
pub fn quiet_panics() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let thread = std::thread::current();
        match thread.name() {
            Some(name) if name == "reader" || name.starts_with("analyzer-") => tracing::debug!("{name}: {panic}"),
            _ => usual(panic),
        }
    }));
}

/// `quotestance: [warning:] [INPUT:] MESSAGE`
struct Plain;

impl<S, N> FormatEvent<S, N> for Plain
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(&self, _: &FmtContext<'_, S, N>, mut to: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        let mut parts = Parts::default();
        event.record(&mut parts);
        let level = match *event.metadata().level() {
            Level::ERROR | Level::INFO => "",
            Level::WARN => "warning: ",
            _ => "debug: ",
        };
        let input = parts.input.map(|i| format!("{i}: ")).unwrap_or_default();
        writeln!(to, "quotestance: {level}{input}{}", parts.message)
    }
}

#[derive(Default)]
struct Parts {
    input: Option<String>,
    message: String,
}

impl Visit for Parts {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        match field.name() {
            "message" => self.message = format!("{value:?}"),
            "input" => self.input = Some(format!("{value:?}")),
            _ => {}
        }
    }
}
