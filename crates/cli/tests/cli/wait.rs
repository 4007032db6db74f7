//! Until images are what they are to become. Servers answer by count, so that nothing depends on time.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::command::{Output, bare, keyed, run};
use crate::scripted::{Answer, Scripted, error};

/// A page of one image, or of none.
fn image(members: &str) -> Answer {
    let (count, images) = match members {
        "" => (0, String::new()),
        members => (1, format!(r#"{{"ImageId":"m-1",{members}}}"#)),
    };
    let body = format!(
        r#"{{"RequestId":"R","RegionId":"cn-hangzhou","PageNumber":1,"PageSize":10,"TotalCount":{count},"Images":{{"Image":[{images}]}}}}"#
    );
    Some((200, body))
}

/// Waits while these answers come, one after the other; the last one stays.
fn wait(answers: &[&str], arguments: &[&str]) -> Output {
    let answers: Vec<Answer> = answers
        .iter()
        .map(|text| match text.strip_prefix('!') {
            Some(code) => error(403, code, "No."),
            None => image(text),
        })
        .collect();
    let count = AtomicUsize::new(0);
    let server = Scripted::start(move |_| {
        let at = count.fetch_add(1, Ordering::SeqCst).min(answers.len() - 1);
        answers[at].clone()
    });
    let whom = ["wait", "m-1", "--region=cn-hangzhou", "--endpoint", &server.url];
    run(keyed("id", "secret"), &[&whom, arguments].concat())
}

const CREATING: &str = r#""Status":"Creating","Progress":"40%","Usable":false"#;
const AVAILABLE: &str = r#""Status":"Available","Progress":"100%","Usable":false"#;
const USABLE: &str = r#""Status":"Available","Progress":"100%","Usable":true"#;

#[test]
fn available_comes_before_usable_and_both_are_told() {
    let output = wait(&[CREATING, AVAILABLE, USABLE], &[]);
    assert_eq!(output.exits(0), "");
    output.says(&[
        "m-1 is Creating (40 %) after 0 s\n",
        "m-1 is Available, and not usable yet after ",
        "m-1 is Available and usable after ",
    ]);
    let output = wait(&[AVAILABLE], &["--for", "available", "-q"]);
    assert_eq!((output.exits(0), output.stderr.as_str()), ("", ""));
}

#[test]
fn gone_takes_two_answers_and_the_same_is_told_once() {
    let output = wait(&[""], &["--for=gone"]);
    output.says(&["m-1 is not there after 0 s\n"]).exits(0);
    assert_eq!(output.stderr.lines().count(), 1, "{output:?}");
}

#[test]
fn what_can_never_come_ends_it() {
    let failed = r#""Status":"CreateFailed","Progress":"40%","Usable":false"#;
    let output = wait(&[failed], &[]);
    assert_eq!(output.exits(15), "");
    output.says(&["error: m-1 is CreateFailed, and nothing comes after that\n"]);
    let silent = r#""Status":"Available""#;
    wait(&[silent], &[]).says(&["hint: wait with --for available\n"]).exits(15);
    wait(&["!Forbidden.RAM"], &[]).says(&["ecs:DescribeImages"]).exits(3);
}

#[test]
fn the_time_can_be_over() {
    let output = wait(&[CREATING], &["--within=1", "-q"]);
    assert_eq!(output.exits(14), "");
    output.says(&[
        "error: after 1 s, 1 image is not ready\n",
        "cause: m-1 is Creating (40 %)\n",
        "hint: --within allows more time\n",
    ]);
    wait(&[""], &["--within=1"]).says(&["aliyun-images show"]).exits(14);
    run(bare(), &["wait", "m-1", "--emulator", "--within=0"]).exits(2);
    run(bare(), &["wait", "--emulator"]).exits(2);
}

#[test]
fn states_that_nobody_knows_are_escaped() {
    let odd = r#""Status":"\u001b[2J\u202e","Usable":false"#;
    let output = wait(&[odd, USABLE], &[]);
    output.says(&[r"m-1 is \u{1b}[2J\u{202e}"]).exits(0);
    crate::hostile::is_harmless(&output);
}

#[cfg(unix)]
#[test]
fn it_can_be_interrupted() {
    use std::io::{BufRead as _, BufReader};
    use std::process::{Command, Stdio};

    let server = Scripted::start(|_| image(CREATING));
    let mut command = keyed("id", "secret");
    command.args(["wait", "m-1", "--region=cn-hangzhou", "--endpoint", &server.url]);
    command.stderr(Stdio::piped());
    let mut child = command.spawn().expect("the command runs");
    let mut line = String::new();
    let mut stderr = BufReader::new(child.stderr.take().expect("a pipe"));
    stderr.read_line(&mut line).expect("a line");
    assert!(line.starts_with("m-1 is Creating"), "{line}");
    let sent = Command::new("sh").args(["-c", "kill -INT $0", &child.id().to_string()]).status();
    assert!(sent.expect("a shell").success());
    assert_eq!(child.wait().expect("an end").code(), Some(130));
}
