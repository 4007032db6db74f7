//! What a profile of either file says, and the source that it makes.

mod build;
mod kept;
mod recipe;

pub(crate) use build::{allowed, instance_role, oidc_role};
pub(crate) use kept::{Kept, NoRecipe};
pub(crate) use recipe::{Recipe, RoleRecipe, SignInKey, required};
