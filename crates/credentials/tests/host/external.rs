//! Keys that programs print.

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use aliyun_credentials::{
    Credentials, External, MemoryHost, Process, ProcessError, ProcessOutput, Provide as _,
    ProvideError, SystemHost,
};
use aliyun_transport::Runtime as _;
use aliyun_transport::virtual_time::VirtualRuntime;

use crate::support::wait;

const COMMAND: &str = "/opt/key-helper --token CANARY 'CANARY too'";

fn runtime() -> VirtualRuntime {
    VirtualRuntime::automatic(SystemTime::UNIX_EPOCH)
}

fn provide(host: MemoryHost) -> Result<Credentials, ProvideError> {
    wait(External::new(COMMAND, host, runtime())?.provide())
}

fn printing(json: &str) -> Result<Credentials, ProvideError> {
    provide(MemoryHost::new().with_output(0, json))
}

#[track_caller]
fn assert_fails(result: Result<Credentials, ProvideError>, reason: &str) {
    let error = result.unwrap_err();
    assert_eq!(error.to_string(), reason);
    assert!(!format!("{error:?}").contains("CANARY"), "{error:?}");
    assert!(error.source().is_none());
}

#[test]
fn a_key_without_a_token() {
    let key =
        printing(r#"{"mode":"AK","access_key_id":"id","access_key_secret":"secret"}"#).unwrap();
    assert_eq!((key.access_key_id(), key.access_key_secret()), ("id", "secret"));
    assert_eq!((key.security_token(), key.expiry()), (None, None));
    assert_eq!(key.provider(), Some("external"));
}

#[test]
fn a_temporary_key() {
    for expiration in ["1970-01-01T01:00:00Z", "1970-01-01T01:00:00.999Z"] {
        let key = printing(&format!(
            r#"{{"mode":"StsToken","access_key_id":"STS.id","access_key_secret":"secret",
                "sts_token":"token","expiration":"{expiration}","region_id":"cn-hangzhou"}}"#
        ))
        .unwrap();
        assert_eq!(key.access_key_id(), "STS.id");
        assert_eq!(key.security_token(), Some("token"));
        assert_eq!(key.expiry(), Some(SystemTime::UNIX_EPOCH + Duration::from_secs(3600)));
    }
}

#[test]
fn the_program_gets_its_arguments_and_no_other_key() {
    let host = MemoryHost::new();
    provide(host.clone()).unwrap_err();
    let [process] = &host.ran()[..] else { panic!("one program runs") };
    assert_eq!(process.program, "/opt/key-helper");
    assert_eq!(process.arguments, ["--token", "CANARY", "CANARY too"]);
    assert_eq!(process.output_limit, 64 * 1024);
    assert!(process.withheld.iter().any(|name| name == "ALIBABA_CLOUD_ACCESS_KEY_SECRET"));
    assert!(!process.withheld.iter().any(|name| name == "ACCESS_KEY_SECRET"));
}

#[test]
fn it_runs_each_time_and_what_it_prints_last_counts() {
    let host = MemoryHost::new();
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    let host = host.with_program(move |_| {
        let call = counted.fetch_add(1, Ordering::Relaxed);
        let json = format!(r#"{{"access_key_id":"id-{call}","access_key_secret":"secret"}}"#);
        Box::pin(std::future::ready(Ok(ProcessOutput::new(Some(0), json))))
    });
    let source = External::new(COMMAND, host.clone(), runtime()).unwrap();
    for call in 0..3 {
        assert_eq!(wait(source.provide()).unwrap().access_key_id(), format!("id-{call}"));
    }
    // One failure is not the end.
    let host = host.with_output(1, "");
    wait(source.provide()).unwrap_err();
    let _ = host.with_output(0, r#"{"access_key_id":"back","access_key_secret":"secret"}"#);
    assert_eq!(wait(source.provide()).unwrap().access_key_id(), "back");
}

#[test]
fn what_the_program_does_wrong_is_said_and_what_to_do_and_nothing_that_it_printed() {
    assert_fails(
        provide(MemoryHost::new()),
        "the program `key-helper` of process_command cannot be started (entity not found); \
         check its path, which no shell completes",
    );
    assert_fails(
        provide(MemoryHost::new().with_output(3, "CANARY")),
        "the program `key-helper` of process_command ended with status 3; \
         run it by hand to see why",
    );
    assert_fails(
        provide(MemoryHost::new().with_program(|_| {
            Box::pin(std::future::ready(Ok(ProcessOutput::new(None, "CANARY"))))
        })),
        "the program `key-helper` of process_command was ended by a signal; \
         run it by hand to see why",
    );
    assert_fails(
        provide(MemoryHost::new().with_program(|process: &Process| {
            let error = ProcessError::too_much_output(process.output_limit);
            Box::pin(std::future::ready(Err(error)))
        })),
        "the program `key-helper` of process_command wrote more than 65536 bytes; \
         run it by hand to see why",
    );
    assert_fails(
        printing("CANARY {"),
        "the output of the program `key-helper` of process_command is not JSON \
         (line 1, column 1); make it print a key",
    );
    assert_fails(
        printing(r#"{"mode":"CANARY","access_key_id":"CANARY","access_key_secret":"CANARY"}"#),
        "the output of the program `key-helper` of process_command has a mode that is neither AK \
         nor StsToken; make it print a key",
    );
    assert_fails(
        printing(
            r#"{"access_key_id":"CANARY","access_key_secret":"CANARY","expiration":"CANARY"}"#,
        ),
        "the output of the program `key-helper` of process_command has an expiration that is not \
         a time in UTC; make it print a key",
    );
}

#[test]
fn a_program_that_hangs_is_dropped_after_a_minute() {
    struct Dropped(Arc<AtomicUsize>);
    impl Drop for Dropped {
        fn drop(&mut self) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    let drops = Arc::new(AtomicUsize::new(0));
    let guards = Arc::clone(&drops);
    let host = MemoryHost::new().with_program(move |_| {
        let guard = Dropped(Arc::clone(&guards));
        Box::pin(async move {
            let _guard = guard;
            std::future::pending().await
        })
    });
    let runtime = runtime();
    let source = External::new(COMMAND, host, runtime.clone()).unwrap();
    assert_fails(
        wait(source.provide()),
        "the program `key-helper` of process_command did not end within 60 seconds; \
         run it by hand to see why",
    );
    assert_eq!(runtime.elapsed(), Duration::from_secs(60));
    assert_eq!(drops.load(Ordering::Relaxed), 1);

    drop(source.provide());
    assert_eq!(drops.load(Ordering::Relaxed), 1, "nothing runs unless it is polled");
}

#[test]
fn debug_shows_the_name_of_the_program_and_nothing_else() {
    let host = MemoryHost::new().with_variable("CANARY", "CANARY");
    let show =
        |command: &str| format!("{:?}", External::new(command, host.clone(), runtime()).unwrap());
    let shown = "External { program: the program `key-helper` of process_command, .. }";
    assert_eq!(show(COMMAND), shown);
    assert_eq!(
        show("'/opt/key-helper CANARY'"),
        "External { program: the program of process_command, .. }"
    );
    let whole = Process::new("/opt/key-helper CANARY", 1);
    assert_eq!(
        format!("{whole:?}"),
        r#"Process { program: "[not a plain name]", arguments: 0, .. }"#
    );
}

#[test]
fn a_command_that_cannot_be_one_is_refused_at_once() {
    for command in ["", "'CANARY", "CANARY=CANARY helper"] {
        let error = External::new(command, MemoryHost::new(), runtime()).unwrap_err();
        assert!(error.to_string().starts_with("process_command "), "{error}");
        assert!(!format!("{error} {error:?}").contains("CANARY"), "{error:?}");
    }
}

/// A clock that stands still, since the program takes real time.
#[test]
fn a_real_program_prints_a_real_key() {
    let runtime = VirtualRuntime::manual(SystemTime::UNIX_EPOCH);
    let command = r#"printf '{"access_key_id":"%s","access_key_secret":"$HOME `id`"}' "an id""#;
    let source = External::new(command, SystemHost, runtime.clone()).unwrap();
    let key = wait(source.provide()).unwrap();
    assert_eq!((key.access_key_id(), key.access_key_secret()), ("an id", "$HOME `id`"));

    let source = External::new("sh -c 'echo CANARY >&2; exit 3'", SystemHost, runtime).unwrap();
    assert_fails(
        wait(source.provide()),
        "the program `sh` of process_command ended with status 3; run it by hand to see why",
    );
}
