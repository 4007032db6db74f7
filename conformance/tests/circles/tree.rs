//! The modules of one crate, read from its files: what each declares, and which paths it writes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use syn::Item;

use super::paths;

/// The place of a module in [`Tree::modules`]; the crate root is the first.
pub(crate) type ModuleId = usize;

/// One crate.
pub(crate) struct Tree {
    pub(crate) modules: Vec<Module>,
}

/// A module, in a file of its own or inline.
pub(crate) struct Module {
    /// The file it is written in.
    pub(crate) file: PathBuf,
    pub(crate) parent: Option<ModuleId>,
    /// What its names stand for. A name may be declared more than once: as a type and as a
    /// function, or for different platforms.
    pub(crate) names: BTreeMap<String, Vec<Declared>>,
    /// What it imports with `*`.
    pub(crate) globs: Vec<Vec<String>>,
    /// Whether there is more to it than declared modules and re-exports.
    pub(crate) has_content: bool,
    /// Every path that is written in it.
    pub(crate) paths: Vec<Vec<String>>,
}

/// What a name in a module stands for.
#[derive(Clone)]
pub(crate) enum Declared {
    /// A type, function, constant, macro and so on.
    Item,
    Module(ModuleId),
    /// What another path stands for.
    Alias(Vec<String>),
}

impl Tree {
    /// Reads the crate whose root is `root`; `read` returns the text of a file, `None` if it does
    /// not exist.
    ///
    /// # Panics
    ///
    /// When a file is no Rust, or that of a declared module is missing.
    pub(crate) fn read(root: &Path, read: &dyn Fn(&Path) -> Option<String>) -> Self {
        let mut reader = Reader { modules: Vec::new(), read };
        reader.file(root, None, root.parent().expect("a root in a folder"));
        Self { modules: reader.modules }
    }
}

struct Reader<'a> {
    modules: Vec<Module>,
    read: &'a dyn Fn(&Path) -> Option<String>,
}

impl Reader<'_> {
    /// Reads a module in a file of its own; `folder` is where its children's files are.
    fn file(&mut self, path: &Path, parent: Option<ModuleId>, folder: &Path) -> ModuleId {
        let text = (self.read)(path).unwrap_or_else(|| panic!("{} is missing", path.display()));
        let file =
            syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        self.module(path, parent, folder, &file.items)
    }

    fn module(
        &mut self,
        file: &Path,
        parent: Option<ModuleId>,
        folder: &Path,
        items: &[Item],
    ) -> ModuleId {
        let id = self.modules.len();
        self.modules.push(Module {
            file: file.to_owned(),
            parent,
            names: BTreeMap::new(),
            globs: Vec::new(),
            has_content: false,
            paths: Vec::new(),
        });
        for item in items.iter().filter(|item| !paths::is_for_tests(paths::attributes(item))) {
            match item {
                Item::Mod(declared) => {
                    let name = plain(&declared.ident);
                    let child = self.child(file, id, folder, declared);
                    self.declare(id, name, Declared::Module(child));
                }
                Item::Use(import) => self.import(id, import),
                Item::ExternCrate(_) => {}
                other => {
                    self.modules[id].has_content = true;
                    if let Some(name) = name(other) {
                        self.declare(id, name, Declared::Item);
                    }
                    let found = paths::in_item(other);
                    self.modules[id].paths.extend(found.paths);
                    for import in found.imports {
                        self.import(id, &import);
                    }
                }
            }
        }
        id
    }

    fn child(
        &mut self,
        file: &Path,
        parent: ModuleId,
        folder: &Path,
        declared: &syn::ItemMod,
    ) -> ModuleId {
        let name = plain(&declared.ident);
        let inner = folder.join(&name);
        if let Some((_, items)) = &declared.content {
            return self.module(file, Some(parent), &inner, items);
        }
        if let Some(path) = paths::path_attribute(&declared.attrs) {
            let path = file.parent().expect("a file in a folder").join(path);
            let folder = path.parent().expect("a file in a folder").to_owned();
            return self.file(&path, Some(parent), &folder);
        }
        let beside = folder.join(format!("{name}.rs"));
        let within = inner.join("mod.rs");
        let path = if (self.read)(&beside).is_some() { beside } else { within };
        self.file(&path, Some(parent), &inner)
    }

    /// Notes what a `use` brings into scope, and its paths. A public one beside content is an import
    /// as well.
    fn import(&mut self, id: ModuleId, import: &syn::ItemUse) {
        if import.leading_colon.is_some() {
            return; // another crate's
        }
        for leaf in paths::leaves(&import.tree) {
            match leaf.name {
                Some(name) => self.declare(id, name, Declared::Alias(leaf.path.clone())),
                None => self.modules[id].globs.push(leaf.path.clone()),
            }
            self.modules[id].paths.push(leaf.path);
        }
    }

    fn declare(&mut self, id: ModuleId, name: String, declared: Declared) {
        self.modules[id].names.entry(name).or_default().push(declared);
    }
}

fn name(item: &Item) -> Option<String> {
    let ident = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::TraitAlias(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        _ => return None,
    };
    Some(plain(ident))
}

/// Without the `r#` of a name that is a keyword.
pub(crate) fn plain(ident: &impl ToString) -> String {
    let text = ident.to_string();
    text.strip_prefix("r#").unwrap_or(&text).to_owned()
}
