//! Operations: parameters become types of their own, and everything else refers to named types.

use std::collections::BTreeMap;

use mediaspec_core::contract::{
    Address, Callback, Cite, Endpoint, Operation, Part, RequestBody, Response, Service, Style,
    TypeDef,
};

use super::groups::Parts;
use super::{Group, Lowered, LoweredOperation, Lowering, sources};
use crate::codes;
use crate::problem::Problem;
use crate::raw::{self, At, PartName};
use crate::service::Document;

impl<'t, 'r> Lowering<'t, 'r> {
    /// Lowers the whole service.
    pub(super) fn service(mut self) -> (Lowered<'t, 'r>, Vec<Problem>) {
        let sources = sources::lower(&self);
        let ordered: Vec<_> = sources.iter().map(|(_, source)| *source).collect();
        self.sources = sources.into_iter().collect();
        let documents = self.documents;
        if let Some(vendor) = &documents.vendor {
            self.auth = sources::auth(&self, &vendor.source, &vendor.raw.auth, None);
        }
        let types = self.types();
        let operations = self.operations();

        let mut sorted: Vec<&'t TypeDef<'t>> = types.iter().map(|ty| ty.group.ty).collect();
        sorted.sort_by_key(|ty| ty.name);
        let head = documents
            .vendor
            .as_ref()
            .and_then(|vendor| vendor.raw.vendor.as_ref());
        let text = |text: Option<&At<String>>| self.optional(text).unwrap_or_default();
        let name = head.and_then(|head| head.service.as_ref());
        let service = self.arena.alloc(Service {
            name: name.map_or_else(|| self.text(&documents.folder), |name| self.text(name)),
            title: text(head.and_then(|head| head.title.as_ref())),
            summary: text(head.and_then(|head| head.summary.as_ref())),
            style: self.style(),
            endpoints: self.endpoints(),
            sources: self.slice(ordered),
            operations: self.slice(
                operations
                    .iter()
                    .map(|operation| operation.operation)
                    .collect(),
            ),
            types: self.slice(sorted),
        });
        (
            Lowered {
                documents,
                service,
                types,
                operations,
            },
            self.problems.into_inner(),
        )
    }

    fn style(&self) -> Style<'t> {
        let Some(vendor) = &self.documents.vendor else {
            return Style::Rest;
        };
        let style = vendor
            .raw
            .vendor
            .as_ref()
            .and_then(|head| head.style.as_ref());
        match (&vendor.raw.rpc, style.map(|style| style.value)) {
            (Some(rpc), Some(raw::Style::Rpc)) => Style::Rpc {
                action: self.optional(rpc.action.as_ref()).unwrap_or_default(),
                version: self.optional(rpc.version.as_ref()).unwrap_or_default(),
                common: self.texts(&rpc.common),
                cite: self.cite(&vendor.source, rpc.source.as_ref(), None),
            },
            _ => Style::Rest,
        }
    }

    fn endpoints(&self) -> &'t [Endpoint<'t>] {
        let Some(vendor) = &self.documents.vendor else {
            return &[];
        };
        let endpoints = vendor.raw.endpoint.iter().filter_map(|endpoint| {
            Some(Endpoint {
                host: self.optional(endpoint.host.as_ref())?,
                cite: self.cite(&vendor.source, endpoint.source.as_ref(), None),
            })
        });
        self.slice(endpoints.collect())
    }

    /// The part and the pointer of `body#/callback_config/url`.
    fn address(&self, written: &str) -> Option<Address<'t>> {
        let (part, pointer) = written.split_once('#')?;
        let part = [Part::Body, Part::Path, Part::Query, Part::Header]
            .into_iter()
            .find(|known| known.as_str() == part)?;
        Some(Address {
            part,
            pointer: self.text(pointer),
        })
    }

    fn operations(&self) -> Vec<LoweredOperation<'t, 'r>> {
        let mut lowered: Vec<LoweredOperation<'t, 'r>> = Vec::new();
        let documents: &'r crate::service::Documents = self.documents;
        let mut first: BTreeMap<&str, &Document<raw::OperationFile>> = BTreeMap::new();
        for document in &documents.operations {
            let Some(name) = document.raw.name() else {
                continue;
            };
            if let Some(first) = first.get(name.as_str()) {
                let message = format!(
                    "the operation `{}` is defined in {} already",
                    name.value, first.source.path
                );
                self.report(
                    &codes::DUPLICATE_TYPE,
                    &document.source,
                    &name.span,
                    message,
                );
                continue;
            }
            first.insert(name, document);
            lowered.extend(self.operation(document));
        }
        lowered.sort_by_key(|operation| operation.operation.name);
        lowered
    }

    fn operation(
        &self,
        document: &'r Document<raw::OperationFile>,
    ) -> Option<LoweredOperation<'t, 'r>> {
        let (raw, source) = (&document.raw, &document.source);
        let head = raw.operation.as_ref()?;
        let name = self.text(head.name.as_ref()?);
        let cite = self.cite(source, head.source.as_ref(), None);
        let text = |text: Option<&At<String>>| self.optional(text).unwrap_or_default();

        let auth = if raw.auth.is_empty() {
            self.auth
        } else {
            sources::auth(self, source, &raw.auth, Some(cite))
        };
        let shared = head
            .headers
            .as_ref()
            .and_then(|name| self.resolve(source, name));
        let path = self.parameters(document, name, cite, PartName::Path, None);
        let query = self.parameters(document, name, cite, PartName::Query, None);
        let headers = self.parameters(document, name, cite, PartName::Header, shared);

        let request = raw.request.as_ref().and_then(|request| {
            let ty = self.resolve(source, request.ty.as_ref()?)?;
            Some(RequestBody {
                ty,
                required: request
                    .required
                    .as_ref()
                    .is_some_and(|required| required.value),
            })
        });
        let mut responses: Vec<Response<'t>> = raw
            .response
            .iter()
            .filter_map(|response| self.response(document, name, cite, response))
            .collect();
        responses.sort_by_key(|response| response.status);
        let callbacks = raw.callback.iter().filter_map(|callback| {
            let cite = self.cite(source, callback.source.as_ref(), Some(cite));
            let ty = self.resolve(source, callback.ty.as_ref()?)?;
            Some(Callback {
                name: self.optional(callback.name.as_ref())?,
                summary: text(callback.summary.as_ref()),
                ty,
                address: callback
                    .address
                    .as_ref()
                    .and_then(|address| self.address(address)),
                cite,
            })
        });
        let operation = self.arena.alloc(Operation {
            service: self.text(&self.documents.folder),
            name,
            method: text(head.method.as_ref()),
            path: text(head.path.as_ref()),
            summary: text(head.summary.as_ref()),
            tag: text(head.tag.as_ref()),
            context: head.context.as_ref().map(|context| context.value.lower()),
            cite,
            auth,
            path_parameters: path.ty,
            query: query.ty,
            headers: headers.ty,
            request,
            responses: self.slice(responses),
            callbacks: self.slice(callbacks.collect()),
            conflicts: self.conflicts(source, &raw.conflict),
            notes: self.texts(&head.notes),
        });
        Some(LoweredOperation {
            document,
            operation,
            groups: vec![path, query, headers],
        })
    }

    fn parameters(
        &self,
        document: &'r Document<raw::OperationFile>,
        operation: &'t str,
        cite: Cite<'t>,
        part: PartName,
        shared: Option<&'t TypeDef<'t>>,
    ) -> Group<'t, 'r> {
        let raw = &document.raw;
        let (suffix, words, fields, core_part) = match part {
            PartName::Path => ("Path", "Path parameters", &raw.path, Part::Path),
            PartName::Query => ("Query", "Query parameters", &raw.query, Part::Query),
            PartName::Header => ("Headers", "Request headers", &raw.header, Part::Header),
        };
        let name = self.text(&format!("{operation}{suffix}"));
        let unresolved = raw
            .operation
            .as_ref()
            .is_some_and(|head| head.headers.is_some())
            && shared.is_none();
        self.group(Parts {
            name,
            wire: name,
            summary: self.text(&format!("{words} of {operation}.")),
            cite,
            open: shared.is_some_and(|shared| shared.open),
            notes: &[],
            conflicts: &[],
            part: core_part,
            source: &document.source,
            shared,
            fields,
            rules: raw
                .rule
                .iter()
                .filter(|rule| rule.part.as_ref().is_some_and(|at| at.value == part))
                .collect(),
            complete: !(raw.incomplete || part == PartName::Header && unresolved),
            watched: Vec::new(),
        })
    }

    fn response(
        &self,
        document: &'r Document<raw::OperationFile>,
        operation: &'t str,
        inherited: Cite<'t>,
        raw: &'r At<raw::Response>,
    ) -> Option<Response<'t>> {
        let source = &document.source;
        let cite = self.cite(source, raw.source.as_ref(), Some(inherited));
        let body = raw.ty.as_ref().and_then(|name| self.resolve(source, name));
        let shared = raw
            .headers
            .as_ref()
            .and_then(|name| self.resolve(source, name));
        let status = u16::try_from(raw.status.as_ref()?.value).ok()?;
        let name = self.text(&format!("{operation}Response{status}Headers"));
        let headers = self.group(Parts {
            name,
            wire: name,
            summary: self.text(&format!(
                "Headers of {operation}'s responses of status {status}."
            )),
            cite: inherited,
            open: shared.is_some_and(|shared| shared.open),
            notes: &[],
            conflicts: &[],
            part: Part::Header,
            source,
            shared,
            fields: &[],
            rules: Vec::new(),
            complete: true,
            watched: Vec::new(),
        });
        Some(Response {
            status,
            summary: self.optional(raw.summary.as_ref()).unwrap_or_default(),
            body,
            headers: headers.ty,
            error_code: self.optional(raw.error_code.as_ref()),
            cite,
        })
    }
}
