//! `--routes`: whether it takes longer to find the operation of a request among ten times as many.

use mediaspec_validator::Validator;
use mediaspec_validator::contract::{Catalog, Operation, Service, ServiceData};
use serde::Serialize;

use crate::engines::{Answer, Engine};
use crate::measure::{Task, interleaved};
use crate::table::Output;
use crate::{Arguments, Trouble};

/// How many operations there are, and how many there are then.
pub(crate) const NUMBERS: [usize; 2] = [404, 4040];

/// What was measured of one way to name an operation.
#[derive(Debug, Serialize)]
pub(crate) struct Routed {
    /// `path`, or `action`.
    pub(crate) by: &'static str,
    /// Median time to find one of the fewer operations.
    pub(crate) few_ns: f64,
    /// Median time to find one of the more.
    pub(crate) many_ns: f64,
    /// The latter divided by the former.
    pub(crate) many_to_few: f64,
}

/// Measures both styles of services.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Trouble> {
    let mut routed = Vec::new();
    for (by, service) in [("path", "metastudio"), ("action", "mts")] {
        let mut finders = NUMBERS
            .into_iter()
            .map(|number| Finder::new(by, service, number))
            .collect::<Result<Vec<_>, _>>()?;
        let tasks = finders.iter_mut().map(|finder| Task {
            engine: finder,
            payload: &[],
        });
        let times = interleaved(tasks.collect(), &arguments.plan());
        if let [few_ns, many_ns] = *times {
            routed.push(Routed {
                by,
                few_ns,
                many_ns,
                many_to_few: many_ns / few_ns,
            });
        }
    }
    let mut output = Output::new(arguments.format);
    output.routed(routed);
    output.finish();
    Ok(())
}

/// Finds one operation after another.
struct Finder {
    name: &'static str,
    validator: Validator,
    /// As many of however many operations there are, from all over them.
    urls: Vec<(String, String)>,
    next: usize,
}

impl Finder {
    fn new(name: &'static str, service: &str, number: usize) -> Result<Self, Trouble> {
        let shipped = mediaspec_schema::catalog().service(service);
        let shipped = shipped.ok_or_else(|| Trouble::Other(format!("no service `{service}`")))?;
        let service = enlarged(shipped, number);
        let urls = service.index().iter().step_by(number / NUMBERS[0]);
        let urls = urls.map(|head| {
            let path = head.path.replace(['{', '}'], "");
            (
                head.method.to_string(),
                format!("{path}?Action={}", head.name),
            )
        });
        let urls = urls.collect();
        let catalog = Catalog::new([service]);
        let catalog = catalog.map_err(|problem| Trouble::Other(problem.to_string()))?;
        let mut finder = Self {
            name,
            validator: Validator::from_catalog(catalog),
            urls,
            next: 0,
        };
        if (0..NUMBERS[0]).any(|_| finder.check(&[]) == Answer::Malformed) {
            return Err(Trouble::Disagreement(
                "an operation is not found".to_owned(),
            ));
        }
        Ok(finder)
    }
}

/// A service with operations as the shipped ones, so many of them, and none with parameters of its own: what is measured is
/// how long they take to find.
fn enlarged(shipped: &Service, number: usize) -> Service {
    let mut data: ServiceData = shipped.to_data();
    data.types.retain(|ty| ty.parameters_of.is_none());
    let patterns = std::mem::take(&mut data.operations);
    let all = patterns.iter().cycle().enumerate().take(number);
    data.operations = all
        .map(|(at, operation)| Operation {
            name: format!("{}{at}", operation.name).into(),
            path: match &*operation.path {
                "/" => "/".into(),
                path => path
                    .replace("/v1/{project_id}/", &format!("/v1/{{project_id}}/{at}-"))
                    .into(),
            },
            path_parameters: None,
            query: None,
            ..operation.clone()
        })
        .collect();
    Service::provisional(data)
}

impl Engine for Finder {
    fn name(&self) -> &'static str {
        self.name
    }

    fn check(&mut self, _payload: &[u8]) -> Answer {
        let Some((method, url)) = self.urls.get(self.next) else {
            return Answer::Malformed;
        };
        self.next = (self.next + 1) % self.urls.len();
        match self.validator.route(method, url) {
            Ok(_) => Answer::Valid,
            Err(_) => Answer::Malformed,
        }
    }
}
