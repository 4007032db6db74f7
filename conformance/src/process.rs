//! Any program as a subject: one JSON object per line, in and out.

use std::fmt;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, PoisonError};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::subject::{Answer, Subject};
use crate::types::{
    Acs3Input, Acs3Output, CheckOutput, DecodeInput, DecodeOutput, EncodeOutput, ErrorInput,
    ErrorOutput, ExplainInput, ExplainOutput, ListingInput, ListingOutput, RulesInput, SignInput,
    SignOutput, VerifyInput, VerifyOutput,
};

/// A running program that answers on its standard output what it reads on its standard input.
///
/// `README.md` describes the protocol. The program is asked one thing at a time.
pub struct Process {
    name: String,
    pipes: Mutex<Pipes>,
}

struct Pipes {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    asked: u64,
}

impl Process {
    /// Starts a program in the root of the repository: its path and its arguments, parted by
    /// blanks.
    ///
    /// # Errors
    ///
    /// The error of starting it.
    pub fn start(command: &str) -> std::io::Result<Self> {
        let mut words = command.split_whitespace();
        let mut child = Command::new(words.next().unwrap_or_default())
            .args(words)
            .current_dir(crate::requirements::repository())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let no_pipe = || std::io::Error::other("the program has no pipes");
        let input = child.stdin.take().ok_or_else(no_pipe)?;
        let output = BufReader::new(child.stdout.take().ok_or_else(no_pipe)?);
        let pipes = Mutex::new(Pipes { child, input, output, asked: 0 });
        Ok(Self { name: command.to_owned(), pipes })
    }

    fn ask<T: DeserializeOwned>(&self, area: &str, input: &impl Serialize) -> Answer<T> {
        let mut pipes = self.pipes.lock().unwrap_or_else(PoisonError::into_inner);
        match pipes.exchange(area, input) {
            Ok(reply) => reply.into_answer(),
            Err(problem) => Answer::Broken(problem),
        }
    }
}

impl Pipes {
    fn exchange(&mut self, area: &str, input: &impl Serialize) -> Result<Reply, String> {
        self.asked += 1;
        let question = Question { id: self.asked, area, input };
        let mut line = serde_json::to_string(&question).map_err(|error| error.to_string())?;
        line.push('\n');
        let written = self.input.write_all(line.as_bytes()).and_then(|()| self.input.flush());
        written.map_err(|error| format!("it does not read: {error}"))?;

        let mut line = String::new();
        let read = self.output.read_line(&mut line);
        if read.map_err(|error| format!("it does not write: {error}"))? == 0 {
            return Err("it ended".to_owned());
        }
        let reply: Reply = serde_json::from_str(&line)
            .map_err(|error| format!("it wrote {line:?}, which is no reply: {error}"))?;
        if reply.id != self.asked {
            return Err(format!("it answered question {} to question {}", reply.id, self.asked));
        }
        Ok(reply)
    }
}

impl Drop for Pipes {
    fn drop(&mut self) {
        // A program that is still there when nobody asks any more is not worth waiting for.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[derive(Serialize)]
struct Question<'q, I> {
    id: u64,
    area: &'q str,
    input: &'q I,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reply {
    id: u64,
    #[serde(default)]
    output: Option<Value>,
    #[serde(default)]
    unsupported: Option<String>,
}

impl Reply {
    fn into_answer<T: DeserializeOwned>(self) -> Answer<T> {
        match (self.output, self.unsupported) {
            (None, Some(why)) => Answer::Unsupported(why),
            (Some(output), None) => match serde_json::from_value(output) {
                Ok(output) => Answer::Given(output),
                Err(error) => Answer::Broken(format!("its output has another shape: {error}")),
            },
            _ => Answer::Broken("either `output` or `unsupported`, please".to_owned()),
        }
    }
}

impl Subject for Process {
    fn check(&self, input: &RulesInput) -> Answer<CheckOutput> {
        self.ask("check", input)
    }

    fn encode(&self, input: &RulesInput) -> Answer<EncodeOutput> {
        self.ask("encode", input)
    }

    fn sign(&self, input: &SignInput) -> Answer<SignOutput> {
        self.ask("sign", input)
    }

    fn verify(&self, input: &VerifyInput) -> Answer<VerifyOutput> {
        self.ask("verify", input)
    }

    fn sign_acs3(&self, input: &Acs3Input) -> Answer<Acs3Output> {
        self.ask("sign-acs3", input)
    }

    fn explain(&self, input: &ExplainInput) -> Answer<ExplainOutput> {
        self.ask("explain", input)
    }

    fn decode(&self, input: &DecodeInput) -> Answer<DecodeOutput> {
        self.ask("decode", input)
    }

    fn error(&self, input: &ErrorInput) -> Answer<ErrorOutput> {
        self.ask("error", input)
    }

    fn listing(&self, input: &ListingInput) -> Answer<ListingOutput> {
        self.ask("listing", input)
    }
}

impl fmt::Debug for Process {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Process").field("name", &self.name).finish_non_exhaustive()
    }
}
