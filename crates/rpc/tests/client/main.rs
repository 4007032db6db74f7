//! The client over scripted transports and a virtual clock, with a made-up operation.

mod bounded;
mod budget;
mod clock;
mod earlier;
mod keys;
mod late;
mod predicates;
mod rate;
mod support;
mod unknown;
mod unsigned;
