//! What a server does on one connection, step by step.

use std::sync::Arc;
use std::time::Duration;

use super::clock::Clock;
use super::emulated::Emulated;
use super::gate::Gate;
use super::log::{Event, Log};
use super::socket::Socket;
use super::tls::Identity;

/// The steps of one connection. After the last one the server ends its side and waits for the
/// client to close.
#[derive(Clone, Debug, Default)]
pub struct Script {
    steps: Vec<Step>,
    repeats: bool,
}

#[derive(Clone, Debug)]
enum Step {
    Handshake(Identity),
    Read,
    Answer(Emulated),
    Write(Arc<[u8]>),
    WriteForEver(Arc<[u8]>),
    Wait(Gate),
    Open(Gate),
    Expire(Clock),
    Advance(Clock, Duration),
    Cut,
    Close,
    Reset,
    UntilReleased,
}

impl Script {
    /// Returns an empty script: the connection is closed as soon as it is accepted.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes the TLS handshake. If the client refuses it, the script ends.
    #[must_use]
    pub fn handshake(self, identity: &Identity) -> Self {
        self.step(Step::Handshake(identity.clone()))
    }

    /// Reads one whole request. If the client closes instead, the script ends.
    #[must_use]
    pub fn read(self) -> Self {
        self.step(Step::Read)
    }

    /// Reads one whole request and writes what the emulator answers.
    #[must_use]
    pub fn answer(self, emulated: &Emulated) -> Self {
        self.step(Step::Answer(emulated.clone()))
    }

    /// Writes bytes. If the client has gone, the script ends.
    #[must_use]
    pub fn write(self, bytes: impl AsRef<[u8]>) -> Self {
        self.step(Step::Write(bytes.as_ref().into()))
    }

    /// Writes the same bytes again and again until the client closes.
    #[must_use]
    pub fn write_for_ever(self, bytes: impl AsRef<[u8]>) -> Self {
        self.step(Step::WriteForEver(bytes.as_ref().into()))
    }

    /// Waits until a gate is open.
    #[must_use]
    pub fn wait(self, gate: &Gate) -> Self {
        self.step(Step::Wait(gate.clone()))
    }

    /// Opens a gate.
    #[must_use]
    pub fn open(self, gate: &Gate) -> Self {
        self.step(Step::Open(gate.clone()))
    }

    /// Lets the client's next deadline pass.
    #[must_use]
    pub fn expire(self, clock: &Clock) -> Self {
        self.step(Step::Expire(clock.clone()))
    }

    /// Moves the client's clock.
    #[must_use]
    pub fn advance(self, clock: &Clock, by: Duration) -> Self {
        self.step(Step::Advance(clock.clone(), by))
    }

    /// Ends the TCP stream without a word to TLS.
    #[must_use]
    pub fn cut(self) -> Self {
        self.step(Step::Cut)
    }

    /// Ends the server's side in order. The end of a script does the same.
    #[must_use]
    pub fn close(self) -> Self {
        self.step(Step::Close)
    }

    /// Closes with a reset.
    #[must_use]
    pub fn reset(self) -> Self {
        self.step(Step::Reset)
    }

    /// Stays silent until the client closes.
    #[must_use]
    pub fn until_released(self) -> Self {
        self.step(Step::UntilReleased)
    }

    /// Plays the steps again and again on the connection until the client closes.
    #[must_use]
    pub fn repeat(mut self) -> Self {
        self.repeats = true;
        self
    }

    fn step(mut self, step: Step) -> Self {
        self.steps.push(step);
        self
    }

    pub(crate) async fn play(&self, number: usize, mut socket: Socket, log: &Log) {
        let ended = loop {
            match self.once(number, socket, log).await {
                Played::Through(again) if self.repeats => socket = again,
                played => break played,
            }
        };
        match ended {
            Played::Through(mut socket) | Played::Ended(mut socket) => {
                socket.finish().await;
                socket.drain().await;
                log.note(Event::Released(number));
            }
            Played::Reset => {}
            Played::Lost => log.note(Event::Released(number)),
        }
    }

    async fn once(&self, number: usize, mut socket: Socket, log: &Log) -> Played {
        for step in &self.steps {
            match step {
                Step::Handshake(identity) => match socket.secured(identity).await {
                    Ok(secured) => socket = secured,
                    Err(_) => return Played::Lost,
                },
                Step::Read => match socket.read_request().await {
                    Some(request) => log.note(Event::Request(number, request)),
                    None => return Played::Ended(socket),
                },
                Step::Answer(emulated) => {
                    let Some(request) = socket.read_request().await else {
                        return Played::Ended(socket);
                    };
                    let answer = emulated.answer(&request);
                    log.note(Event::Request(number, request));
                    if socket.write(&answer).await.is_err() {
                        return Played::Ended(socket);
                    }
                }
                Step::Write(bytes) => {
                    if socket.write(bytes).await.is_err() {
                        return Played::Ended(socket);
                    }
                }
                Step::WriteForEver(bytes) => {
                    while socket.write(bytes).await.is_ok() {}
                    return Played::Ended(socket);
                }
                Step::Wait(gate) => gate.passed().await,
                Step::Open(gate) => gate.open(),
                Step::Expire(clock) => clock.expire().await,
                Step::Advance(clock, by) => clock.advance(*by),
                Step::Cut => {
                    socket.cut().await;
                    socket.drain().await;
                    return Played::Ended(socket);
                }
                Step::Close => return Played::Ended(socket),
                Step::Reset => {
                    log.note(Event::Reset(number));
                    socket.reset();
                    return Played::Reset;
                }
                Step::UntilReleased => socket.drain().await,
            }
        }
        Played::Through(socket)
    }
}

/// How the steps of a connection went.
enum Played {
    /// To the last one.
    Through(Socket),
    /// To a step after which no other makes sense.
    Ended(Socket),
    /// The client refused the handshake.
    Lost,
    /// The connection was reset.
    Reset,
}
