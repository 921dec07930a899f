//! All that a user of the facade can name.

use std::collections::BTreeSet;

use rustdoc_types::{Id, Item, ItemEnum, ItemKind, StructKind, VariantKind};

use super::rustdoc::{Documents, FACADE, Found};
use super::signature::Signature;

/// An item of the public API.
#[derive(Debug)]
pub struct PublicItem {
    /// The path under which users name it; an implementation has the path of its type.
    pub path: String,
    pub kind: ItemKind,
    pub signature: String,
    /// Whether it is a function that is called on a value.
    pub takes_self: bool,
    pub docs: String,
    /// Where the item of a type or trait stands among the items: the place of that type or trait.
    pub owner: Option<usize>,
    /// The place of its module among the items; nothing for the root module.
    pub module: Option<usize>,
}

/// The public API, in the order of the declarations.
#[derive(Debug, Default)]
pub struct PublicItems {
    pub items: Vec<PublicItem>,
    /// Types and traits of our crates that signatures name although users cannot: where they are declared, and the path
    /// of the item that names them.
    pub unnameable: BTreeSet<(String, String)>,
}

impl PublicItems {
    /// Collects what is reached from the root of the facade.
    pub fn of(documents: &Documents) -> Self {
        let mut walk = Walk { documents, found: Self::default(), named: Vec::new(), reached: BTreeSet::new() };
        let root = documents.facade();
        walk.module(root, FACADE, None);
        for (declared, by) in walk.named {
            if !walk.reached.contains(&declared) {
                walk.found.unnameable.insert((declared, by));
            }
        }
        walk.found
    }
}

struct Walk<'a> {
    documents: &'a Documents,
    found: PublicItems,
    /// Where each type is declared that a signature names, and the path of the item that does.
    named: Vec<(String, String)>,
    /// Where each reached item is declared.
    reached: BTreeSet<String>,
}

impl<'a> Walk<'a> {
    fn module(&mut self, at: Found<'a>, path: &str, parent: Option<usize>) {
        let ItemEnum::Module(module) = &at.item.inner else { return };
        let place = self.add(at, path.to_owned(), None, parent);
        self.members(at, &module.items, path, place);
    }

    fn members(&mut self, at: Found<'a>, ids: &'a [Id], path: &str, module: usize) {
        for id in ids {
            let Some(member) = at.of.index.get(id) else { continue };
            let member = Found { item: member, ..at };
            let ItemEnum::Use(used) = &member.item.inner else {
                self.member(member, format!("{path}::{}", name(member.item)), module);
                continue;
            };
            let target = used.id.and_then(|id| self.documents.find(at.of, id));
            match (target, target.map(|target| &target.item.inner)) {
                (Some(target), Some(ItemEnum::Module(found))) if used.is_glob => {
                    self.members(target, &found.items, path, module);
                }
                (Some(target), _) => self.member(target, format!("{path}::{}", used.name), module),
                // Of another project, whose documentation is its own.
                (None, _) => self.found.items.push(PublicItem {
                    path: format!("{path}::{}", used.name),
                    kind: ItemKind::Use,
                    signature: format!("use {}", used.source),
                    takes_self: false,
                    docs: String::new(),
                    owner: None,
                    module: Some(module),
                }),
            }
        }
    }

    fn member(&mut self, at: Found<'a>, path: String, module: usize) {
        if let Some(declared) = self.documents.declared_at(at.of, at.item.id) {
            self.reached.insert(declared);
        }
        match &at.item.inner {
            ItemEnum::Module(_) => self.module(at, &path, Some(module)),
            ItemEnum::Struct(found) => {
                let place = self.add(at, path, None, Some(module));
                match &found.kind {
                    StructKind::Unit => {}
                    StructKind::Tuple(fields) => self.parts(at, fields.iter().flatten(), place),
                    StructKind::Plain { fields, .. } => self.parts(at, fields, place),
                }
                self.implementations(at, &found.impls, place);
            }
            ItemEnum::Enum(found) => {
                let place = self.add(at, path, None, Some(module));
                self.parts(at, &found.variants, place);
                self.implementations(at, &found.impls, place);
            }
            ItemEnum::Trait(found) => {
                let place = self.add(at, path, None, Some(module));
                self.parts(at, &found.items, place);
            }
            _ => {
                self.add(at, path, None, Some(module));
            }
        }
    }

    /// Fields, variants with theirs, and methods.
    fn parts(&mut self, at: Found<'a>, ids: impl IntoIterator<Item = &'a Id>, owner: usize) {
        for id in ids {
            let Some(part) = at.of.index.get(id) else { continue };
            let path = format!("{}::{}", self.found.items[owner].path, name(part));
            let module = self.found.items[owner].module;
            let place = self.add(Found { item: part, ..at }, path, Some(owner), module);
            if let ItemEnum::Variant(variant) = &part.inner {
                match &variant.kind {
                    VariantKind::Plain => {}
                    VariantKind::Tuple(fields) => self.parts(at, fields.iter().flatten(), place),
                    VariantKind::Struct { fields, .. } => self.parts(at, fields, place),
                }
            }
        }
    }

    fn implementations(&mut self, at: Found<'a>, ids: &'a [Id], owner: usize) {
        for id in ids {
            let Some(item) = at.of.index.get(id) else { continue };
            let ItemEnum::Impl(found) = &item.inner else { continue };
            // What the compiler adds to every type tells nothing.
            if found.is_synthetic || found.blanket_impl.is_some() {
                continue;
            }
            let Some(of) = &found.trait_ else {
                self.parts(at, &found.items, owner);
                continue;
            };
            // Marks that a derive of `PartialEq` leaves for patterns.
            if of.path == "StructuralPartialEq" {
                continue;
            }
            let signature = Signature::of_impl(found, of);
            let owner_item = &self.found.items[owner];
            let (path, module) = (owner_item.path.clone(), owner_item.module);
            self.take_names(at, &signature, &path);
            self.found.items.push(PublicItem {
                path,
                kind: ItemKind::Impl,
                signature: signature.text,
                takes_self: false,
                docs: String::new(),
                owner: Some(owner),
                module,
            });
        }
    }

    fn add(&mut self, at: Found<'a>, path: String, owner: Option<usize>, module: Option<usize>) -> usize {
        let signature = Signature::of(at.item);
        self.take_names(at, &signature, &path);
        self.found.items.push(PublicItem {
            path,
            kind: at.item.inner.item_kind(),
            signature: signature.text,
            takes_self: takes_self(at.item),
            docs: at.item.docs.clone().unwrap_or_default(),
            owner,
            module,
        });
        self.found.items.len() - 1
    }

    fn take_names(&mut self, at: Found<'a>, signature: &Signature, path: &str) {
        let declared = signature.named.iter().filter_map(|&id| self.documents.declared_at(at.of, id));
        self.named.extend(declared.map(|declared| (declared, path.to_owned())));
    }
}

fn takes_self(item: &Item) -> bool {
    let ItemEnum::Function(found) = &item.inner else { return false };
    found.sig.inputs.first().is_some_and(|(name, _)| name == "self")
}

fn name(item: &Item) -> &str {
    item.name.as_deref().unwrap_or_default()
}
