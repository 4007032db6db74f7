//! Every way to misbehave, over pipes and in virtual time.

mod pipe;
mod served;
