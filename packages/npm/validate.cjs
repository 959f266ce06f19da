"use strict";

const { find } = require("./index.cjs");

/** The check of a message: a function from a payload to a boolean, whose `errors` say what was wrong. */
function validator(operation, message, part) {
  const { file } = find(operation, message, part);
  const [, stem] = /^json-schema\/(.*)\.json$/.exec(file);
  return require(`./validators/${stem}.cjs`);
}

exports.validator = validator;
