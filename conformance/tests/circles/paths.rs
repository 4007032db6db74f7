//! The paths that are written in an item, wherever they stand: types, expressions, arguments of
//! macros, texts of attributes.

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, ImplItem, Item, Lit, Meta, Stmt, TraitItem, UseTree};

use super::tree::plain;

/// What an item has in it.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) paths: Vec<Vec<String>>,
    /// `use` inside of functions.
    pub(crate) imports: Vec<syn::ItemUse>,
}

pub(crate) fn in_item(item: &Item) -> Found {
    let mut found = Found::default();
    found.visit_item(item);
    found
}

impl<'ast> Visit<'ast> for Found {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        // `::name` is another crate's.
        if path.leading_colon.is_none() {
            self.paths.push(path.segments.iter().map(|segment| plain(&segment.ident)).collect());
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, mac: &'ast syn::Macro) {
        self.tokens(mac.tokens.clone());
        visit::visit_macro(self, mac);
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        if let (false, Meta::List(list)) = (attribute.path().is_ident("doc"), &attribute.meta) {
            self.texts(list.tokens.clone());
        }
        visit::visit_attribute(self, attribute);
    }

    fn visit_item_use(&mut self, import: &'ast syn::ItemUse) {
        self.imports.push(import.clone());
    }

    fn visit_item(&mut self, item: &'ast Item) {
        if !is_for_tests(attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_impl_item(&mut self, item: &'ast ImplItem) {
        let attributes = match item {
            ImplItem::Const(item) => &item.attrs,
            ImplItem::Fn(item) => &item.attrs,
            ImplItem::Type(item) => &item.attrs,
            ImplItem::Macro(item) => &item.attrs,
            _ => return visit::visit_impl_item(self, item),
        };
        if !is_for_tests(attributes) {
            visit::visit_impl_item(self, item);
        }
    }

    fn visit_trait_item(&mut self, item: &'ast TraitItem) {
        match item {
            TraitItem::Fn(function) if is_for_tests(&function.attrs) => {}
            _ => visit::visit_trait_item(self, item),
        }
    }

    fn visit_stmt(&mut self, statement: &'ast Stmt) {
        match statement {
            Stmt::Local(local) if is_for_tests(&local.attrs) => {}
            _ => visit::visit_stmt(self, statement),
        }
    }
}

impl Found {
    /// Finds the paths among tokens that follow no grammar: `a`, `a::b`, `$crate::a`.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Punct(punct) if punct.as_char() == ':' => {
                    colons += 1;
                    continue;
                }
                TokenTree::Ident(ident) => {
                    if colons != 2 {
                        self.end(&mut path);
                    }
                    path.push(plain(&ident));
                }
                other => {
                    self.end(&mut path);
                    if let TokenTree::Group(group) = other {
                        self.tokens(group.stream());
                    }
                }
            }
            colons = 0;
        }
        self.end(&mut path);
    }

    fn end(&mut self, path: &mut Vec<String>) {
        if !path.is_empty() {
            self.paths.push(std::mem::take(path));
        }
    }

    /// Finds the paths that an attribute has as texts: `#[serde(with = "crate::lenient")]`.
    fn texts(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => self.texts(group.stream()),
                TokenTree::Literal(literal) => {
                    if let Lit::Str(text) = Lit::new(literal)
                        && let Ok(path) = text.parse::<syn::Path>()
                    {
                        self.visit_path(&path);
                    }
                }
                TokenTree::Ident(_) | TokenTree::Punct(_) => {}
            }
        }
    }
}

/// A leaf of a `use`: the whole path, and the name it brings into scope, `None` for `*`.
pub(crate) struct Leaf {
    pub(crate) path: Vec<String>,
    pub(crate) name: Option<String>,
}

pub(crate) fn leaves(tree: &UseTree) -> Vec<Leaf> {
    let mut leaves = Vec::new();
    grow(tree, &[], &mut leaves);
    leaves
}

fn grow(tree: &UseTree, stem: &[String], leaves: &mut Vec<Leaf>) {
    let with = |ident: &syn::Ident| match plain(ident) {
        name if name == "self" && !stem.is_empty() => stem.to_vec(),
        name => [stem, &[name]].concat(),
    };
    match tree {
        UseTree::Path(path) => grow(&path.tree, &with(&path.ident), leaves),
        UseTree::Group(group) => group.items.iter().for_each(|tree| grow(tree, stem, leaves)),
        UseTree::Name(name) => {
            let path = with(&name.ident);
            leaves.push(Leaf { name: path.last().cloned(), path });
        }
        UseTree::Rename(rename) => {
            leaves.push(Leaf { path: with(&rename.ident), name: Some(plain(&rename.rename)) });
        }
        UseTree::Glob(_) => leaves.push(Leaf { path: stem.to_vec(), name: None }),
    }
}

pub(crate) fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::ExternCrate(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::ForeignMod(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::TraitAlias(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Union(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// Whether something is compiled for tests only: `#[test]`, `#[cfg(test)]`, `#[cfg(doctest)]`,
/// `#[cfg(all(test, …))]`.
pub(crate) fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        Meta::Path(path) => path.is_ident("test"),
        Meta::List(list) if list.path.is_ident("cfg") => {
            let words = words(list.tokens.clone());
            let needs = words.iter().any(|word| word == "test" || word == "doctest");
            needs && !words.iter().any(|word| word == "not" || word == "any")
        }
        _ => false,
    })
}

fn words(tokens: TokenStream) -> Vec<String> {
    let mut words = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => words.push(ident.to_string()),
            TokenTree::Group(group) => words.extend(self::words(group.stream())),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
    words
}

/// The text of `#[path = "…"]`.
pub(crate) fn path_attribute(attributes: &[Attribute]) -> Option<String> {
    attributes.iter().find_map(|attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("path") => match &pair.value {
            syn::Expr::Lit(syn::ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    })
}
