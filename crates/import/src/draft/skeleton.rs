//! Files that a person fills in: those of a new service, operation or type, with what is known of it.
//!
//! What is not known is left out, and no key stands in its place: the linter then tells that it is missing.

use std::collections::BTreeMap;

use mediaspec_spec::names;

use super::folder::Folder;
use super::operations::parameters_of;
use super::shared::Shared;
use super::text::{Block, OF_OPERATION, OF_TYPE, OF_VENDOR};

/// The type that a new service of the RPC style keeps its common parameters in.
const COMMON: &str = "CommonParameters";

/// What a skeleton is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Skeleton {
    /// A service: its folder has none of these files yet.
    Vendor {
        /// The name of the service and of its folder.
        service: String,
        /// Whether the query names the operation.
        is_rpc: bool,
    },
    /// An operation.
    Operation {
        /// The name of the service.
        service: String,
        /// The vendor's name of the operation.
        name: String,
        /// The HTTP method; needed where the service is not of the RPC style.
        method: Option<String>,
        /// The path with its parameters in braces; needed as the method is.
        path: Option<String>,
        /// The vendor's group of it.
        family: Option<String>,
        /// The source that it was read in, `NAME` or `NAME#PLACE`.
        source: Option<String>,
    },
    /// A type of objects.
    Type {
        /// The name of the service.
        service: String,
        /// The name of the type.
        name: String,
        /// The source that it was read in.
        source: Option<String>,
    },
}

/// Returns the files of a skeleton, by their paths in the spec folder. `spec` holds the files of the folder.
///
/// # Errors
/// The folder of the service cannot be read, or it is not known how an operation is called.
pub fn skeleton(
    spec: &[(String, String)],
    what: &Skeleton,
) -> Result<BTreeMap<String, String>, String> {
    match what {
        Skeleton::Vendor { service, is_rpc } => Ok(of_vendor(service, *is_rpc)),
        Skeleton::Operation {
            service,
            name,
            method,
            path,
            family,
            source,
        } => {
            let folder = Folder::read(spec, service)?;
            let (method, path) = route(&folder, service, method.as_ref(), path.as_ref())?;
            let text = of_operation(&folder, name, &method, &path, family.as_ref(), source);
            let stem = names::file_stem(name);
            let file = format!("{service}/operations/{stem}.toml");
            Ok(BTreeMap::from([(file, text)]))
        }
        Skeleton::Type {
            service,
            name,
            source,
        } => {
            Folder::read(spec, service)?;
            let stem = names::file_stem(name);
            let file = format!("{service}/types/{stem}.toml");
            Ok(BTreeMap::from([(file, of_type(name, source.as_ref()))]))
        }
    }
}

/// Returns the method and the path by which an operation is called.
fn route(
    folder: &Folder,
    service: &str,
    method: Option<&String>,
    path: Option<&String>,
) -> Result<(String, String), String> {
    match (method, path) {
        (None, None) if folder.vendor.is_rpc => Ok(("POST".to_owned(), "/".to_owned())),
        (Some(method), Some(path)) => Ok((method.to_ascii_uppercase(), path.clone())),
        (method, path) => {
            let lacks = match (method, path) {
                (None, None) => "a method and a path",
                (None, _) => "a method",
                _ => "a path",
            };
            Err(format!(
                "an operation of `{service}` needs {lacks}: name both, as in --method POST --path '/v1/{{project_id}}/clips'"
            ))
        }
    }
}

fn of_vendor(service: &str, is_rpc: bool) -> BTreeMap<String, String> {
    let mut head = Block::new("[vendor]");
    head.text("service", service);
    head.text("style", if is_rpc { "rpc" } else { "rest" });
    let mut blocks = vec![Block::new("[[source]]")];
    let mut files = BTreeMap::new();
    if is_rpc {
        head.text("common", COMMON);
        blocks.insert(0, Block::new("[rpc]"));
        let stem = names::file_stem(COMMON);
        let path = format!("{service}/types/{stem}.toml");
        files.insert(path, of_type(COMMON, None));
    } else {
        // Of the RPC style what authenticates is among the common parameters.
        blocks.push(Block::new("[[auth]]"));
    }
    blocks.insert(0, head);
    files.insert(format!("{service}/vendor.toml"), file(OF_VENDOR, blocks));
    files
}

fn of_operation(
    folder: &Folder,
    name: &str,
    method: &str,
    path: &str,
    family: Option<&String>,
    source: &Option<String>,
) -> String {
    let none = BTreeMap::new();
    let shared = Shared::new(folder, &none);
    let mut head = Block::new("[operation]");
    head.text("name", name);
    head.text("method", method);
    head.text("path", path);
    if let Some(family) = family {
        head.text("tag", family);
    }
    if let Some(source) = source {
        head.text("source", source);
    }
    let mut path_types: Vec<&str> = Vec::new();
    let mut blocks = Vec::new();
    for parameter in parameters_of(path) {
        if let Some(ty) = shared.path_type(&parameter, &[]) {
            if !path_types.contains(&ty.as_str()) {
                path_types.push(ty);
            }
        } else {
            let mut block = Block::new("[[path]]");
            block.text("name", &parameter);
            block.key("required", &true.into());
            blocks.push(block);
        }
    }
    if !path_types.is_empty() {
        head.key("path_types", &path_types.into());
    }
    if !folder.vendor.is_rpc {
        if let Some(headers) = &shared.headers {
            head.text("headers", headers);
        }
        if matches!(method, "POST" | "PUT" | "PATCH") {
            blocks.push(Block::new("[request]"));
        }
    }
    let mut response = Block::new("[[response]]");
    response.key("status", &200.into());
    if let Some(source) = source {
        response.text("source", source);
    }
    blocks.push(response);
    blocks.insert(0, head);
    file(OF_OPERATION, blocks)
}

fn of_type(name: &str, source: Option<&String>) -> String {
    let mut head = Block::new("[type]");
    head.text("name", name);
    if let Some(source) = source {
        head.text("source", source);
    }
    file(OF_TYPE, vec![head, Block::new("[[field]]")])
}

/// Returns a file of blocks, each after an empty line.
fn file(head: &str, blocks: Vec<Block>) -> String {
    blocks.into_iter().fold(head.to_owned(), |mut out, block| {
        out.push('\n');
        out.push_str(&block.finish());
        out
    })
}
