//! The structures of the contract as Rust expressions.
//!
//! Each structure is taken apart without `..`, each kind is matched without `_`: a member that is new in
//! [`mediaspec_core::contract`] does not compile here until it is printed. Nothing is computed; lowering is the
//! loader's business.

use std::collections::BTreeSet;

use mediaspec_core::contract::{
    Address, AuthGroup, Bound, Callback, Cite, Condition, Conflict, Content, Context, Direction,
    Endpoint, Enum, EnumValue, Field, Format, Info, Int, Json, List, Literal, Number, Operation,
    Part, Pattern, RequestBody, Required, Response, Rule, RuleKind, Severity, Shape, SourceKind,
    Style, Text, TypeDef, Unique,
};
use mediaspec_spec::names;
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};

use crate::rust::file::{ident, int, number, option, slice};
use crate::rust::patterns::Patterns;
use crate::rust::plan::Plan;

/// What a file has to import.
#[derive(Default)]
struct Uses {
    contract: BTreeSet<&'static str>,
    patterns: bool,
    sources: bool,
    tables: bool,
}

impl Uses {
    /// The name of a structure of the contract, which is imported from now on.
    fn contract(&mut self, name: &'static str) -> Ident {
        self.contract.insert(name);
        ident(name)
    }

    fn contract_imports(&self) -> TokenStream {
        let names = self.contract.iter().map(|name| ident(name));
        quote!(use ::mediaspec_core::contract::{#(#names),*};)
    }

    /// The imports of a file two folders below the root.
    fn imports(&self) -> TokenStream {
        let mut out = self.contract_imports();
        // `patterns` belongs to all services.
        if self.patterns {
            out.extend(quote!(
                use super::super::super::patterns;
            ));
        }
        match (self.sources, self.tables) {
            (true, true) => out.extend(quote!(
                use super::super::{sources, tables};
            )),
            (true, false) => out.extend(quote!(
                use super::super::sources;
            )),
            (false, true) => out.extend(quote!(
                use super::super::tables;
            )),
            (false, false) => {}
        }
        out
    }
}

/// Prints what one file holds.
pub(super) struct Printer<'p> {
    plan: &'p Plan<'p>,
    patterns: &'p mut Patterns,
    /// The source that most of the file comes from; it is printed once, as the constant [`HOME`].
    home: Option<Cite<'p>>,
    /// Types that stand in the same file.
    own: Vec<(Ident, &'p TypeDef<'p>)>,
    uses: Uses,
}

/// The constant for the source that most of a file comes from.
const HOME: &str = "HERE";

impl<'p> Printer<'p> {
    pub(super) fn new(
        plan: &'p Plan<'p>,
        patterns: &'p mut Patterns,
        home: impl Into<Option<Cite<'p>>>,
    ) -> Self {
        Self {
            plan,
            patterns,
            home: home.into(),
            own: Vec::new(),
            uses: Uses::default(),
        }
    }

    /// Lets references to a type lead to a `static` of the same file.
    pub(super) fn define(&mut self, name: Ident, ty: &'p TypeDef<'p>) {
        self.own.push((name, ty));
    }

    /// The imports and the constants that everything printed so far needs.
    pub(super) fn preamble(&mut self) -> Vec<TokenStream> {
        let home = self.home.map(|cite| {
            let name = ident(HOME);
            let cite = self.spelt_out(&cite);
            quote!(const #name: Cite<'static> = #cite;)
        });
        [self.uses.imports()].into_iter().chain(home).collect()
    }

    /// The structures of the contract that everything printed so far names, and more of them.
    pub(super) fn contract_imports(mut self, more: &[&'static str]) -> TokenStream {
        for name in more {
            self.uses.contract(name);
        }
        self.uses.contract_imports()
    }

    /// A reference to a type: a named one, or one of the same file.
    fn reference(&mut self, ty: &TypeDef<'_>) -> TokenStream {
        if let Some((name, _)) = self.own.iter().find(|(_, own)| *own == ty) {
            return quote!(&#name);
        }
        self.uses.tables = true;
        let constant = ident(&names::constant_name(ty.name));
        quote!(&tables::#constant)
    }

    pub(super) fn type_def(&mut self, ty: &TypeDef<'_>) -> TokenStream {
        let TypeDef {
            name,
            wire,
            summary,
            cite,
            open,
            fields,
            by_name,
            // They follow from the fields and rules: the compiler derives them.
            shortcuts: _,
            slots,
            rules,
            conflicts,
            notes,
        } = ty;
        let item = self.uses.contract("TypeDef");
        let [field_item, rule_item, shortcut, shortcuts, watched] =
            ["Field", "Rule", "Shortcut", "Shortcuts", "Watched"]
                .map(|name| self.uses.contract(name));
        let [field_count, rule_count] =
            [fields.len(), rules.len()].map(proc_macro2::Literal::usize_unsuffixed);
        let cite = self.cite(cite);
        let fields: Vec<_> = fields.iter().map(|field| self.field(field)).collect();
        let by_name = slice(by_name.iter().map(|&index| index_of(index)));
        let slots = index_of(*slots);
        let rules = slice(rules.iter().map(|rule| self.rule(rule)));
        let conflicts = self.conflicts(conflicts);
        quote! {
            {
                const FIELDS: [#field_item<'static>; #field_count] = [#(#fields),*];
                const RULES: &[#rule_item<'static>] = #rules;
                const SHORTCUTS: [#shortcut; #field_count] = #shortcut::of_all(&FIELDS, RULES);
                const WATCHED: [#watched; #rule_count] = #watched::of_all(RULES);
                #item {
                    name: #name, wire: #wire, summary: #summary, cite: #cite, open: #open, fields: &FIELDS,
                    by_name: #by_name, shortcuts: #shortcuts::new(&FIELDS, &SHORTCUTS, &WATCHED), slots: #slots, rules: RULES,
                    conflicts: #conflicts, notes: &[#(#notes),*],
                }
            }
        }
    }

    fn field(&mut self, field: &Field<'_>) -> TokenStream {
        let Field {
            name,
            shape,
            required,
            nullable,
            sensitive,
            deprecated,
            no_effect,
            slot,
            selected_by,
            default,
            info,
        } = field;
        let item = self.uses.contract("Field");
        let shape = self.shape(shape);
        let required = self.required(*required);
        let deprecated = option(deprecated.as_ref());
        let no_effect = option(no_effect.as_ref());
        let slot = option(slot.map(index_of));
        let selected_by = option(selected_by.map(index_of));
        let default = option(default.as_ref().map(|value| self.json(value)));
        let info = self.info(info);
        quote! {
            #item {
                name: #name, shape: #shape, required: #required, nullable: #nullable, sensitive: #sensitive,
                deprecated: #deprecated, no_effect: #no_effect, slot: #slot, selected_by: #selected_by, default: #default,
                info: #info,
            }
        }
    }

    fn info(&mut self, info: &Info<'_>) -> TokenStream {
        let Info {
            summary,
            unit,
            default_note,
            example,
            cite,
            cites,
            conflicts,
            notes,
        } = info;
        let item = self.uses.contract("Info");
        let unit = option(unit.as_ref());
        let default_note = option(default_note.as_ref());
        let example = option(example.as_ref().map(|value| self.json(value)));
        let cite = self.cite(cite);
        let cites = slice(cites.iter().map(|(key, cite)| {
            let cite = self.cite(cite);
            quote!((#key, #cite))
        }));
        let conflicts = self.conflicts(conflicts);
        quote! {
            #item {
                summary: #summary, unit: #unit, default_note: #default_note, example: #example, cite: #cite, cites: #cites,
                conflicts: #conflicts, notes: &[#(#notes),*],
            }
        }
    }

    fn cite(&mut self, cite: &Cite<'_>) -> TokenStream {
        if self.home == Some(*cite) {
            return ident(HOME).into_token_stream();
        }
        self.spelt_out(cite)
    }

    fn spelt_out(&mut self, cite: &Cite<'_>) -> TokenStream {
        let Cite { source, anchor } = cite;
        let item = self.uses.contract("Cite");
        self.uses.sources = true;
        let source = self.plan.source_path(source);
        let anchor = option(anchor.as_ref());
        quote!(#item { source: &#source, anchor: #anchor })
    }

    fn conflicts(&mut self, conflicts: &[Conflict<'_>]) -> TokenStream {
        slice(conflicts.iter().map(|conflict| {
            let Conflict {
                cite,
                says,
                because,
            } = conflict;
            let item = self.uses.contract("Conflict");
            let cite = self.cite(cite);
            let says = slice(says.iter().map(|(key, value)| quote!((#key, #value))));
            quote!(#item { cite: #cite, says: #says, because: #because })
        }))
    }

    fn required(&mut self, required: Required) -> TokenStream {
        let item = self.uses.contract("Required");
        match required {
            Required::No => quote!(#item::No),
            Required::InRequests => quote!(#item::InRequests),
            Required::Always => quote!(#item::Always),
        }
    }

    fn json(&mut self, value: &Json<'_>) -> TokenStream {
        let item = self.uses.contract("Json");
        match value {
            Json::Scalar(literal) => {
                let literal = self.literal(literal);
                quote!(#item::Scalar(#literal))
            }
            Json::List(items) => {
                let items = slice(items.iter().map(|value| self.json(value)));
                quote!(#item::List(#items))
            }
            Json::Object(members) => {
                let members = slice(members.iter().map(|(name, value)| {
                    let value = self.json(value);
                    quote!((#name, #value))
                }));
                quote!(#item::Object(#members))
            }
        }
    }

    fn literal(&mut self, literal: &Literal<'_>) -> TokenStream {
        let item = self.uses.contract("Literal");
        match literal {
            Literal::Text(text) => quote!(#item::Text(#text)),
            Literal::Int(value) => {
                let value = int(*value);
                quote!(#item::Int(#value))
            }
            Literal::Number(value) => {
                let value = number(*value);
                quote!(#item::Number(#value))
            }
            Literal::Bool(value) => quote!(#item::Bool(#value)),
        }
    }

    fn literals(&mut self, values: &[Literal<'_>]) -> TokenStream {
        slice(values.iter().map(|value| self.literal(value)))
    }

    fn shape(&mut self, shape: &Shape<'_>) -> TokenStream {
        let item = self.uses.contract("Shape");
        match shape {
            Shape::Int(inner) => {
                let inner = self.int(inner);
                quote!(#item::Int(&#inner))
            }
            Shape::Number(inner) => {
                let inner = self.number(inner);
                quote!(#item::Number(&#inner))
            }
            Shape::Text(text) => {
                let text = self.text(text);
                quote!(#item::Text(&#text))
            }
            Shape::Bool => quote!(#item::Bool),
            Shape::Enum(choice) => {
                let choice = self.choice(choice);
                quote!(#item::Enum(&#choice))
            }
            Shape::List(list) => {
                let list = self.list(list);
                quote!(#item::List(&#list))
            }
            Shape::Object(ty) => {
                let ty = self.reference(ty);
                quote!(#item::Object(#ty))
            }
            Shape::Any => quote!(#item::Any),
        }
    }

    fn int(&mut self, shape: &Int<'_>) -> TokenStream {
        let Int {
            min,
            max,
            accepted,
            special,
            unix_seconds,
        } = shape;
        let item = self.uses.contract("Int");
        let min = option(min.map(int));
        let max = option(max.map(int));
        let accepted = option(accepted.map(|(from, to)| pair(int(from), int(to))));
        let special = slice(
            special
                .iter()
                .map(|(value, meaning)| pair(int(*value), meaning)),
        );
        quote! {
            #item { min: #min, max: #max, accepted: #accepted, special: #special, unix_seconds: #unix_seconds }
        }
    }

    fn number(&mut self, shape: &Number<'_>) -> TokenStream {
        let Number {
            lower,
            upper,
            accepted,
            special,
        } = shape;
        let item = self.uses.contract("Number");
        let lower = self.bound(lower.as_ref());
        let upper = self.bound(upper.as_ref());
        let accepted = option(accepted.map(|(from, to)| pair(number(from), number(to))));
        let special = slice(
            special
                .iter()
                .map(|(value, meaning)| pair(number(*value), meaning)),
        );
        quote!(#item { lower: #lower, upper: #upper, accepted: #accepted, special: #special })
    }

    fn bound(&mut self, bound: Option<&Bound>) -> TokenStream {
        option(bound.map(|Bound { value, exclusive }| {
            let item = self.uses.contract("Bound");
            let value = number(*value);
            quote!(#item { value: #value, exclusive: #exclusive })
        }))
    }

    fn text(&mut self, text: &Text<'_>) -> TokenStream {
        let Text {
            min_chars,
            max_chars,
            max_bytes,
            max_chars_without_markup,
            pattern,
            format,
            content,
        } = text;
        let item = self.uses.contract("Text");
        let min_chars = option(min_chars.map(size));
        let max_chars = option(max_chars.map(size));
        let max_bytes = option(max_bytes.map(size));
        let max_chars_without_markup = option(max_chars_without_markup.map(size));
        let pattern = option(pattern.map(|pattern| self.pattern(pattern)));
        let format = option(format.map(|(format, pattern)| {
            let format = self.format(format);
            pair(format, self.pattern(pattern))
        }));
        let content = self.content(content);
        quote! {
            #item {
                min_chars: #min_chars, max_chars: #max_chars, max_bytes: #max_bytes,
                max_chars_without_markup: #max_chars_without_markup, pattern: #pattern, format: #format, content: #content,
            }
        }
    }

    fn pattern(&mut self, pattern: &Pattern<'_>) -> TokenStream {
        self.uses.patterns = true;
        let name = self.patterns.name(pattern);
        quote!(&patterns::#name)
    }

    fn format(&mut self, format: Format) -> TokenStream {
        let item = self.uses.contract("Format");
        // The enum may grow, and forbids exhaustive matches elsewhere; its `Debug` is the variant's name.
        let variant = ident(&format!("{format:?}"));
        quote!(#item::#variant)
    }

    fn context(&mut self, context: Context) -> TokenStream {
        let item = self.uses.contract("Context");
        // As with formats.
        let variant = ident(&format!("{context:?}"));
        quote!(#item::#variant)
    }

    fn content(&mut self, content: &Content<'_>) -> TokenStream {
        let name = self.uses.contract("Content");
        match content {
            Content::Plain => quote!(#name::Plain),
            Content::Base64 => quote!(#name::Base64),
            Content::Json(ty) => {
                let ty = self.reference(ty);
                quote!(#name::Json(#ty))
            }
            Content::Separated { separator, item } => {
                let item = self.shape(item);
                quote!(#name::Separated { separator: #separator, item: &#item })
            }
        }
    }

    fn choice(&mut self, choice: &Enum<'_>) -> TokenStream {
        let Enum { open, values } = choice;
        let item = self.uses.contract("Enum");
        let value = self.uses.contract("EnumValue");
        let values = slice(values.iter().map(
            |EnumValue {
                 wire,
                 summary,
                 deprecated,
             }| {
                let deprecated = option(deprecated.as_ref());
                quote!(#value { wire: #wire, summary: #summary, deprecated: #deprecated })
            },
        ));
        quote!(#item { open: #open, values: #values })
    }

    fn list(&mut self, list: &List<'_>) -> TokenStream {
        let List {
            item,
            min_items,
            max_items,
            unique,
        } = list;
        let name = self.uses.contract("List");
        let item = self.shape(item);
        let min_items = option(min_items.map(size));
        let max_items = option(max_items.map(size));
        let kind = self.uses.contract("Unique");
        let unique = match unique {
            Unique::No => quote!(#kind::No),
            Unique::Items => quote!(#kind::Items),
            Unique::By(index) => {
                let index = index_of(*index);
                quote!(#kind::By(#index))
            }
        };
        quote!(#name { item: #item, min_items: #min_items, max_items: #max_items, unique: #unique })
    }

    fn rule(&mut self, rule: &Rule<'_>) -> TokenStream {
        let Rule {
            id,
            summary,
            cite,
            severity,
            direction,
            when,
            kind,
            conflicts,
        } = rule;
        let item = self.uses.contract("Rule");
        let cite = self.cite(cite);
        let level = self.uses.contract("Severity");
        let severity = match severity {
            Severity::Error => quote!(#level::Error),
            Severity::Warning => quote!(#level::Warning),
        };
        let direction = option(direction.map(|direction| {
            let item = self.uses.contract("Direction");
            match direction {
                Direction::Request => quote!(#item::Request),
                Direction::Response => quote!(#item::Response),
            }
        }));
        let when = slice(when.iter().map(|condition| self.condition(condition)));
        let kind = self.rule_kind(kind);
        let conflicts = self.conflicts(conflicts);
        quote! {
            #item {
                id: #id, summary: #summary, cite: #cite, severity: #severity, direction: #direction, when: #when, kind: #kind,
                conflicts: #conflicts,
            }
        }
    }

    fn condition(&mut self, condition: &Condition<'_>) -> TokenStream {
        let item = self.uses.contract("Condition");
        match condition {
            Condition::Is { field, values } => {
                let field = index_of(*field);
                let values = self.literals(values);
                quote!(#item::Is { field: #field, values: #values })
            }
            Condition::Present { field } => {
                let field = index_of(*field);
                quote!(#item::Present { field: #field })
            }
            Condition::Context(contexts) => {
                let contexts = slice(contexts.iter().map(|&context| self.context(context)));
                quote!(#item::Context(#contexts))
            }
        }
    }

    fn rule_kind(&mut self, kind: &RuleKind<'_>) -> TokenStream {
        let item = self.uses.contract("RuleKind");
        let indices = |fields: &[u16]| slice(fields.iter().map(|&field| index_of(field)));
        match kind {
            RuleKind::RequiredIf { fields } => {
                let fields = indices(fields);
                quote!(#item::RequiredIf { fields: #fields })
            }
            RuleKind::RequiredUnless { fields } => {
                let fields = indices(fields);
                quote!(#item::RequiredUnless { fields: #fields })
            }
            RuleKind::NoEffectIf { fields } => {
                let fields = indices(fields);
                quote!(#item::NoEffectIf { fields: #fields })
            }
            RuleKind::NoEffectUnless { fields } => {
                let fields = indices(fields);
                quote!(#item::NoEffectUnless { fields: #fields })
            }
            RuleKind::AtMostOne { fields } => {
                let fields = indices(fields);
                quote!(#item::AtMostOne { fields: #fields })
            }
            RuleKind::WinsOver { winners, losers } => {
                let (winners, losers) = (indices(winners), indices(losers));
                quote!(#item::WinsOver { winners: #winners, losers: #losers })
            }
            RuleKind::Rows { fields, rows } => {
                let fields = indices(fields);
                let rows = slice(rows.iter().map(|row| self.literals(row)));
                quote!(#item::Rows { fields: #fields, rows: #rows })
            }
            RuleKind::Unique { list, by } => {
                let list = index_of(*list);
                let by = option(by.as_ref());
                quote!(#item::Unique { list: #list, by: #by })
            }
            RuleKind::SelectsType {
                tag,
                field,
                cases,
                otherwise,
            } => {
                let (tag, field) = (index_of(*tag), index_of(*field));
                let cases = slice(
                    cases
                        .iter()
                        .map(|(value, ty)| pair(value, self.reference(ty))),
                );
                let otherwise = option(otherwise.map(|ty| self.reference(ty)));
                quote!(#item::SelectsType { tag: #tag, field: #field, cases: #cases, otherwise: #otherwise })
            }
            RuleKind::SelectsSibling { tag, cases } => {
                let tag = index_of(*tag);
                let cases = slice(
                    cases
                        .iter()
                        .map(|(value, field)| pair(value, index_of(*field))),
                );
                quote!(#item::SelectsSibling { tag: #tag, cases: #cases })
            }
            RuleKind::Range {
                field,
                lower,
                upper,
            } => {
                let field = index_of(*field);
                let lower = self.bound(lower.as_ref());
                let upper = self.bound(upper.as_ref());
                quote!(#item::Range { field: #field, lower: #lower, upper: #upper })
            }
            RuleKind::Values { field, values } => {
                let field = index_of(*field);
                let values = self.literals(values);
                quote!(#item::Values { field: #field, values: #values })
            }
        }
    }

    pub(super) fn operation(&mut self, operation: &Operation<'_>) -> TokenStream {
        let Operation {
            service,
            name,
            method,
            path,
            summary,
            tag,
            context,
            cite,
            auth,
            path_parameters,
            query,
            headers,
            request,
            responses,
            callbacks,
            conflicts,
            notes,
        } = operation;
        let item = self.uses.contract("Operation");
        let context = option(context.map(|context| self.context(context)));
        let cite = self.cite(cite);
        let auth = slice(auth.iter().map(|group| self.auth_group(group)));
        let path_parameters = self.reference(path_parameters);
        let query = self.reference(query);
        let headers = self.reference(headers);
        let request = option(request.map(|RequestBody { ty, required }| {
            let item = self.uses.contract("RequestBody");
            let ty = self.reference(ty);
            quote!(#item { ty: #ty, required: #required })
        }));
        let responses = slice(responses.iter().map(|response| self.response(response)));
        let callbacks = slice(callbacks.iter().map(|callback| self.callback(callback)));
        let conflicts = self.conflicts(conflicts);
        quote! {
            #item {
                service: #service, name: #name, method: #method, path: #path, summary: #summary, tag: #tag,
                context: #context, cite: #cite, auth: #auth, path_parameters: #path_parameters, query: #query,
                headers: #headers, request: #request, responses: #responses, callbacks: #callbacks, conflicts: #conflicts,
                notes: &[#(#notes),*],
            }
        }
    }

    fn auth_group(&mut self, group: &AuthGroup<'_>) -> TokenStream {
        let AuthGroup {
            scheme,
            headers,
            cite,
        } = group;
        let item = self.uses.contract("AuthGroup");
        let cite = self.cite(cite);
        quote!(#item { scheme: #scheme, headers: &[#(#headers),*], cite: #cite })
    }

    fn response(&mut self, response: &Response<'_>) -> TokenStream {
        let Response {
            status,
            summary,
            body,
            headers,
            error_code,
            cite,
        } = response;
        let item = self.uses.contract("Response");
        let status = index_of(*status);
        let body = option(body.map(|ty| self.reference(ty)));
        let headers = self.reference(headers);
        let error_code = option(error_code.as_ref());
        let cite = self.cite(cite);
        quote! {
            #item {
                status: #status, summary: #summary, body: #body, headers: #headers, error_code: #error_code, cite: #cite,
            }
        }
    }

    fn callback(&mut self, callback: &Callback<'_>) -> TokenStream {
        let Callback {
            name,
            summary,
            ty,
            address,
            cite,
        } = callback;
        let item = self.uses.contract("Callback");
        let ty = self.reference(ty);
        let address = option(address.map(|address| self.address(address)));
        let cite = self.cite(cite);
        quote!(#item { name: #name, summary: #summary, ty: #ty, address: #address, cite: #cite })
    }

    fn address(&mut self, address: Address<'_>) -> TokenStream {
        let Address { part, pointer } = address;
        let item = self.uses.contract("Address");
        let parts = self.uses.contract("Part");
        let part = match part {
            Part::Body => quote!(#parts::Body),
            Part::Path => quote!(#parts::Path),
            Part::Query => quote!(#parts::Query),
            Part::Header => quote!(#parts::Header),
        };
        quote!(#item { part: #part, pointer: #pointer })
    }

    pub(super) fn endpoint(&mut self, endpoint: &Endpoint<'_>) -> TokenStream {
        let Endpoint { host, cite } = endpoint;
        let item = self.uses.contract("Endpoint");
        let cite = self.spelt_out(cite);
        quote!(#item { host: #host, cite: #cite })
    }

    pub(super) fn style(&mut self, style: &Style<'_>) -> TokenStream {
        let item = self.uses.contract("Style");
        match style {
            Style::Rest => quote!(#item::Rest),
            Style::Rpc {
                action,
                version,
                common,
                cite,
            } => {
                let cite = self.spelt_out(cite);
                quote! {
                    #item::Rpc { action: #action, version: #version, common: &[#(#common),*], cite: #cite }
                }
            }
        }
    }
}

/// The kind of a source.
pub(super) fn source_kind(kind: SourceKind) -> TokenStream {
    match kind {
        SourceKind::Page => quote!(SourceKind::Page),
        SourceKind::ApiExplorer => quote!(SourceKind::ApiExplorer),
        SourceKind::Sdk => quote!(SourceKind::Sdk),
    }
}

fn pair(first: impl ToTokens, second: impl ToTokens) -> TokenStream {
    quote!((#first, #second))
}

/// A number of 16 bits without a suffix.
fn index_of(value: u16) -> TokenStream {
    int(i64::from(value))
}

/// A number of 32 bits without a suffix.
fn size(value: u32) -> TokenStream {
    int(i64::from(value))
}
