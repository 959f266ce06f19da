// The functions of the package, which use one validator for the whole process.
"use strict";

const { granted: _, ...errors } = require("./errors.cjs");
const { Message, Report, Validator, Violation } = require("./validator.cjs");

let validator = new Validator();

module.exports = {
  ...errors,
  Message,
  Report,
  Validator,
  Violation,
  check: (operation, message, payload, options) => validator.check(operation, message, payload, options),
  checkHttp: (method, url, options) => validator.checkHttp(method, url, options),
  detect: (payload) => validator.detect(payload),
  fix: (operation, message, payload, options) => validator.fix(operation, message, payload, options),
  inUse: () => validator,
  operations: () => validator.operations(),
  sample: (operation, message, options) => validator.sample(operation, message, options),
  schema: (operation, message, options) => validator.schema(operation, message, options),
  use: (other) => {
    if (!(other instanceof Validator)) throw new errors.BadOption("use takes a Validator");
    validator = other;
  },
};
