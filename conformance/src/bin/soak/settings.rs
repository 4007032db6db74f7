//! What the command line says.

/// What the command line says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings {
    pub(crate) requests: u64,
    pub(crate) in_flight: u64,
    /// Faults in a hundred requests.
    pub(crate) faults: u64,
    pub(crate) seed: u64,
    /// Be the server side.
    pub(crate) serve: bool,
}

impl Settings {
    pub(crate) fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut settings =
            Self { requests: 10_000, in_flight: 64, faults: 5, seed: 1, serve: false };
        while let Some(name) = arguments.next() {
            if name == "--serve" {
                settings.serve = true;
                continue;
            }
            let place = match name.as_str() {
                "--requests" => &mut settings.requests,
                "--in-flight" => &mut settings.in_flight,
                "--faults" => &mut settings.faults,
                "--seed" => &mut settings.seed,
                _ => return Err(format!("{name} is no option; see the top of soak/main.rs")),
            };
            let value = arguments.next().and_then(|value| value.parse().ok());
            *place = value.ok_or_else(|| format!("{name} needs a number"))?;
        }
        if settings.in_flight == 0 || settings.faults > 100 {
            return Err("--in-flight is at least 1, and --faults at most 100".to_owned());
        }
        Ok(settings)
    }
}

pub(crate) type BoxError = Box<dyn std::error::Error + Send + Sync>;
