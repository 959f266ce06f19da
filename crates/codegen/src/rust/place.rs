//! Where generated Rust code lies, and what it is made from.

use mediaspec_core::contract::Service;

use crate::contracts;

/// Where generated Rust code lies, and what it is made from: paths from the repository's root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The folder of the code.
    pub code: &'static str,
    /// The folder of the contract files, which the code embeds.
    pub contracts: &'static str,
    /// The spec folder.
    pub spec: &'static str,
    /// The manifest whose features say which services and models are compiled; without one, all are.
    pub manifest: Option<&'static str>,
    /// The manifest of a crate that hands these features on to its users.
    pub handing_on: Option<&'static str>,
}

impl Place {
    /// The code that ships.
    pub const SHIPPED: Self = Self {
        code: "crates/schema/src/generated",
        contracts: "crates/schema/contracts",
        spec: "spec",
        manifest: Some("crates/schema/Cargo.toml"),
        handing_on: Some("crates/validator/Cargo.toml"),
    };

    /// The code of a spec of hostile names, which the tests compile.
    pub const OBSTACLE: Self = Self {
        code: "tests/src/generated_obstacle",
        contracts: "tests/src/generated_obstacle/contracts",
        spec: "tests/obstacle",
        manifest: None,
        handing_on: None,
    };

    /// The path of a service's contract file, as `include_str!` in the service's own module takes it.
    pub(super) fn contract_path(&self, module: &str, service: &Service) -> String {
        let from = format!("{}/{module}", self.code);
        let to = contracts::path(self.contracts, service);
        let shared = from
            .split('/')
            .zip(to.split('/'))
            .take_while(|(a, b)| a == b)
            .count();
        let up = from.split('/').skip(shared).map(|_| "..");
        up.chain(to.split('/').skip(shared))
            .collect::<Vec<_>>()
            .join("/")
    }
}
