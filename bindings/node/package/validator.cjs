// Validators: a contract, and how strictly it is taken.
"use strict";

const { fileURLToPath } = require("node:url");
const { BadOption, NotJson, granted } = require("./errors.cjs");
const { Engine } = require("./native.cjs");
const { TOO_DEEP, bytesOf, encoded, encodedWhole, written } = require("./payload.cjs");
const { Report, Violation, frozen, told } = require("./report.cjs");

// How many parts of messages a validator keeps at hand.
const KEPT = 4096;

/** How JavaScript calls what it is given, for an error. */
const kind = (value) => (value === null ? "null" : Array.isArray(value) ? "an array" : `of the type ${typeof value}`);

/** A text that was asked for. */
function text(value, name) {
  if (typeof value === "string") return value;
  throw new BadOption(`${name} is ${kind(value)}; it is a string`);
}

function optional(value, name) {
  return value === undefined || value === null ? undefined : text(value, name);
}

/** A whole number that 32 bits hold, or undefined. */
function size(value, name) {
  if (value === undefined || value === null) return undefined;
  if (Number.isInteger(value) && value >= 0 && value < 2 ** 32) return value;
  throw new BadOption(`${name} is ${typeof value === "number" ? value : kind(value)}; it is a whole number from 0 to ${2 ** 32 - 1}`);
}

/** The names of a part of a message, as the native module takes them. */
function names(operation, message, part) {
  return {
    operation: text(operation, "operation"),
    message: typeof message === "number" ? `${message}` : text(message, "message"),
    part: text(part, "part"),
  };
}

/** Headers as pairs; undefined where they are not known. */
function pairs(headers) {
  if (headers === undefined || headers === null) return undefined;
  if (typeof headers !== "object") throw new BadOption(`headers is ${kind(headers)}; it is a Headers, an object, or a list of pairs`);
  const all = typeof headers[Symbol.iterator] === "function" ? [...headers] : Object.entries(headers);
  // One name may have several values, as in Node's own headers.
  return all.flatMap(([name, value]) => [value].flat().map((one) => [`${name}`, `${one}`]));
}

/**
 * A payload as the native module takes it, and whether its text is what the caller has. Half of a surrogate pair makes it null; of what
 * nests too deeply, any text that does so says the same.
 */
function read(payload) {
  if (typeof payload === "string") return { text: encodedWhole(payload), placed: true };
  const bytes = bytesOf(payload);
  if (bytes) return { text: bytes, placed: true };
  return { text: encoded(written(payload) ?? "[".repeat(TOO_DEEP)), placed: false };
}

function check(message, payload, mediaType) {
  const type = optional(mediaType, "mediaType");
  // Nothing of the caller's may run between this and the check: it could ask for another text.
  const { text, placed } = read(payload);
  return told(placed ? message.check(text, type) : message.checkValue(text));
}

class Message {
  #native;

  constructor(found) {
    this.#native = found;
  }

  get operation() {
    return this.#native.operation;
  }

  check(payload, options) {
    return check(this.#native, payload, options?.mediaType);
  }
}

class Validator {
  #engine;
  #kept = new Map();
  #size = 0;

  constructor(options = {}) {
    const { contracts, profile, allow, maxViolations, maxDepth, maxBytes } = options;
    this.#engine = granted(
      Engine.make({
        contracts: contracts instanceof URL ? fileURLToPath(contracts) : optional(contracts, "contracts"),
        profile: optional(profile, "profile"),
        allow: [...(allow ?? [])].map((one) => text(one, "an item of allow")),
        maxViolations: size(maxViolations, "maxViolations"),
        maxDepth: size(maxDepth, "maxDepth"),
        maxBytes: size(maxBytes, "maxBytes"),
      }),
    );
  }

  static fromContracts(contracts, options = {}) {
    return new Validator({ ...options, contracts });
  }

  #message(operation, message, part = "body") {
    const messages = this.#kept.get(operation);
    const parts = messages?.get(message);
    const kept = parts?.get(part);
    if (kept) return kept;
    const found = granted(this.#engine.message(names(operation, message, part)));
    if (this.#size >= KEPT) {
      this.#kept.clear();
      this.#size = 0;
    }
    const ofOperation = this.#kept.get(operation) ?? new Map();
    const ofMessage = ofOperation.get(message) ?? new Map();
    this.#kept.set(operation, ofOperation.set(message, ofMessage.set(part, found)));
    this.#size += 1;
    return found;
  }

  message(operation, message, options) {
    return new Message(this.#message(operation, message, options?.part));
  }

  check(operation, message, payload, options) {
    return check(this.#message(operation, message, options?.part), payload, options?.mediaType);
  }

  checkHttp(method, url, options = {}) {
    const { headers, body } = options;
    const [name, href, known] = [text(method, "method"), url instanceof URL ? url.href : text(url, "url"), pairs(headers)];
    // As `fetch` sends a form.
    const sent = body === undefined || body === null ? undefined : read(body instanceof URLSearchParams ? `${body}` : body).text;
    if (sent === null) throw new NotJson("the body has half of a surrogate pair, which cannot be sent as UTF-8");
    const { operation, finding } = granted(this.#engine.checkHttp(name, href, known, sent));
    return Object.freeze({ operation: operation ?? null, report: told(finding) });
  }

  detect(payload) {
    const { text, placed } = read(payload);
    const { fits, finding } = this.#engine.detect(text, placed);
    if (finding) told(finding).throwForErrors();
    return JSON.parse(fits).map(({ in: part, ...fit }) => Object.freeze({ ...fit, part }));
  }

  fix(operation, message, payload, options) {
    const asked = this.#message(operation, message, options?.part);
    const { text, placed } = read(payload);
    const mended = asked.fix(text, placed);
    const fixes = JSON.parse(mended.fixes).map(({ violation, line, ...edit }) => ({ ...edit, violation: new Violation(violation, line) }));
    const those = (wanted) => Object.freeze(fixes.filter(({ made }) => made === wanted).map(({ made: _, ...fix }) => Object.freeze(fix)));
    return Object.freeze({
      payload: fixes.some(({ made }) => made) ? likewise(payload, mended.payload, placed) : payload,
      fixes: those(true),
      leftOut: those(false),
      report: told(mended.finding),
    });
  }

  sample(operation, message, options = {}) {
    const { part = "body", full = false, seed = 0 } = options;
    return JSON.parse(granted(this.#engine.sample(names(operation, message, part), Boolean(full), size(seed, "seed"))));
  }

  schema(operation, message, options = {}) {
    const { part = "body" } = options;
    return JSON.parse(granted(this.#engine.schema(names(operation, message, part))));
  }

  operations() {
    return JSON.parse(this.#engine.operations()).map(frozen);
  }
}

/** A mended payload in the form of the one that was handed over: a string, bytes, or a value. */
function likewise(payload, mended, placed) {
  if (typeof payload === "string") return mended.toString();
  return placed ? mended : JSON.parse(mended.toString());
}

module.exports = { Message, Report, Validator, Violation };
