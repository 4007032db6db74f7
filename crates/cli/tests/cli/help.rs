//! Help of the commands around images.

use crate::command::{bare, run};

#[test]
fn short_help_fits_a_screen_and_has_the_exit_codes() {
    for (command, words) in [
        ("find", "Exit code 11"),
        ("show", "Exit code 11"),
        ("wait", "15: one of them can never be"),
        ("diff", "Exit code 13"),
        ("regions", "--known"),
    ] {
        let output = run(bare(), &[command, "-h"]);
        let help = output.exits(0);
        assert!(help.lines().count() <= 38, "{}: {help}", help.lines().count());
        assert!(help.contains("Example") && help.contains(words), "{help}");
        assert!(run(bare(), &[command, "--help"]).exits(0).contains("--role-arn"));
    }
    let output = run(bare(), &["--help"]);
    for line in [
        "   11  find, show: there is no such image; list --fail-empty: none\n",
        "   12  find: more than one image fits\n",
        "   13  diff: there are differences\n",
        "   14  wait: the time is over\n",
        "   15  wait: it can never come\n",
    ] {
        assert!(output.exits(0).contains(line), "{line}");
    }
}
