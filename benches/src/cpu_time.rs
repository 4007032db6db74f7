//! The clock of the benches: the processor time of the thread, not the time on the wall.

use std::time::Duration;

use cpu_time::ThreadTime;
use criterion::Criterion;
use criterion::measurement::{Measurement, ValueFormatter, WallTime};

/// Measures what the thread itself was given of the processor, in nanoseconds.
///
/// On a machine with other work to do, medians of wall time are wrong by factors and have two
/// peaks; those of processor time move by a tenth. What is measured with it runs on one thread.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct CpuTime;

impl CpuTime {
    /// Returns criterion with this clock, set up by the command line.
    #[must_use]
    pub fn criterion() -> Criterion<Self> {
        Criterion::default()
            .with_measurement(Self)
            .warm_up_time(Duration::from_secs(1))
            .measurement_time(Duration::from_secs(3))
            .configure_from_args()
    }
}

impl Measurement for CpuTime {
    type Intermediate = ThreadTime;
    type Value = Duration;

    fn start(&self) -> ThreadTime {
        ThreadTime::now()
    }

    fn end(&self, start: ThreadTime) -> Duration {
        start.elapsed()
    }

    fn add(&self, one: &Duration, other: &Duration) -> Duration {
        *one + *other
    }

    fn zero(&self) -> Duration {
        Duration::ZERO
    }

    fn to_f64(&self, value: &Duration) -> f64 {
        value.as_nanos() as f64
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        WallTime.formatter()
    }
}
