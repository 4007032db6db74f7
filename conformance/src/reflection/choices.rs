//! Where choices come from.

/// A source of choices.
pub trait Choices {
    /// Returns a number below `n`, which is not 0.
    fn below(&mut self, n: usize) -> usize;

    /// Returns one of some things.
    fn one<'t, T>(&mut self, things: &'t [T]) -> &'t T {
        &things[self.below(things.len())]
    }

    /// Returns true once in `n` times.
    fn once_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
}

/// Numbers that look random: SplitMix64.
#[derive(Clone, Copy, Debug)]
pub struct Numbers(u64);

impl Numbers {
    /// Begins with a seed; the same seed gives the same choices.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }
}

impl Choices for Numbers {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((x ^ (x >> 31)) % n as u64) as usize
    }
}

/// The choices of a fuzzer. Where its bytes end, numbers go on.
#[derive(Clone, Debug)]
pub struct Bytes<'b>(&'b [u8], Numbers);

impl<'b> Bytes<'b> {
    /// Takes the bytes.
    #[must_use]
    pub fn new(bytes: &'b [u8]) -> Self {
        let seed = bytes.iter().fold(0, |seed: u64, byte| seed.rotate_left(7) ^ u64::from(*byte));
        Self(bytes, Numbers::new(seed))
    }
}

impl Choices for Bytes<'_> {
    fn below(&mut self, n: usize) -> usize {
        match self.0 {
            [low, high, rest @ ..] => {
                self.0 = rest;
                usize::from(u16::from_le_bytes([*low, *high])) % n
            }
            _ => self.1.below(n),
        }
    }
}
