//! Every kind and condition, from every way to write them; what the plan makes of them.

mod plan;
mod vocabulary;
