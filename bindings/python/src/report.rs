//! Reports and errors as the classes of the Python files.

use mediaspec_bindings::Told;
use mediaspec_validator::Report;
use pyo3::call::PyCallArgs;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

/// The report that has nothing to say. All are the same object: it cannot be changed.
static NOTHING: PyOnceLock<Py<PyAny>> = PyOnceLock::new();

/// What makes any other report.
static MAKE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();

/// Returns a report of the package.
pub(crate) fn told<'py>(py: Python<'py>, report: &Report) -> PyResult<Bound<'py, PyAny>> {
    let Some(told) = Told::of(report) else {
        return of_module(py, &NOTHING, "NOTHING");
    };
    let make = of_module(py, &MAKE, "make")?;
    make.call1((told.json, told.text, told.lines, told.malformed))
}

fn of_module<'py>(
    py: Python<'py>,
    kept: &PyOnceLock<Py<PyAny>>,
    name: &str,
) -> PyResult<Bound<'py, PyAny>> {
    let import = || Ok(py.import("mediaspec._report")?.getattr(name)?.unbind());
    let kept: Result<&Py<PyAny>, PyErr> = kept.get_or_try_init(py, import);
    Ok(kept?.bind(py).clone())
}

/// Raises an error of the package.
pub(crate) fn raised<'py, T>(
    py: Python<'py>,
    class: &str,
    arguments: impl PyCallArgs<'py>,
) -> PyResult<T> {
    let class = py.import("mediaspec._errors")?.getattr(class)?;
    Err(PyErr::from_value(class.call1(arguments)?))
}
