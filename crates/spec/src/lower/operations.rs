//! Operations, and the service as a whole. Parameters that an operation writes itself become types of their own.

use std::collections::BTreeMap;
use std::sync::Arc;

use mediaspec_core::contract::{
    Address, Agreement, CallHeaders, Callback, Cite, Direction, Endpoint, Enum, EnumValue, Field,
    FieldInfo, Info, MAX_FIELDS, MediaTypes, Operation, OperationState, OtherApi, Part,
    RemovedOperation, RemovedRoute, RequestBody, Required, Response, Service, ServiceData, Shape,
    Style, TypeDef, TypeName,
};

use super::groups::Parts;
use super::{
    Group, Lowered, LoweredOperation, LoweredType, Lowering, is_on, optional, sentence, sources,
    text, texts,
};
use crate::codes;
use crate::problem::{Problem, SourceText};
use crate::raw::{self, At, PartName};
use crate::service::{Document, Documents};

/// Types of parameters that operations share, of which no two have a field or a rule of one name.
#[derive(Clone)]
struct Shared<'t> {
    types: Vec<&'t TypeDef>,
    /// Whether each type that is named is there.
    complete: bool,
}

impl Default for Shared<'_> {
    fn default() -> Self {
        Self {
            types: Vec::new(),
            complete: true,
        }
    }
}

impl<'r> Lowering<'r> {
    /// Lowers the whole service.
    pub(super) fn service(mut self) -> (Lowered<'r>, Vec<Problem>) {
        let documents = self.documents;
        let sources = sources::lower(&self);
        if let Some(vendor) = &documents.vendor {
            self.auth = sources::auth(&self, &vendor.source, &vendor.raw.auth, None);
        }
        let types = self.types();
        let vendor = documents.vendor.as_ref();
        let head = vendor.and_then(|vendor| vendor.raw.vendor.as_ref());
        let common = self.of_vendor(|head| &head.common);
        let has_common = head.is_some_and(|head| head.common.is_some());
        let style = self.style();
        let operations = self.operations(&types, (common.as_ref(), has_common), &style);

        let name = head.and_then(|head| head.service.as_ref());
        // A type of the vendor keeps its name; that parameters would take it is told as a collision.
        let parameters = operations
            .iter()
            .flat_map(|operation| &operation.groups)
            .filter(|group| !self.types.contains(group.ty.name.as_str()));
        // A type with more fields than the engine can hold is told as such, and nothing is asked about it.
        let groups = types
            .iter()
            .map(|ty| &ty.group)
            .chain(parameters)
            .filter(|group| group.ty.fields.len() <= MAX_FIELDS);
        let service = Service::provisional(ServiceData {
            name: optional(name).unwrap_or_else(|| documents.folder.as_str().into()),
            title: text(head.and_then(|head| head.title.as_ref())),
            summary: text(head.and_then(|head| head.summary.as_ref())),
            style,
            common,
            error: self.of_vendor(|head| &head.error),
            endpoints: self.endpoints(),
            other_apis: self.other_apis(),
            agreements: self.agreements(),
            auth: self.auth.clone(),
            removed: self.removed(),
            sources,
            types: groups.map(Group::data).collect(),
            operations: operations
                .iter()
                .map(|operation| operation.operation.clone())
                .collect(),
        });
        let lowered = Lowered {
            documents,
            service,
            types,
            operations,
        };
        (lowered, self.problems.into_inner())
    }

    /// The type that a key of [vendor] names.
    fn of_vendor(&self, key: impl Fn(&raw::Vendor) -> &Option<At<String>>) -> Option<TypeName> {
        let vendor = self.documents.vendor.as_ref()?;
        let head = vendor.raw.vendor.as_ref()?;
        self.resolve(&vendor.source, key(head).as_ref()?)
    }

    fn style(&self) -> Style {
        let Some(vendor) = &self.documents.vendor else {
            return Style::Rest;
        };
        let head = vendor.raw.vendor.as_ref();
        let style = head.and_then(|head| head.style.as_ref());
        match (&vendor.raw.rpc, style.map(|style| style.value)) {
            (Some(rpc), Some(raw::Style::Rpc)) => Style::Rpc {
                action: text(rpc.action.as_ref()),
                version: text(rpc.version.as_ref()),
                headers: call_headers(rpc),
                cite: self.cite(&vendor.source, rpc.source.as_ref(), None),
            },
            _ => Style::Rest,
        }
    }

    fn endpoints(&self) -> Vec<Endpoint> {
        let Some(vendor) = &self.documents.vendor else {
            return Vec::new();
        };
        let endpoints = vendor.raw.endpoint.iter().filter_map(|endpoint| {
            Some(Endpoint {
                host: optional(endpoint.host.as_ref())?,
                cite: self.cite(&vendor.source, endpoint.source.as_ref(), None),
            })
        });
        endpoints.collect()
    }

    fn other_apis(&self) -> Vec<OtherApi> {
        let Some(vendor) = &self.documents.vendor else {
            return Vec::new();
        };
        let others = vendor.raw.other_api.iter().filter_map(|other| {
            Some(OtherApi {
                title: text(other.title.as_ref()),
                endpoint: Endpoint {
                    host: optional(other.host.as_ref())?,
                    cite: self.cite(&vendor.source, other.source.as_ref(), None),
                },
            })
        });
        others.collect()
    }

    fn agreements(&self) -> Vec<Agreement> {
        let Some(vendor) = &self.documents.vendor else {
            return Vec::new();
        };
        let all = vendor.raw.agreement.iter().map(|agreement| Agreement {
            path: text(agreement.path.as_ref()),
            header: text(agreement.header.as_ref()),
            cite: self.cite(&vendor.source, agreement.source.as_ref(), None),
        });
        all.collect()
    }

    fn removed(&self) -> Vec<RemovedOperation> {
        let Some(vendor) = &self.documents.vendor else {
            return Vec::new();
        };
        let all = vendor.raw.removed.iter().filter_map(|removed| {
            Some(RemovedOperation {
                name: optional(removed.name.as_ref())?,
                last_listed: text(removed.last_listed.as_ref()),
                renamed_to: optional(removed.renamed_to.as_ref()),
                route: optional(removed.method.as_ref())
                    .zip(optional(removed.path.as_ref()))
                    .map(|(method, path)| RemovedRoute { method, path }),
                cite: self.cite(&vendor.source, removed.source.as_ref(), None),
            })
        });
        all.collect()
    }

    fn operations(
        &self,
        types: &[LoweredType<'r>],
        (common, has_common): (Option<&TypeName>, bool),
        style: &Style,
    ) -> Vec<LoweredOperation<'r>> {
        let mut lowered: Vec<LoweredOperation<'r>> = Vec::new();
        let documents = self.documents;
        let types: BTreeMap<&str, &TypeDef> = types
            .iter()
            .map(|ty| (ty.group.ty.name.as_str(), &ty.group.ty))
            .collect();
        let common = common.and_then(|name| types.get(name.as_str()).copied());
        let common = Shared {
            types: common.into_iter().collect(),
            complete: common.is_some() || !has_common,
        };
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
            lowered.extend(self.operation(document, &types, &common, style));
        }
        lowered.sort_by(|a, b| a.operation.name.cmp(&b.operation.name));
        lowered
    }

    fn operation(
        &self,
        document: &'r Document<raw::OperationFile>,
        types: &BTreeMap<&str, &TypeDef>,
        common: &Shared<'_>,
        style: &Style,
    ) -> Option<LoweredOperation<'r>> {
        let (raw, source) = (&document.raw, &document.source);
        let head = raw.operation.as_ref()?;
        let name: Box<str> = optional(head.name.as_ref())?;
        let cite = self.cite(source, head.source.as_ref(), None);
        let parameters = |part, shared, names: &[At<String>], implied| {
            let shared = self.shared(source, types, shared, names);
            let first = shared.types.first().map(|ty| ty.name.clone());
            let group = self.parameters(document, &name, &cite, part, shared, implied);
            let own = group.as_ref().map(|group| group.ty.name.clone());
            (own.or(first), group)
        };
        let none = Shared::default();
        let (path_parameters, path) = parameters(PartName::Path, &none, &head.path_types, None);
        let action = action(style, &name);
        let (query_parameters, query) =
            parameters(PartName::Query, common, &head.query_types, action);
        let of_headers = head.headers.as_slice();
        let (request_headers, headers) = parameters(PartName::Header, &none, of_headers, None);

        let mut groups = Vec::new();
        let mut body = |source, suffix: &str, cite: &Cite, direction, body| {
            self.body(source, (&name, suffix), cite, direction, body, &mut groups)
        };
        let request = raw.request.as_ref().and_then(|request| {
            let cite = self.cite(source, request.source.as_ref(), Some(&cite));
            Some(RequestBody {
                ty: body(
                    source,
                    "RequestBody",
                    &cite,
                    Direction::Request,
                    &request.body,
                )?,
                required: is_on(&request.required),
                media_types: request
                    .media_types
                    .as_ref()
                    .map(|written| media_types(written))
                    .unwrap_or_default(),
            })
        });
        let mut responses: Vec<Response> = Vec::new();
        let own = raw.response.iter().map(|response| (source, response));
        for (source, response) in own.chain(self.shared_responses(head)) {
            let Some(status) = response.status.as_ref() else {
                continue;
            };
            let Ok(status) = u16::try_from(status.value) else {
                continue;
            };
            let suffix = format!("Response{status}");
            let cite = self.cite(source, response.source.as_ref(), Some(&cite));
            let file = response.body.shape.is_file();
            let any = MediaTypes {
                names: Box::default(),
            };
            let unsaid = if file { any } else { MediaTypes::default() };
            responses.push(Response {
                status,
                summary: sentence(response.summary.as_ref()),
                body: match file {
                    true => None,
                    false => body(source, &suffix, &cite, Direction::Response, &response.body),
                },
                file,
                media_types: response
                    .media_types
                    .as_ref()
                    .map_or(unsaid, |written| media_types(written)),
                headers: response
                    .headers
                    .as_ref()
                    .and_then(|name| self.resolve(source, name)),
                error_code: optional(response.error_code.as_ref()),
                cite,
            });
        }
        responses.sort_by_key(|response| response.status);
        let callbacks = raw.callback.iter().filter_map(|callback| {
            let cite = self.cite(source, callback.source.as_ref(), Some(&cite));
            let suffix = format!("Callback{}", upper_camel(callback.name.as_ref()?));
            let ty = body(source, &suffix, &cite, Direction::Response, &callback.body)?;
            Some(Callback {
                name: optional(callback.name.as_ref())?,
                summary: sentence(callback.summary.as_ref()),
                ty,
                address: callback
                    .address
                    .as_ref()
                    .and_then(|written| address(written)),
                cite,
            })
        });
        let callbacks = callbacks.collect();
        groups.extend([path, query, headers].into_iter().flatten());
        let operation = Operation {
            service: self.documents.folder.as_str().into(),
            name: name.clone(),
            method: text(head.method.as_ref()),
            path: text(head.path.as_ref()),
            tag: text(head.tag.as_ref()),
            context: head.context.as_ref().map(|context| context.value),
            state: state(head),
            auth: (!raw.auth.is_empty())
                .then(|| sources::auth(self, source, &raw.auth, Some(&cite)).into()),
            path_parameters,
            query: query_parameters,
            headers: request_headers,
            request,
            responses: responses.into(),
            callbacks,
            info: Info {
                summary: sentence(head.summary.as_ref()),
                cite: cite.clone(),
                conflicts: self.conflicts(source, &raw.conflict),
                notes: texts(&head.notes),
            }
            .into(),
        };
        Some(LoweredOperation {
            document,
            operation,
            groups,
        })
    }

    /// The responses of vendor.toml that an operation names.
    fn shared_responses(
        &self,
        head: &raw::OperationHead,
    ) -> Vec<(&'r Arc<SourceText>, &'r At<raw::Response>)> {
        let documents: &'r Documents = self.documents;
        let Some(vendor) = &documents.vendor else {
            return Vec::new();
        };
        let named = head.responses.iter().filter_map(|name| {
            let mut all = vendor.raw.response.0.iter();
            all.find(|(known, _)| known.value == name.value)
        });
        let named = named.map(|(_, response)| (&vendor.source, response));
        named.collect()
    }

    /// Those that are shared anyway, and those of the types that an operation names.
    fn shared<'t>(
        &self,
        source: &Arc<SourceText>,
        types: &BTreeMap<&str, &'t TypeDef>,
        shared: &Shared<'t>,
        names: &[At<String>],
    ) -> Shared<'t> {
        let mut shared = shared.clone();
        for name in names {
            let resolved = self.resolve(source, name);
            let Some(ty) = resolved.and_then(|name| types.get(name.as_str()).copied()) else {
                shared.complete = false;
                continue;
            };
            let twice = shared.types.iter().find_map(|other| {
                let mut fields = ty.fields.iter().map(|field| &*field.name);
                let mut rules = ty.rules.iter().map(|rule| &*rule.id);
                let has = |id: &str| other.rules.iter().any(|rule| *rule.id == *id);
                let twice = fields.find(|name| other.field(name).is_some());
                Some((twice.or_else(|| rules.find(|id| has(id)))?, other))
            });
            if let Some((twice, other)) = twice {
                let message = format!("`{twice}` is in `{}` and in `{}`", other.name, ty.name);
                self.report(&codes::DUPLICATE_FIELD, source, &name.span, message);
                continue;
            }
            shared.types.push(ty);
        }
        shared
    }

    /// The parameters of a part, where the operation writes some of its own or rules between them, or shares those of
    /// several types. The shared ones come first then.
    fn parameters(
        &self,
        document: &'r Document<raw::OperationFile>,
        operation: &str,
        cite: &Cite,
        part: PartName,
        shared: Shared<'_>,
        implied: Option<Field>,
    ) -> Option<Group<'r>> {
        let Shared {
            types: shared,
            complete,
        } = shared;
        let raw = &document.raw;
        let (suffix, words, fields, core_part) = match part {
            PartName::Path => ("Path", "Path parameters", &raw.path, Part::Path),
            PartName::Query => ("Query", "Query parameters", &raw.query, Part::Query),
            PartName::Header => ("Headers", "Request headers", &raw.header, Part::Header),
        };
        let rules: Vec<_> = raw
            .rule
            .iter()
            .filter(|rule| rule.part.as_ref().is_some_and(|at| at.value == part))
            .collect();
        if fields.is_empty() && rules.is_empty() && implied.is_none() && shared.len() < 2 {
            return None;
        }
        let name = TypeName::from(format!("{operation}{suffix}"));
        let taken = self.types.contains(name.as_str());
        let mut group = self.group(Parts {
            wire: name.as_str().into(),
            name,
            open: false,
            transparent: false,
            parameters_of: Some(operation.into()),
            info: Info {
                summary: format!("{words} of {operation}.").into(),
                cite: cite.clone(),
                conflicts: Box::default(),
                notes: Box::default(),
            }
            .into(),
            part: core_part,
            direction: Some(Direction::Request),
            source: &document.source,
            shared,
            implied,
            fields,
            rules,
            complete: !raw.incomplete && complete,
        });
        if taken {
            // The service's type of this name is another one, which the engine must not be asked about in its place.
            group.distrust();
        }
        Some(group)
    }

    /// The type of a body: the object type that it names, or one of its own, which joins the `groups`.
    fn body(
        &self,
        source: &'r Arc<SourceText>,
        (operation, suffix): (&str, &str),
        cite: &Cite,
        direction: Direction,
        raw: &'r At<raw::Field>,
        groups: &mut Vec<Group<'r>>,
    ) -> Option<TypeName> {
        if raw.shape.is_object() {
            let ty = raw.shape.ty.as_ref()?;
            return self.resolve(source, ty);
        }
        let name = TypeName::from(format!("{operation}{suffix}"));
        let mut group = self.group(Parts {
            name: name.clone(),
            wire: name.as_str().into(),
            open: false,
            transparent: true,
            parameters_of: Some(operation.into()),
            info: Info {
                summary: sentence(raw.summary.as_ref()),
                cite: cite.clone(),
                conflicts: Box::default(),
                notes: Box::default(),
            }
            .into(),
            part: Part::Body,
            direction: Some(direction),
            source,
            shared: Vec::new(),
            implied: None,
            fields: std::slice::from_ref(raw),
            rules: Vec::new(),
            complete: !raw.incomplete,
        });
        if self.types.contains(name.as_str()) {
            group.distrust();
        }
        groups.push(group);
        Some(name)
    }
}

/// The headers that say what the query says.
fn call_headers(rpc: &raw::Rpc) -> Option<CallHeaders> {
    let headers = rpc.headers.as_ref()?;
    Some(CallHeaders {
        action: text(headers.action.as_ref()),
        version: text(headers.version.as_ref()),
    })
}

/// The parameter that names an operation, where the style asks for one.
fn action(style: &Style, operation: &str) -> Option<Field> {
    let Style::Rpc {
        action,
        version: _,
        headers: _,
        cite,
    } = style
    else {
        return None;
    };
    let name = EnumValue {
        wire: operation.into(),
        summary: "".into(),
        deprecated: None,
    };
    Some(Field {
        name: action.clone(),
        shape: Shape::Enum(Enum {
            named: None,
            open: false,
            any_case: false,
            values: [name].into(),
        }),
        required: Required::No,
        nullable: false,
        sensitive: false,
        deprecated: None,
        no_effect: None,
        default: None,
        votes: [].into(),
        dropped: None,
        info: FieldInfo {
            summary: "Names the operation.".into(),
            unit: None,
            default_note: None,
            example: None,
            cite: cite.clone(),
            cites: [].into(),
            conflicts: [].into(),
            notes: [].into(),
        }
        .into(),
    })
}

/// The media types that a body says it has.
pub(crate) fn media_types(written: &[At<String>]) -> MediaTypes {
    let names = written.iter().map(|name| name.as_str().into());
    MediaTypes {
        names: names.collect(),
    }
}

/// The part and the pointer of `body#/callback_config/url`.
fn address(written: &str) -> Option<Address> {
    let (part, pointer) = written.split_once('#')?;
    Some(Address {
        part: part.parse().ok()?,
        pointer: pointer.into(),
    })
}

/// The name of a callback as part of a name of a type: `JobDone` for `job-done`.
fn upper_camel(name: &str) -> String {
    let words = name.split('-').map(|word| {
        let mut chars = word.chars();
        let first = chars.next().map(|first| first.to_ascii_uppercase());
        first.into_iter().chain(chars)
    });
    words.flatten().collect()
}

/// Whether callers should still use the operation; that only one of the keys is there is the lints' matter.
fn state(head: &raw::OperationHead) -> OperationState {
    if let Some(name) = optional(head.renamed_to.as_ref()) {
        OperationState::RenamedTo(name)
    } else if let Some(note) = optional(head.removed.as_ref()) {
        OperationState::Removed(note)
    } else if let Some(note) = optional(head.deprecated.as_ref()) {
        OperationState::Deprecated(note)
    } else {
        OperationState::Current
    }
}
