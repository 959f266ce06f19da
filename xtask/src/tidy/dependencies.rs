//! Who may depend on whom.

use super::metadata::{Dependency, Package, Workspace};

/// The packages of ours that each of our packages may depend on, in whatever way. The tests may depend on everything.
///
/// Nothing that generates depends on anything generated: a broken generated file can always be generated again.
const MAY: [(&str, &[&str]); 9] = [
    ("mediaspec-core", &[]),
    ("mediaspec-json-schema", &["mediaspec-core"]),
    ("mediaspec-payloads", &["mediaspec-core"]),
    ("mediaspec-schema", &["mediaspec-core"]),
    (
        "mediaspec-validator",
        &["mediaspec-core", "mediaspec-payloads", "mediaspec-schema"],
    ),
    (
        "mediaspec-cli",
        &[
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
        "xtask",
        &["mediaspec-codegen", "mediaspec-core", "mediaspec-spec"],
    ),
];

/// The package that may depend on everything.
const TESTS: &str = "mediaspec-tests";

/// What users build programs with: it asks no network.
const LIBRARIES: [&str; 5] = [
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

/// What the engine depends on.
const OF_CORE: [&str; 4] = ["memchr", "serde", "serde_json", "simdutf8"];

/// What the engine may depend on besides, where it is asked for.
const OPTIONAL_OF_CORE: [&str; 1] = ["schemars"];

/// Every dependency between our packages is one that the map of the house has.
pub(super) fn edges(workspace: &Workspace) -> Vec<String> {
    let ours = workspace.ours();
    let mut out = Vec::new();
    for package in &ours {
        if package.name == TESTS {
            continue;
        }
        let Some((_, may)) = MAY.iter().find(|(name, _)| *name == package.name) else {
            out.push(format!(
                "{} is not on the map of packages in xtask/src/tidy/dependencies.rs",
                package.name
            ));
            continue;
        };
        for dependency in &package.dependencies {
            let name = dependency.name.as_str();
            if ours.iter().any(|p| p.name == name) && !may.contains(&name) {
                out.push(format!("{} must not depend on {name}", package.name));
            }
        }
    }
    out
}

/// What is for tests stays in them: who only checks payloads compiles none of it.
pub(super) fn tests_only(workspace: &Workspace) -> Vec<String> {
    let mut out = Vec::new();
    for package in workspace.ours() {
        for dependency in &package.dependencies {
            let name = package.name.as_str();
            let dev = dependency.kind.as_deref() == Some("dev");
            let allowed = match dependency.name.as_str() {
                "insta" => name == TESTS,
                // What renders schemas asks in its own tests whether they say what they should.
                "jsonschema" => name == TESTS || (name == "mediaspec-json-schema" && dev),
                // Strategies come with a feature, for property tests of users.
                "proptest" => {
                    name == TESTS
                        || (name == "mediaspec-payloads" && dependency.optional)
                        || (name == "mediaspec-validator" && dev)
                }
                "mediaspec-payloads" => name != "mediaspec-validator" || dependency.optional,
                _ => true,
            };
            if !allowed {
                out.push(format!(
                    "{name} must not depend on {}: it is for tests",
                    dependency.name
                ));
            }
        }
    }
    out
}

/// The engine has few dependencies, and they are known.
pub(super) fn lean_core(workspace: &Workspace) -> Vec<String> {
    let Some(core) = workspace.our("mediaspec-core") else {
        return vec!["there is no mediaspec-core".to_owned()];
    };
    let known = |d: &Dependency| {
        let name = d.name.as_str();
        OF_CORE.contains(&name) || d.optional && OPTIONAL_OF_CORE.contains(&name)
    };
    let runtime = core.dependencies.iter().filter(|d| d.is_runtime());
    runtime
        .filter(|d| !known(d))
        .map(|d| format!("mediaspec-core must not depend on {}", d.name))
        .collect()
}

/// No library compiles anything that could use a network.
pub(super) fn no_network(workspace: &Workspace) -> Vec<String> {
    let mut out = Vec::new();
    for package in libraries(workspace) {
        for (name, through) in workspace.compiled_with(package) {
            if NETWORK.contains(&name) {
                out.push(format!(
                    "{} compiles {name}, through {through}",
                    package.name
                ));
            }
        }
    }
    out
}

/// No library asks for features of serde_json that change what `Value` is: they reach every crate of a user's build.
pub(super) fn json_features(workspace: &Workspace) -> Vec<String> {
    let mut out = Vec::new();
    for package in libraries(workspace) {
        let json = package
            .dependencies
            .iter()
            .filter(|d| d.name == "serde_json" && d.is_runtime());
        for feature in json.flat_map(|dependency| &dependency.features) {
            if matches!(feature.as_str(), "arbitrary_precision" | "preserve_order") {
                out.push(format!(
                    "{} must not ask for serde_json's {feature}",
                    package.name
                ));
            }
        }
    }
    out
}

/// Checking payloads compiles no model.
pub(super) fn contracts_only(workspace: &Workspace) -> Vec<String> {
    let Some(validator) = workspace.our("mediaspec-validator") else {
        return vec!["there is no mediaspec-validator".to_owned()];
    };
    let with_models = |d: &&Dependency| {
        d.name == "mediaspec-schema"
            && d.is_runtime()
            && d.features.iter().any(|f| f.starts_with("models"))
    };
    let found = validator.dependencies.iter().find(with_models);
    found
        .map(|_| "mediaspec-validator must take the contracts of mediaspec-schema alone".to_owned())
        .into_iter()
        .collect()
}

/// Nothing of ours runs in a user's build: no build script, no procedural macro.
pub(super) fn no_build_script(workspace: &Workspace) -> Vec<String> {
    let mut out = Vec::new();
    for package in workspace.ours() {
        for kind in package.targets.iter().flat_map(|target| &target.kind) {
            if matches!(kind.as_str(), "custom-build" | "proc-macro") {
                out.push(format!("{} has a target of the kind {kind}", package.name));
            }
        }
    }
    out
}

fn libraries(workspace: &Workspace) -> Vec<&Package> {
    workspace
        .ours()
        .into_iter()
        .filter(|package| LIBRARIES.contains(&package.name.as_str()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::metadata::Target;
    use super::super::metadata::tests::workspace;
    use super::*;

    /// The house as it is meant to be.
    const HOUSE: [&str; 10] = [
        "mediaspec-core -> memchr, serde, serde_json, simdutf8, schemars(optional)",
        "mediaspec-json-schema -> mediaspec-core, serde_json, jsonschema(dev)",
        "mediaspec-payloads -> mediaspec-core, serde_json, proptest(optional)",
        "mediaspec-schema -> mediaspec-core, serde_json(optional)",
        "mediaspec-validator -> mediaspec-core, mediaspec-schema, http, mediaspec-payloads(optional), proptest(dev)",
        "mediaspec-cli -> mediaspec-core, mediaspec-json-schema, mediaspec-payloads, mediaspec-schema, mediaspec-spec, mediaspec-validator",
        "mediaspec-spec -> mediaspec-core, schemars(+preserve_order)",
        "mediaspec-codegen -> mediaspec-core, mediaspec-json-schema, mediaspec-payloads, mediaspec-spec",
        "xtask -> mediaspec-codegen, mediaspec-core, mediaspec-spec",
        "mediaspec-tests -> mediaspec-cli, mediaspec-codegen, jsonschema, insta, proptest",
    ];

    fn house_but(line: &'static str) -> Workspace {
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
    fn a_package_that_is_not_on_the_map_is_told() {
        assert_eq!(edges(&house_but("mediaspec-more -> serde")).len(), 1);
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
        assert_eq!(told, ["mediaspec-validator compiles tokio, through http"]);
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
        if let Some(package) = house.packages.first_mut() {
            package.targets.push(Target {
                kind: vec!["custom-build".to_owned()],
            });
        }
        assert_eq!(
            no_build_script(&house),
            ["mediaspec-core has a target of the kind custom-build"]
        );
    }
}
