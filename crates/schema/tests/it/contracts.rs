//! What is generated fits together: contract files are whole, and models stand in them.

use std::fs;
use std::path::Path;

use mediaspec_core::contract::Service;
use mediaspec_schema::catalog;

/// Nothing checks an embedded file again, so that it is done here.
#[test]
fn every_contract_is_that_of_its_file_which_is_whole() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("contracts");
    for service in catalog().services() {
        let path = folder.join(format!("{}.jsonl", service.name()));
        let text = fs::read_to_string(&path).expect("text");
        let read = Service::read(&text).unwrap_or_else(|error| panic!("{path:?}: {error}"));
        assert!(*service == read, "{path:?}");
        assert_eq!(service.write(), text, "{path:?}");
    }
    if cfg!(feature = "default") {
        let files = fs::read_dir(folder).expect("a folder");
        assert_eq!(files.count(), catalog().services().len());
    }
}

#[test]
#[cfg(feature = "models")]
fn every_model_stands_in_the_contract_under_its_name() {
    use std::collections::BTreeSet;
    use std::fmt::Debug;

    use serde::de::DeserializeOwned;

    use mediaspec_schema::Model;
    use mediaspec_schema::support::EachModel;

    struct Names(BTreeSet<String>);

    impl EachModel for Names {
        fn model<M: Model + DeserializeOwned + Clone + PartialEq + Debug>(&mut self) {
            let ty = M::service().ty(M::NAME);
            assert_eq!(ty.map(|ty| &*ty.name), Some(M::NAME));
            assert_eq!(&*M::contract().name, M::NAME);
            self.0
                .insert(format!("{}/{}", M::service().name(), M::NAME));
        }
    }

    let mut named = Names(BTreeSet::new());
    mediaspec_schema::each_model(&mut named);
    // Every type that the vendors name has one; of parameters, queries alone do, and what paths share has none.
    for service in catalog().services() {
        let paths = service.operations();
        let paths = paths.filter_map(|operation| operation.path_parameters.as_ref());
        let shared: BTreeSet<_> = paths
            .flat_map(|name| &service.resolve(name).includes)
            .collect();
        for ty in service.own_types() {
            let name = format!("{}/{}", service.name(), ty.name);
            let has_one = named.0.contains(&name);
            assert!(has_one != shared.contains(&ty.name), "{name}");
        }
    }
}
