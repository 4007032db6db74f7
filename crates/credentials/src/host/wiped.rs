//! Reading secrets without leaving copies of them behind.

use std::io::{self, Read};

use zeroize::Zeroizing;

/// How much is read at a time.
pub(super) const CHUNK: usize = 8 * 1024;

/// Appends to a buffer that is wiped. Growing moves the content to a larger one and wipes the old,
/// which `Vec` alone would free as it is.
pub(super) fn append(buffer: &mut Zeroizing<Vec<u8>>, bytes: &[u8]) {
    let needed = buffer.len().saturating_add(bytes.len());
    if needed > buffer.capacity() {
        let doubled = buffer.capacity().saturating_mul(2);
        let mut larger = Zeroizing::new(Vec::with_capacity(needed.max(doubled)));
        larger.extend_from_slice(buffer);
        *buffer = larger;
    }
    buffer.extend_from_slice(bytes);
}

/// Reads once into `chunk`, at most `most` bytes. Returns what was read; nothing at the end.
pub(super) fn read_some<'c>(
    source: &mut impl Read,
    most: usize,
    chunk: &'c mut [u8; CHUNK],
) -> io::Result<&'c [u8]> {
    let (room, _) = chunk.split_at_mut(most.min(CHUNK));
    let read = loop {
        match source.read(room) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            read => break read?,
        }
    };
    Ok(room.get(..read).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use zeroize::Zeroizing;

    use super::append;

    #[test]
    fn growing_keeps_the_content_and_never_lets_the_vector_move_it() {
        let mut buffer = Zeroizing::new(Vec::with_capacity(4));
        let mut expected = Vec::new();
        for byte in 0..=255 {
            append(&mut buffer, &[byte; 3]);
            expected.extend([byte; 3]);
        }
        assert_eq!(*buffer, expected);
    }
}
