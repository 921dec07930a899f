//! The declaration of an item as one line of Rust, from what rustdoc says of it.

use rustdoc_types::{
    AssocItemConstraintKind, Attribute, FunctionSignature, GenericArg, GenericArgs, GenericBound, GenericParamDef,
    GenericParamDefKind, Generics, Id, Impl, Item, ItemEnum, Path, PolyTrait, StructKind, Term, TraitBoundModifier,
    Type, VariantKind, WherePredicate,
};

/// One item's declaration, without its fields, variants and body, which are items of their own.
#[derive(Debug, Default)]
pub struct Signature {
    pub text: String,
    /// The types and traits that it names, in the order of their appearance.
    pub named: Vec<Id>,
}

impl Signature {
    /// The declaration of an item. Empty for kinds that have none of their own, such as modules' re-exports.
    pub fn of(item: &Item) -> Self {
        let mut out = Self::default();
        let name = item.name.as_deref().unwrap_or_default();
        for attribute in &item.attrs {
            match attribute {
                Attribute::NonExhaustive => out.push("#[non_exhaustive] "),
                Attribute::MustUse { .. } => out.push("#[must_use] "),
                _ => {}
            }
        }
        match &item.inner {
            ItemEnum::Module(_) => out.push("mod"),
            ItemEnum::Struct(found) => {
                out.declaration("struct", name, &found.generics);
                match found.kind {
                    StructKind::Unit => {}
                    StructKind::Tuple(_) => out.push("(…)"),
                    StructKind::Plain { .. } => out.push(" { … }"),
                }
            }
            ItemEnum::Union(found) => out.declaration("union", name, &found.generics),
            ItemEnum::Enum(found) => out.declaration("enum", name, &found.generics),
            ItemEnum::Variant(found) => {
                out.push("variant");
                match found.kind {
                    VariantKind::Plain => {}
                    VariantKind::Tuple(_) => out.push("(…)"),
                    VariantKind::Struct { .. } => out.push(" { … }"),
                }
            }
            ItemEnum::StructField(of) => {
                out.push("field: ");
                out.type_name(of);
            }
            ItemEnum::Trait(found) => {
                out.declaration("trait", name, &found.generics);
                out.bounds(": ", &found.bounds);
            }
            ItemEnum::Function(found) => {
                out.push(if found.header.is_const { "const " } else { "" });
                out.push(if found.header.is_unsafe { "unsafe " } else { "" });
                out.push(if found.header.is_async { "async " } else { "" });
                out.push("fn ");
                out.push(name);
                out.parameters(&found.generics.params);
                out.function(&found.sig);
                out.conditions(&found.generics.where_predicates);
            }
            ItemEnum::Constant { type_, .. } | ItemEnum::AssocConst { type_, .. } => {
                out.push("const: ");
                out.type_name(type_);
            }
            ItemEnum::Static(found) => {
                out.push("static: ");
                out.type_name(&found.type_);
            }
            ItemEnum::TypeAlias(found) => {
                out.declaration("type", name, &found.generics);
                out.push(" = ");
                out.type_name(&found.type_);
            }
            ItemEnum::AssocType { bounds, .. } => {
                out.push("type ");
                out.push(name);
                out.bounds(": ", bounds);
            }
            ItemEnum::Macro(_) => out.push("macro"),
            _ => {}
        }
        out
    }

    /// `impl Trait for Type`.
    pub fn of_impl(found: &Impl, of: &Path) -> Self {
        let mut out = Self::default();
        out.push("impl");
        out.parameters(&found.generics.params);
        out.push(" ");
        out.path(of);
        out.push(" for ");
        out.type_name(&found.for_);
        out.conditions(&found.generics.where_predicates);
        out
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn list<T>(&mut self, separator: &str, items: &[T], mut each: impl FnMut(&mut Self, &T)) {
        for (index, item) in items.iter().enumerate() {
            self.push(if index > 0 { separator } else { "" });
            each(self, item);
        }
    }

    fn declaration(&mut self, keyword: &str, name: &str, generics: &Generics) {
        self.push(keyword);
        self.push(" ");
        self.push(name);
        self.parameters(&generics.params);
        self.conditions(&generics.where_predicates);
    }

    /// Parameters in angle brackets, without those that `impl Trait` and left out lifetimes stand for.
    fn parameters(&mut self, parameters: &[GenericParamDef]) {
        let is_written = |parameter: &&GenericParamDef| match &parameter.kind {
            GenericParamDefKind::Type { is_synthetic, .. } => !is_synthetic,
            GenericParamDefKind::Lifetime { .. } => parameter.name != "'_",
            GenericParamDefKind::Const { .. } => true,
        };
        let written: Vec<&GenericParamDef> = parameters.iter().filter(is_written).collect();
        if written.is_empty() {
            return;
        }
        self.push("<");
        self.list(", ", &written, |out, parameter| match &parameter.kind {
            GenericParamDefKind::Lifetime { .. } => out.push(&parameter.name),
            GenericParamDefKind::Type { bounds, .. } => {
                out.push(&parameter.name);
                out.bounds(": ", bounds);
            }
            GenericParamDefKind::Const { type_, .. } => {
                out.push("const ");
                out.push(&parameter.name);
                out.push(": ");
                out.type_name(type_);
            }
        });
        self.push(">");
    }

    fn conditions(&mut self, conditions: &[WherePredicate]) {
        self.push(if conditions.is_empty() { "" } else { " where " });
        self.list(", ", conditions, |out, condition| match condition {
            WherePredicate::BoundPredicate { type_, bounds, .. } => {
                out.type_name(type_);
                out.bounds(": ", bounds);
            }
            WherePredicate::LifetimePredicate { lifetime, outlives } => {
                out.push(lifetime);
                out.push(": ");
                out.push(&outlives.join(" + "));
            }
            WherePredicate::EqPredicate { lhs, rhs } => {
                out.type_name(lhs);
                out.push(" = ");
                out.term(rhs);
            }
        });
    }

    fn bounds(&mut self, before: &str, bounds: &[GenericBound]) {
        self.push(if bounds.is_empty() { "" } else { before });
        self.list(" + ", bounds, |out, bound| match bound {
            GenericBound::TraitBound { trait_, modifier, .. } => {
                out.push(if *modifier == TraitBoundModifier::Maybe { "?" } else { "" });
                out.path(trait_);
            }
            GenericBound::Outlives(lifetime) => out.push(lifetime),
            GenericBound::Use(_) => out.push("use<…>"),
        });
    }

    fn function(&mut self, signature: &FunctionSignature) {
        self.push("(");
        self.list(", ", &signature.inputs, |out, (name, of)| {
            // As it is written by hand; `self: Type` is what rustdoc makes of it.
            match (name.as_str(), of) {
                ("self", Type::Generic(_)) => out.push("self"),
                ("self", Type::BorrowedRef { is_mutable: false, lifetime: None, .. }) => out.push("&self"),
                ("self", Type::BorrowedRef { is_mutable: true, lifetime: None, .. }) => out.push("&mut self"),
                _ => {
                    out.push(name);
                    out.push(": ");
                    out.type_name(of);
                }
            }
        });
        self.push(")");
        if let Some(output) = &signature.output {
            self.push(" -> ");
            self.type_name(output);
        }
    }

    fn path(&mut self, path: &Path) {
        self.named.push(path.id);
        // Ours are named as users do: where a type is declared is not theirs to know.
        let is_ours = path.path.starts_with("crate::") || path.path.starts_with("retailgen");
        let name = path.path.rsplit("::").next().filter(|_| is_ours);
        self.push(name.unwrap_or(&path.path));
        self.arguments(path.args.as_deref());
    }

    fn arguments(&mut self, arguments: Option<&GenericArgs>) {
        match arguments {
            Some(GenericArgs::AngleBracketed { args, constraints }) if args.len() + constraints.len() > 0 => {
                self.push("<");
                self.list(", ", args, |out, argument| match argument {
                    GenericArg::Lifetime(name) => out.push(name),
                    GenericArg::Type(of) => out.type_name(of),
                    GenericArg::Const(value) => out.push(&value.expr),
                    GenericArg::Infer => out.push("_"),
                });
                self.push(if args.is_empty() || constraints.is_empty() { "" } else { ", " });
                self.list(", ", constraints, |out, constraint| {
                    out.push(&constraint.name);
                    match &constraint.binding {
                        AssocItemConstraintKind::Equality(term) => {
                            out.push(" = ");
                            out.term(term);
                        }
                        AssocItemConstraintKind::Constraint(bounds) => out.bounds(": ", bounds),
                    }
                });
                self.push(">");
            }
            Some(GenericArgs::Parenthesized { inputs, output }) => {
                self.push("(");
                self.list(", ", inputs, Self::type_name);
                self.push(")");
                if let Some(output) = output {
                    self.push(" -> ");
                    self.type_name(output);
                }
            }
            _ => {}
        }
    }

    fn term(&mut self, term: &Term) {
        match term {
            Term::Type(of) => self.type_name(of),
            Term::Constant(value) => self.push(&value.expr),
        }
    }

    fn type_name(&mut self, of: &Type) {
        match of {
            Type::ResolvedPath(path) => self.path(path),
            Type::DynTrait(found) => {
                self.push("dyn ");
                self.list(" + ", &found.traits, |out, PolyTrait { trait_, .. }| out.path(trait_));
                if let Some(lifetime) = &found.lifetime {
                    self.push(" + ");
                    self.push(lifetime);
                }
            }
            Type::Generic(name) | Type::Primitive(name) => self.push(name),
            Type::FunctionPointer(found) => {
                self.push("fn");
                self.function(&found.sig);
            }
            Type::Tuple(types) => {
                self.push("(");
                self.list(", ", types, Self::type_name);
                self.push(")");
            }
            Type::Slice(of) => {
                self.push("[");
                self.type_name(of);
                self.push("]");
            }
            Type::Array { type_, len } => {
                self.push("[");
                self.type_name(type_);
                self.push("; ");
                self.push(len);
                self.push("]");
            }
            Type::ImplTrait(bounds) => self.bounds("impl ", bounds),
            Type::RawPointer { is_mutable, type_ } => {
                self.push(if *is_mutable { "*mut " } else { "*const " });
                self.type_name(type_);
            }
            Type::BorrowedRef { lifetime, is_mutable, type_ } => {
                self.push("&");
                if let Some(lifetime) = lifetime {
                    self.push(lifetime);
                    self.push(" ");
                }
                self.push(if *is_mutable { "mut " } else { "" });
                let is_sum = matches!(type_.as_ref(), Type::ImplTrait(bounds) if bounds.len() > 1);
                self.push(if is_sum { "(" } else { "" });
                self.type_name(type_);
                self.push(if is_sum { ")" } else { "" });
            }
            Type::QualifiedPath { name, self_type, .. } => {
                self.type_name(self_type);
                self.push("::");
                self.push(name);
            }
            Type::Infer | Type::Pat { .. } => self.push("_"),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn path(name: &str, id: u32, arguments: &Value) -> Value {
        json!({ "path": name, "id": id, "args": arguments })
    }

    #[test]
    fn a_method_reads_as_it_is_written() {
        let rule = json!({ "borrowed_ref": {
            "lifetime": null, "is_mutable": false, "type": { "resolved_path": path("crate::policy::Rule", 3, &Value::Null) }
        }});
        let item = json!({ "angle_bracketed": { "args": [], "constraints": [
            { "name": "Item", "args": null, "binding": { "equality": { "type": rule } } }
        ]}});
        let output = json!({ "impl_trait": [
            { "trait_bound": { "trait": path("Iterator", 2, &item), "generic_params": [], "modifier": "none" } }
        ]});
        let receiver =
            json!({ "borrowed_ref": { "lifetime": null, "is_mutable": false, "type": { "generic": "Self" } } });
        let method: Item = serde_json::from_value(json!({
            "id": 7, "crate_id": 0, "name": "rules_for", "span": null, "visibility": "public", "docs": null, "links": {},
            "attrs": [{ "must_use": { "reason": null } }], "deprecation": null,
            "inner": { "function": {
                "sig": {
                    "inputs": [["self", receiver], ["table", { "resolved_path": path("std::path::Path", 1, &Value::Null) }]],
                    "output": output,
                    "is_c_variadic": false,
                },
                "generics": { "params": [], "where_predicates": [] },
                "header": { "is_const": false, "is_unsafe": false, "is_async": false, "abi": "Rust" },
                "has_body": true,
            }},
        }))
        .unwrap();
        let Signature { text, named } = Signature::of(&method);
        assert_eq!(text, "#[must_use] fn rules_for(&self, table: std::path::Path) -> impl Iterator<Item = &Rule>");
        assert_eq!(named, [Id(1), Id(2), Id(3)]);
    }
}
