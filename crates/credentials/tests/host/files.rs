//! Reading files.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;

use aliyun_credentials::{FileError, Host as _, SystemHost};
use tempfile::{TempDir, tempdir};

use crate::support::{fifo, in_time};

const LIMIT: usize = 100;

/// A directory with a file `file` of this content.
fn directory(content: &[u8]) -> TempDir {
    let directory = tempdir().unwrap();
    fs::write(directory.path().join("file"), content).unwrap();
    directory
}

fn read(path: impl AsRef<Path>) -> Result<Vec<u8>, FileError> {
    SystemHost.read(path.as_ref(), LIMIT).map(|file| file.bytes.to_vec())
}

#[test]
fn a_file_is_read_up_to_the_limit() {
    for (length, expected) in [
        (0, Ok(vec![b'x'; 0])),
        (1, Ok(vec![b'x'; 1])),
        (LIMIT, Ok(vec![b'x'; LIMIT])),
        (LIMIT + 1, Err(FileError::too_large(LIMIT))),
        (1 << 20, Err(FileError::too_large(LIMIT))),
    ] {
        let directory = directory(&vec![b'x'; length]);
        assert_eq!(read(directory.path().join("file")), expected, "{length}");
    }
}

#[test]
fn a_file_of_more_than_one_piece_is_read_whole() {
    let content: Vec<u8> = (0..100_000_u32).flat_map(u32::to_le_bytes).collect();
    let directory = directory(&content);
    let file = SystemHost.read(&directory.path().join("file"), content.len()).unwrap();
    assert_eq!(*file.bytes, content);
}

#[test]
fn links_are_followed_to_files_only() {
    let directory = directory(b"content");
    let link = |to: &str| {
        let link = directory.path().join(to.replace('/', "_"));
        symlink(to, &link).unwrap();
        link
    };
    fs::rename(directory.path().join("file"), directory.path().join("there")).unwrap();
    assert_eq!(read(link("./there")), Ok(b"content".to_vec()));
    assert_eq!(read(link("/dev/zero")), Err(FileError::NotAFile));
    assert_eq!(read(link("/dev/tty")), Err(FileError::NotAFile));
    assert_eq!(read(link("./nowhere")), Err(FileError::NotFound));

    symlink("loop", directory.path().join("loop")).unwrap();
    let error = read(directory.path().join("loop")).unwrap_err();
    assert!(matches!(error, FileError::Other(_)), "{error}");
}

#[test]
fn what_is_no_file_is_not_opened() {
    let directory = directory(b"content");
    assert_eq!(read(directory.path()), Err(FileError::NotAFile));
    assert_eq!(read("/dev/null"), Err(FileError::NotAFile));
    // Opening it would wait for a writer, for ever.
    let pipe = fifo(directory.path(), "pipe");
    assert_eq!(in_time(move || read(pipe)), Err(FileError::NotAFile));
    let socket = directory.path().join("socket");
    let _listener = UnixListener::bind(&socket).unwrap();
    assert_eq!(read(socket), Err(FileError::NotAFile));
}

#[test]
fn what_is_not_there_is_not_found() {
    let directory = directory(b"content");
    assert_eq!(read(directory.path().join("missing")), Err(FileError::NotFound));
    assert_eq!(read(directory.path().join("missing/file")), Err(FileError::NotFound));
    assert_eq!(read(directory.path().join("file/below")), Err(FileError::NotFound));
    assert_eq!(read(""), Err(FileError::NotFound));
    assert!(matches!(read("a\0b"), Err(FileError::Other(_))));
}

#[test]
fn the_mode_tells_who_else_can_read_it() {
    let directory = directory(b"content");
    let path = directory.path().join("file");
    for (mode, expected) in [
        (0o600, false),
        (0o400, false),
        (0o622, false),
        (0o640, true),
        (0o604, true),
        (0o644, true),
    ] {
        fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        let file = SystemHost.read(&path, LIMIT).unwrap();
        assert_eq!(file.is_readable_by_others, expected, "{mode:o}");
    }
}

#[test]
fn what_may_not_be_read_says_so() {
    let directory = directory(b"content");
    let path = directory.path().join("file");
    fs::set_permissions(&path, Permissions::from_mode(0o000)).unwrap();
    if fs::read(&path).is_ok() {
        eprintln!("SKIPPED: this user can read everything");
        return;
    }
    assert_eq!(read(&path), Err(FileError::NotPermitted));

    let closed = directory.path().join("closed");
    fs::create_dir(&closed).unwrap();
    fs::write(closed.join("file"), "content").unwrap();
    fs::set_permissions(&closed, Permissions::from_mode(0o000)).unwrap();
    assert_eq!(read(closed.join("file")), Err(FileError::NotPermitted));
    fs::set_permissions(&closed, Permissions::from_mode(0o700)).unwrap();
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_says_it_is_empty_is_read_and_limited_all_the_same() {
    let path = Path::new("/proc/self/status");
    assert_eq!(fs::metadata(path).unwrap().len(), 0);
    let whole = SystemHost.read(path, 1 << 20).unwrap();
    assert!(whole.bytes.starts_with(b"Name:") && whole.bytes.len() > 10);
    assert_eq!(SystemHost.read(path, 10).unwrap_err(), FileError::too_large(10));
}

#[test]
fn the_environment_is_that_of_this_process() {
    assert_eq!(SystemHost.variable("PATH"), std::env::var_os("PATH"));
    assert_eq!(SystemHost.variable("SURELY_NOT_SET"), None);
}

/// Runs itself, since a process cannot safely change its own environment.
#[test]
fn home_is_what_the_environment_says_unless_it_is_empty() {
    if let Some(expected) = std::env::var_os("EXPECTED_HOME") {
        let home = SystemHost.home();
        assert!(home.as_deref() != Some(Path::new("")));
        assert!(expected.is_empty() || home.as_deref() == Some(Path::new(&expected)));
        return;
    }
    for home in ["/home/somebody", ""] {
        let this = "files::home_is_what_the_environment_says_unless_it_is_empty";
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", this]).env("HOME", home).env("EXPECTED_HOME", home);
        let output = command.output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && text.contains("1 passed"), "{home}: {text}");
    }
}
