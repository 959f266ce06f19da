// Reports: what the engine found, as the JSON object says it that the `mediaspec` command writes.
"use strict";

const { ValidationError } = require("./errors.cjs");
const { jsonOfNothing } = require("./native.cjs");

/** Freezes a value of JSON, with all that it holds. */
function frozen(value) {
  if (value !== null && typeof value === "object") {
    for (const inner of Object.values(value)) frozen(inner);
    Object.freeze(value);
  }
  return value;
}

class Violation {
  #text;

  constructor(said, text) {
    this.part = said.in;
    this.pointer = said.pointer;
    this.code = said.code;
    this.severity = said.severity;
    this.message = said.message;
    this.found = said.found ?? null;
    this.expected = frozen(said.expected);
    this.rule = said.rule;
    this.line = said.line;
    this.column = said.column;
    this.source = frozen(said.source);
    this.disputed = frozen(said.disputed);
    this.suggestion = frozen(said.suggestion);
    this.embedded = frozen(said.embedded ?? []);
    this.#text = text;
    Object.freeze(this);
  }

  toString() {
    return this.#text;
  }
}

class Report {
  #json;
  #text;

  /** `finding` is what the native module has to say; `malformed` lists the violations that the JSON object has not. */
  constructor({ json, text, lines, malformed }) {
    const said = JSON.parse(json);
    const violations = malformed === undefined ? said.violations : JSON.parse(malformed);
    this.verdict = said.verdict;
    this.total = said.total;
    this.truncated = said.truncated;
    this.violations = Object.freeze(violations.map((one, place) => new Violation(one, lines[place])));
    this.error = frozen(said.error);
    this.#json = json;
    this.#text = text;
    Object.freeze(this);
  }

  get valid() {
    return this.verdict === "valid";
  }

  get errors() {
    return this.violations.filter(({ severity }) => severity === "error");
  }

  get warnings() {
    return this.violations.filter(({ severity }) => severity === "warning");
  }

  get json() {
    return this.#json;
  }

  throwForErrors() {
    if (!this.valid) throw new ValidationError(this);
  }

  toJSON() {
    return JSON.parse(this.#json);
  }

  toString() {
    return this.#text;
  }

  [Symbol.iterator]() {
    return this.violations[Symbol.iterator]();
  }
}

/** The report that has nothing to say: every valid payload without a warning gets this one. */
const NOTHING = new Report({ json: jsonOfNothing(), text: "valid", lines: [] });

/** The report of what the native module has to say. */
function told(finding) {
  return finding ? new Report(finding) : NOTHING;
}

module.exports = { Report, Violation, frozen, told };
