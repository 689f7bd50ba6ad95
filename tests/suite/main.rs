//! Tests of the whole program: the real binary on the real models, and the library as a user calls it.
//!
//! One binary, since each one links libtorch. What several tests read is made once (`common`). A test that cannot run on
//! a machine says so and is counted; `scripts/test` prints the count.

#![allow(clippy::unwrap_used, reason = "a test that meets an error has failed")]

mod common;
mod gold;

mod analyzer;
mod archive;
mod bad_inputs;
mod bench;
mod corrections;
mod dates;
mod durable;
mod explain;
mod failures;
mod faults;
mod hostile;
mod language;
mod large;
mod layout;
mod names;
mod names_swapped;
mod news;
mod no_network;
mod options;
mod parity;
mod report;
mod resume;
mod samples;
mod setup;
mod speakers;
mod stance_rules;
