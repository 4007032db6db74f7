//! The secrets, and the search for any twelve bytes of them.

use std::collections::HashSet;

pub(crate) const SECRET: &str = "kS3cR9tQ7vX2mZ4wB6nYp1LdG8";
pub(crate) const TOKEN: &str = "T0kEn5hJ8rW3xC7bV1zPq9MfA2";
pub(crate) const OIDC: &str = "eyJhbGciOiJSUzI1NiJ9.0iDc4sU6gN2yK8jX.3eLmB7vQ1wRz5tHc";
pub(crate) const METADATA: &str = "M3taD4ta9uYs6kFx2pGw8nJq1Z";
pub(crate) const POLICY: &str = "P0lIcY7rDv3mHz9sKt5bXw1QnC";
pub(crate) const EXTERNAL_ID: &str = "Xt3rN4l1dB8vLq6yJc2wRs9FmG";
pub(crate) const PATH: &str = "pA7hZ3kWq9xTn5vRd1mBy8JcLs";
pub(crate) const QUERY: &str = "qU3rY6tGx1wMb9zKn4vHp7DfSc";
pub(crate) const ARGUMENT: &str = "aRg5Lw8zXb2vTq7mKc9nYd1HsJ";
pub(crate) const OUTPUT: &str = "oU7pT2xWk9vBz4nMq6rLd8GyHc";
pub(crate) const CONTENT: &str = "C0nT3nTy8mXq5wVz1kRb7JdLsG";
pub(crate) const LEAK: &str = "L3aKw9tZx4vQm7nBk2yRd6HcPj";
/// Without a digit, as a code might be.
pub(crate) const LETTERS: &str = "hKzQwVbXtRmPnLcYdGsJfTqBvW";

/// As the name of a host might be.
pub(crate) const HOST: &str = "h0stw9tz4vq7mnb2kyr6dc3jps";

const ALL: [&str; 14] = [
    SECRET,
    TOKEN,
    OIDC,
    METADATA,
    POLICY,
    EXTERNAL_ID,
    PATH,
    QUERY,
    ARGUMENT,
    OUTPUT,
    CONTENT,
    LEAK,
    LETTERS,
    HOST,
];

/// Every run of twelve bytes of a secret.
pub(crate) struct Canaries {
    parts: HashSet<&'static [u8]>,
    /// Lines that have been searched, as most lines come again and again.
    clean: HashSet<String>,
}

const LENGTH: usize = 12;

impl Canaries {
    pub(crate) fn new() -> Self {
        let parts = ALL.iter().flat_map(|canary| canary.as_bytes().windows(LENGTH)).collect();
        Self { parts, clean: HashSet::new() }
    }

    /// Returns a part of a secret that is in a line of a text.
    pub(crate) fn find(&mut self, text: &str) -> Option<String> {
        for line in text.lines() {
            if self.clean.contains(line) {
                continue;
            }
            let mut windows = line.as_bytes().windows(LENGTH);
            if let Some(found) = windows.find(|window| self.parts.contains(window)) {
                return Some(String::from_utf8_lossy(found).into_owned());
            }
            self.clean.insert(line.to_owned());
        }
        None
    }
}
