//! The source that a profile makes, kept for as long as the profile says the same.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use aliyun_rpc_signer::{Provide, ProvideError};

use super::recipe::Recipe;
use crate::parts::Parts;

/// The source that a profile makes. A file that changes makes another, without losing the keys of
/// roles when something else in it has changed.
#[derive(Default)]
pub(crate) struct Kept(Mutex<State>);

#[derive(Default)]
struct State {
    made: Option<(Recipe, Arc<dyn Provide>)>,
    is_failing: bool,
}

impl Kept {
    /// Returns the source for what the profile says now. If it says nothing that can be used any
    /// more, as while its file is being written, the source from before goes on.
    ///
    /// # Errors
    ///
    /// That of the recipe, or of what it makes, if there was no source before.
    pub(crate) fn source(
        &self,
        recipe: Result<Recipe, ProvideError>,
        parts: &Parts,
    ) -> Result<Arc<dyn Provide>, ProvideError> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let made = recipe.and_then(|recipe| match &state.made {
            Some((last, source)) if *last == recipe => Ok((recipe, Arc::clone(source))),
            _ => recipe.build(parts).map(|source| (recipe, source)),
        });
        match (made, &state.made) {
            (Ok((recipe, source)), _) => {
                state.made = Some((recipe, Arc::clone(&source)));
                state.is_failing = false;
                Ok(source)
            }
            (Err(error), Some((_, source))) => {
                let source = Arc::clone(source);
                if !state.is_failing {
                    tracing::warn!(%error, "the profile cannot be read any more; it is used as it was");
                    state.is_failing = true;
                }
                Ok(source)
            }
            (Err(error), None) => Err(error),
        }
    }
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kept").finish_non_exhaustive()
    }
}
