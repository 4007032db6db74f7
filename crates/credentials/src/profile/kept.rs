//! The source that a profile makes, kept for as long as the profile says the same.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use aliyun_rpc_signer::{Credentials, Provide, ProvideError, ProvideFuture};

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
    /// Asks the source for what the profile says now for a key, and puts `name` before the name of
    /// its provider.
    ///
    /// # Errors
    ///
    /// Those of [`source`](Self::source), or that of the source.
    pub(crate) fn key(
        &self,
        says: Result<Recipe, NoRecipe>,
        parts: &Parts,
        name: &'static str,
        now: SystemTime,
        refused: Option<&Credentials>,
    ) -> ProvideFuture<'static> {
        let source = self.source(says, parts);
        let refused = refused.cloned();
        Box::pin(async move {
            let key = source?.provide_at(now, refused.as_ref()).await?;
            let name = format!("{name}/{}", key.provider().unwrap_or_default());
            Ok(key.with_provider(name))
        })
    }

    /// Returns the source for what the profile says now. While its file cannot be read, as when it is
    /// being written, the source from before goes on; a profile that is gone is gone.
    ///
    /// # Errors
    ///
    /// That of the recipe, or of what it makes.
    fn source(
        &self,
        says: Result<Recipe, NoRecipe>,
        parts: &Parts,
    ) -> Result<Arc<dyn Provide>, ProvideError> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let recipe = match (says, &state.made) {
            (Ok(recipe), _) => recipe,
            (Err(NoRecipe::Unreadable(error)), Some((_, source))) => {
                let source = Arc::clone(source);
                if !std::mem::replace(&mut state.is_failing, true) {
                    tracing::warn!(%error, "the profile cannot be read now; it is used as it was");
                }
                return Ok(source);
            }
            (Err(NoRecipe::Unreadable(error) | NoRecipe::Otherwise(error)), _) => {
                state.made = None;
                return Err(error);
            }
        };
        state.is_failing = false;
        if let Some((last, source)) = &state.made
            && *last == recipe
        {
            return Ok(Arc::clone(source));
        }
        state.made = None;
        let source = recipe.build(parts)?;
        state.made = Some((recipe, Arc::clone(&source)));
        Ok(source)
    }
}

/// Why a profile says nothing that can be used.
#[derive(Debug)]
pub(crate) enum NoRecipe {
    /// Its file cannot be read, or is not whole.
    Unreadable(ProvideError),
    /// It is not there, or lacks something.
    Otherwise(ProvideError),
}

impl NoRecipe {
    pub(crate) fn into_error(self) -> ProvideError {
        match self {
            Self::Unreadable(error) | Self::Otherwise(error) => error,
        }
    }
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kept").finish_non_exhaustive()
    }
}
