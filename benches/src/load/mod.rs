//! Load for a server of signed requests: what is asked, over which connections, and what it took.
//!
//! The program `emulator_load` puts the parts together; `benches/emulator.sh` runs it.
//!
//! * [`Batch`] is requests, signed and rendered before anything is timed.
//! * [`Connection`] sends one and reads the answer; [`drive`] sends a batch over several.
//! * [`rounds`] compares servers, [`soak`] wears one out, [`starts`] waits for one to answer.
//! * [`catalogue`] writes images for a server to have; [`process`] asks the kernel about it.

mod batch;
pub mod catalogue;
mod connection;
mod drive;
mod flags;
pub mod process;
mod rounds;
mod soak;
mod starts;

use std::error::Error;

pub use batch::{Batch, KEY_ID, KEY_SECRET, Shape};
pub use connection::{Answer, Connection};
pub use drive::{Tally, drive, open};
pub use flags::{Flags, Server, USAGE, Work, address_of};
pub use rounds::rounds;
pub use soak::soak;
pub use starts::starts;

/// What ends the program: a server that cannot be reached or that answers something else.
pub type Failure = Box<dyn Error + Send + Sync>;

/// Returns the middle of the figures, the upper one of two; 0 of none.
fn median(figures: impl IntoIterator<Item = f64>) -> f64 {
    let mut figures: Vec<f64> = figures.into_iter().collect();
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn the_median_is_one_of_the_figures() {
        assert_eq!(median([3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median([4.0, 1.0, 2.0, 3.0]), 3.0);
        assert_eq!(median([]), 0.0);
    }
}
