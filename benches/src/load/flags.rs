//! The command line of `emulator_load`.

use std::net::SocketAddr;
use std::path::PathBuf;

use aliyun_rpc_signer::Format;

use super::{Failure, Shape};

/// How the program is called.
pub const USAGE: &str = "\
emulator_load [FLAGS] NAME=URL..                    compares servers, round by round
emulator_load [FLAGS] --soak N NAME=URL             sends N requests, reports every million
emulator_load [FLAGS] --starts N -- PROGRAM ARGS..  how soon it answers, the median of N starts
emulator_load --write-catalogue FILE N              a page of N images in JSON

Servers have to know the access key bench-id:bench-secret.

--connections N    kept alive, each with one request at a time (64)
--requests N       in a round, to each server (100000)
--rounds N         (5)
--page-size N      PageSize, not sent unless given
--pages K          PageNumber goes from 1 to K and begins again; not sent unless given
--name PATTERN     ImageName, in which {} is the number of the request
--first N          the number of the first request (0)
--format json|xml  (json)
--region ID        (cn-hangzhou)
--pid N            the process of a server, for its CPU time and its memory; once for each server,
                   in their order
--limit N          how many of the requests of a round a slow server gets; as --pid";

/// A server under load.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Server {
    /// What it is called in the output.
    pub name: String,
    /// Where it listens.
    pub address: SocketAddr,
    /// Its process, if it is known.
    pub pid: Option<u32>,
    /// How many requests of a round it gets at most.
    pub limit: Option<usize>,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Work {
    /// Compare servers.
    Rounds,
    /// Send one server so many requests.
    Soak(u64),
    /// Start a program so many times.
    Starts(u32, Vec<String>),
    /// Write a page of so many images.
    WriteCatalogue(PathBuf, u32),
}

/// The command line, read.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Flags {
    /// What is to be done.
    pub work: Work,
    /// How many connections are kept.
    pub connections: usize,
    /// How many requests a round has.
    pub requests: u64,
    /// How many rounds there are.
    pub rounds: u64,
    /// The number of the first request.
    pub first: u64,
    /// What is asked.
    pub shape: Shape,
    /// Who is asked.
    pub servers: Vec<Server>,
}

impl Flags {
    /// Reads the arguments, the name of the program aside.
    ///
    /// # Errors
    ///
    /// What is wrong with them.
    pub fn read(arguments: impl IntoIterator<Item = String>) -> Result<Self, Failure> {
        let mut flags = Self {
            work: Work::Rounds,
            connections: 64,
            requests: 100_000,
            rounds: 5,
            first: 0,
            shape: Shape::default(),
            servers: Vec::new(),
        };
        let (mut pids, mut limits) = (Vec::new(), Vec::new());
        let mut arguments = arguments.into_iter();
        while let Some(flag) = arguments.next() {
            if flag == "--" {
                match &mut flags.work {
                    Work::Starts(_, command) => command.extend(arguments.by_ref()),
                    _ => return Err("-- comes after --starts only".into()),
                }
                continue;
            }
            if !flag.starts_with("--") {
                flags.servers.push(server(&flag)?);
                continue;
            }
            let mut value = || arguments.next().ok_or_else(|| format!("{flag} needs a value"));
            match flag.as_str() {
                "--connections" => flags.connections = value()?.parse()?,
                "--requests" => flags.requests = value()?.parse()?,
                "--first" => flags.first = value()?.parse()?,
                "--rounds" => flags.rounds = value()?.parse()?,
                "--page-size" => flags.shape.page_size = Some(value()?.parse()?),
                "--pages" => flags.shape.pages = Some(value()?.parse()?),
                "--name" => flags.shape.name = Some(value()?),
                "--region" => flags.shape.region = value()?,
                "--format" => flags.shape.format = format(&value()?)?,
                "--pid" => pids.push(value()?.parse()?),
                "--limit" => limits.push(value()?.parse()?),
                "--soak" => flags.work = Work::Soak(value()?.parse()?),
                "--starts" => flags.work = Work::Starts(value()?.parse()?, Vec::new()),
                "--write-catalogue" => {
                    flags.work = Work::WriteCatalogue(value()?.into(), value()?.parse()?);
                }
                _ => return Err(format!("{flag} is no flag").into()),
            }
        }
        for (server, pid) in flags.servers.iter_mut().zip(pids) {
            server.pid = Some(pid);
        }
        for (server, limit) in flags.servers.iter_mut().zip(limits) {
            server.limit = Some(limit);
        }
        let is_enough = match &flags.work {
            Work::Rounds => !flags.servers.is_empty(),
            Work::Soak(_) => flags.servers.len() == 1,
            Work::Starts(_, command) => !command.is_empty(),
            Work::WriteCatalogue(..) => true,
        };
        if is_enough { Ok(flags) } else { Err("no server, or more than one, or no program".into()) }
    }
}

fn server(text: &str) -> Result<Server, Failure> {
    let (name, url) = text.split_once('=').ok_or("a server is NAME=URL")?;
    Ok(Server { name: name.to_owned(), address: address_of(url)?, pid: None, limit: None })
}

fn format(text: &str) -> Result<Format, Failure> {
    match text {
        "json" => Ok(Format::Json),
        "xml" => Ok(Format::Xml),
        _ => Err("a format is json or xml".into()),
    }
}

/// Returns the address in a URL such as `http://127.0.0.1:8080`.
///
/// # Errors
///
/// When it is no such URL.
pub fn address_of(url: &str) -> Result<SocketAddr, Failure> {
    let rest = url.strip_prefix("http://").ok_or("a URL begins with http://")?;
    Ok(rest.trim_end_matches('/').parse()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Flags, Failure> {
        Flags::read(line.split(' ').map(str::to_owned))
    }

    #[test]
    fn servers_have_their_processes_in_their_order() {
        let flags = read("--pid 7 a=http://127.0.0.1:1 b=http://127.0.0.1:2/ --rounds 2").unwrap();
        let pids: Vec<_> = flags.servers.iter().map(|server| server.pid).collect();
        assert_eq!((pids, flags.rounds), (vec![Some(7), None], 2));
        let flags = read("--starts 3 -- program --flag").unwrap();
        assert_eq!(flags.work, Work::Starts(3, vec!["program".to_owned(), "--flag".to_owned()]));
    }

    #[test]
    fn what_is_no_command_line_is_refused() {
        for wrong in ["--rounds", "--rounds x a=http://127.0.0.1:1", "a", "--x", "--soak 1", "-- a"]
        {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
