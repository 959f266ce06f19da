//! Who may depend on whom.

use cargo_metadata::{Dependency, DependencyKind, Metadata, Package, TargetKind};

use super::metadata::{compiled_with, our};

/// The packages of ours that each of our packages may depend on, in whatever way. The tests may depend on everything.
///
/// Nothing that generates depends on anything generated: a broken generated file can always be generated again.
const MAY: [(&str, &[&str]); 11] = [
    ("mediaspec-core", &[]),
    ("mediaspec-json-schema", &["mediaspec-core"]),
    ("mediaspec-payloads", &["mediaspec-core"]),
    ("mediaspec-schema", &["mediaspec-core"]),
    (
        "mediaspec-validator",
        &["mediaspec-core", "mediaspec-payloads", "mediaspec-schema"],
    ),
    (
        "mediaspec-capture",
        &["mediaspec-core", "mediaspec-validator"],
    ),
    (
        "mediaspec-cli",
        &[
            "mediaspec-capture",
            "mediaspec-core",
            "mediaspec-json-schema",
            "mediaspec-payloads",
            "mediaspec-schema",
            "mediaspec-spec",
            "mediaspec-validator",
        ],
    ),
    ("mediaspec-spec", &["mediaspec-core"]),
    (
        "mediaspec-codegen",
        &[
            "mediaspec-core",
            "mediaspec-json-schema",
            "mediaspec-payloads",
            "mediaspec-spec",
        ],
    ),
    (
        "mediaspec-import",
        &["mediaspec-core", "mediaspec-payloads", "mediaspec-spec"],
    ),
    (
        "xtask",
        &[
            "mediaspec-codegen",
            "mediaspec-core",
            "mediaspec-import",
            "mediaspec-spec",
        ],
    ),
];

/// Where a reader of a finding looks.
const MAP: &str = "the map of packages in xtask/src/tidy/dependencies.rs";

/// The package that may depend on everything.
const TESTS: &str = "mediaspec-tests";

/// What users build programs with: it asks no network.
const LIBRARIES: [&str; 6] = [
    "mediaspec-capture",
    "mediaspec-core",
    "mediaspec-json-schema",
    "mediaspec-payloads",
    "mediaspec-schema",
    "mediaspec-validator",
];

/// Crates that talk to a network, or run those that do.
const NETWORK: [&str; 24] = [
    "async-std",
    "attohttpc",
    "awc",
    "curl",
    "curl-sys",
    "h2",
    "hyper",
    "hyper-util",
    "isahc",
    "mio",
    "minreq",
    "native-tls",
    "openssl",
    "openssl-sys",
    "quinn",
    "reqwest",
    "rustls",
    "smol",
    "socket2",
    "surf",
    "tokio",
    "tungstenite",
    "ureq",
    "websocket",
];

/// What the engine depends on: reading, and telling which name may have been meant.
const OF_CORE: [&str; 5] = ["memchr", "serde", "serde_json", "simdutf8", "strsim"];

/// What the engine may depend on besides, where it is asked for.
const OPTIONAL_OF_CORE: [&str; 1] = ["schemars"];

/// Every dependency between our packages is one that the map of the house has, and every package is on it.
pub(super) fn edges(workspace: &Metadata) -> Vec<String> {
    let ours = workspace.workspace_packages();
    let named = |name: &str| ours.iter().any(|package| package.name == name);
    let may = |package: &Package| {
        let on_map = MAY.iter().find(|(name, _)| package.name == name);
        on_map.map(|(_, may)| *may)
    };
    let gone = MAY.iter().filter(|(name, _)| !named(name));
    let mut out: Vec<String> = gone
        .map(|(name, _)| format!("there is no {name}, which {MAP} has"))
        .collect();
    for package in ours.iter().filter(|package| package.name != TESTS) {
        if may(package).is_none() {
            out.push(format!("{} is not on {MAP}", package.name));
        }
    }
    out.extend(refused(ours.iter().copied(), |package, d| {
        named(&d.name) && may(package).is_some_and(|may| !may.contains(&d.name.as_str()))
    }));
    out
}

/// What is for tests stays in them: who only checks payloads compiles none of it.
pub(super) fn tests_only(workspace: &Metadata) -> Vec<String> {
    refused(workspace.workspace_packages(), |package, d| {
        let (name, dev) = (package.name.as_str(), d.kind == DependencyKind::Development);
        match d.name.as_str() {
            _ if name == TESTS => false,
            "insta" => true,
            // What renders schemas asks in its own tests whether they say what they should.
            "jsonschema" => !(name == "mediaspec-json-schema" && dev),
            // Strategies come with a feature, for property tests of users.
            "proptest" => {
                !(name == "mediaspec-payloads" && d.optional
                    || name == "mediaspec-validator" && dev)
            }
            "mediaspec-payloads" => name == "mediaspec-validator" && !d.optional,
            _ => false,
        }
    })
}

/// The engine has few dependencies, and they are known.
pub(super) fn lean_core(workspace: &Metadata) -> Vec<String> {
    refused(our(workspace, "mediaspec-core"), |_, d| {
        let name = d.name.as_str();
        let known = OF_CORE.contains(&name) || d.optional && OPTIONAL_OF_CORE.contains(&name);
        is_runtime(d) && !known
    })
}

/// No library compiles anything that could use a network.
pub(super) fn no_network(workspace: &Metadata) -> Vec<String> {
    let mut out = Vec::new();
    for package in libraries(workspace) {
        let mut compiled = compiled_with(workspace, package);
        compiled.retain(|name, _| NETWORK.contains(name));
        let found = compiled.into_iter();
        out.extend(
            found.map(|(name, through)| {
                format!("{} compiles {name}, through {through}", package.name)
            }),
        );
    }
    out
}

/// No library asks for features of serde_json that change what `Value` is: they reach every crate of a user's build.
pub(super) fn json_features(workspace: &Metadata) -> Vec<String> {
    refused_features(libraries(workspace), "serde_json", |feature| {
        matches!(feature, "arbitrary_precision" | "preserve_order")
    })
}

/// Checking payloads compiles no model.
pub(super) fn contracts_only(workspace: &Metadata) -> Vec<String> {
    let validator = our(workspace, "mediaspec-validator");
    refused_features(validator, "mediaspec-schema", |feature| {
        feature.starts_with("models")
    })
}

/// Nothing of ours runs in a user's build: no build script, no procedural macro.
pub(super) fn no_build_script(workspace: &Metadata) -> Vec<String> {
    let mut out = Vec::new();
    for package in workspace.workspace_packages() {
        for kind in package.targets.iter().flat_map(|target| &target.kind) {
            if matches!(kind, TargetKind::CustomBuild | TargetKind::ProcMacro) {
                out.push(format!("{} has a target of the kind {kind}", package.name));
            }
        }
    }
    out
}

/// The dependencies that a rule refuses.
fn refused<'a>(
    packages: impl IntoIterator<Item = &'a Package>,
    refuses: impl Fn(&Package, &Dependency) -> bool,
) -> Vec<String> {
    let mut out = Vec::new();
    for package in packages {
        let refused = package.dependencies.iter().filter(|d| refuses(package, d));
        out.extend(refused.map(|d| format!("{} must not depend on {}", package.name, d.name)));
    }
    out
}

/// The features of a package that others ask for, in what users compile, and that a rule refuses.
fn refused_features<'a>(
    packages: impl IntoIterator<Item = &'a Package>,
    of: &str,
    refuses: fn(&str) -> bool,
) -> Vec<String> {
    let mut out = Vec::new();
    for package in packages {
        let found = package
            .dependencies
            .iter()
            .filter(|d| d.name == of && is_runtime(d));
        let refused = found
            .flat_map(|d| &d.features)
            .filter(|feature| refuses(feature));
        out.extend(
            refused.map(|f| format!("{} must not ask for the feature {f} of {of}", package.name)),
        );
    }
    out
}

fn libraries(workspace: &Metadata) -> impl Iterator<Item = &Package> {
    LIBRARIES.iter().filter_map(|name| our(workspace, name))
}

/// Whether users compile a dependency.
fn is_runtime(dependency: &Dependency) -> bool {
    dependency.kind == DependencyKind::Normal
}

#[cfg(test)]
mod tests {
    use super::super::metadata::tests::workspace;
    use super::*;

    /// The house as it is meant to be.
    const HOUSE: [&str; 12] = [
        "mediaspec-core -> memchr, serde, serde_json, simdutf8, strsim, schemars(optional)",
        "mediaspec-json-schema -> mediaspec-core, serde_json, jsonschema(dev)",
        "mediaspec-payloads -> mediaspec-core, serde_json, proptest(optional)",
        "mediaspec-schema -> mediaspec-core, serde_json(optional)",
        "mediaspec-validator -> mediaspec-core, mediaspec-schema, http, mediaspec-payloads(optional), proptest(dev)",
        "mediaspec-capture -> mediaspec-validator, flate2",
        "mediaspec-cli -> mediaspec-capture, mediaspec-core, mediaspec-json-schema, mediaspec-payloads, mediaspec-schema, mediaspec-spec, mediaspec-validator",
        "mediaspec-spec -> mediaspec-core, schemars(+preserve_order)",
        "mediaspec-codegen -> mediaspec-core, mediaspec-json-schema, mediaspec-payloads, mediaspec-spec",
        "mediaspec-import -> mediaspec-core, mediaspec-payloads, mediaspec-spec",
        "xtask -> mediaspec-codegen, mediaspec-core, mediaspec-import, mediaspec-spec",
        "mediaspec-tests -> mediaspec-cli, mediaspec-codegen, jsonschema, insta, proptest",
    ];

    fn house_but(line: &'static str) -> Metadata {
        let name = line.split(' ').next().unwrap_or(line);
        let mut lines: Vec<&str> = HOUSE
            .into_iter()
            .filter(|l| !l.starts_with(&format!("{name} ")))
            .collect();
        lines.push(line);
        workspace(&lines)
    }

    #[test]
    fn the_house_as_it_is_meant_to_be_is_in_order() {
        let house = workspace(&HOUSE);
        for rule in [
            edges,
            tests_only,
            lean_core,
            no_network,
            json_features,
            contracts_only,
            no_build_script,
        ] {
            assert_eq!(rule(&house), Vec::<String>::new());
        }
    }

    #[test]
    fn a_generator_must_not_depend_on_what_it_generates() {
        for line in [
            "mediaspec-spec -> mediaspec-core, mediaspec-schema",
            "mediaspec-codegen -> mediaspec-spec, mediaspec-schema(dev)",
            "xtask -> mediaspec-validator",
            "mediaspec-core -> mediaspec-schema",
            "mediaspec-json-schema -> mediaspec-spec(dev)",
            "mediaspec-schema -> mediaspec-spec(build)",
        ] {
            assert_eq!(edges(&house_but(line)).len(), 1, "{line}");
        }
    }

    #[test]
    fn a_package_that_is_not_on_the_map_is_told_and_one_that_is_gone() {
        assert_eq!(edges(&house_but("mediaspec-more -> serde")).len(), 1);
        assert_eq!(edges(&workspace(&HOUSE[1..])).len(), 1);
    }

    #[test]
    fn what_is_for_tests_stays_in_them() {
        for line in [
            "mediaspec-validator -> jsonschema(optional)",
            "mediaspec-json-schema -> jsonschema",
            "mediaspec-core -> jsonschema(dev)",
            "mediaspec-core -> insta(dev)",
            "mediaspec-validator -> proptest(optional)",
            "mediaspec-payloads -> proptest",
            "mediaspec-validator -> mediaspec-payloads",
            "mediaspec-cli -> proptest(optional)",
        ] {
            assert_eq!(tests_only(&house_but(line)).len(), 1, "{line}");
        }
    }

    #[test]
    fn another_dependency_of_core_is_told_and_a_test_dependency_is_not() {
        for (line, told) in [
            ("mediaspec-core -> serde, bumpalo", 1),
            ("mediaspec-core -> serde, bumpalo(optional)", 1),
            ("mediaspec-core -> serde, schemars", 1),
            (
                "mediaspec-core -> serde, schemars(optional), bumpalo(dev)",
                0,
            ),
        ] {
            assert_eq!(lean_core(&house_but(line)).len(), told, "{line}");
        }
    }

    #[test]
    fn a_network_crate_is_found_behind_another_one() {
        let mut lines = HOUSE.to_vec();
        lines.push("http -> tokio");
        let told = no_network(&workspace(&lines));
        assert_eq!(
            told,
            [
                "mediaspec-capture compiles tokio, through http",
                "mediaspec-validator compiles tokio, through http"
            ]
        );
        assert_eq!(
            no_network(&house_but("mediaspec-core -> ureq(dev)")).len(),
            0
        );
    }

    #[test]
    fn features_that_change_json_for_everyone_are_told() {
        assert_eq!(
            json_features(&house_but(
                "mediaspec-schema -> serde_json(+preserve_order)"
            ))
            .len(),
            1
        );
        assert_eq!(
            json_features(&house_but(
                "mediaspec-core -> serde_json(+arbitrary_precision dev)"
            ))
            .len(),
            0
        );
    }

    #[test]
    fn the_validator_takes_contracts_alone() {
        for (line, told) in [
            ("mediaspec-validator -> mediaspec-schema(+models)", 1),
            (
                "mediaspec-validator -> mediaspec-schema(bare +models-mts-job)",
                1,
            ),
            ("mediaspec-validator -> mediaspec-schema(bare +mts)", 0),
            ("mediaspec-validator -> mediaspec-schema(+models dev)", 0),
        ] {
            assert_eq!(contracts_only(&house_but(line)).len(), told, "{line}");
        }
    }

    #[test]
    fn a_build_script_is_told() {
        let mut house = workspace(&HOUSE);
        let target =
            r#"{"name": "build-script-build", "kind": ["custom-build"], "src_path": "build.rs"}"#;
        let target = serde_json::from_str(target).expect("what cargo would write");
        house.packages[0].targets.push(target);
        assert_eq!(
            no_build_script(&house),
            ["mediaspec-core has a target of the kind custom-build"]
        );
    }
}
