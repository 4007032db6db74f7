//! Room for texts that are decoded.

/// Makes room for at most so many bytes more of what is decoded from a body of this length.
///
/// All of it together is no longer than the body, so it never takes more. A `String` by itself would
/// double, to twice the body in the end.
pub(crate) fn make_room(decoded: &mut String, more: usize, body: usize) {
    let needed = decoded.len() + more;
    if needed > decoded.capacity() {
        let room = (needed + needed / 2).min(body).max(needed);
        decoded.reserve_exact(room - decoded.len());
    }
}

#[cfg(test)]
mod tests {
    use super::make_room;

    #[test]
    fn the_room_grows_by_halves_and_ends_at_the_body() {
        let mut decoded = String::new();
        let mut grown = 0;
        for _ in 0..100_000 {
            let before = decoded.capacity();
            make_room(&mut decoded, 1, 100_000);
            grown += usize::from(decoded.capacity() > before);
            decoded.push('a');
        }
        assert_eq!(decoded.capacity(), 100_000);
        assert!(grown < 40, "{grown}");
    }
}
