"use strict";

const { messages, sources } = require("./index.json");

/** What an operation is called without its service. */
const short = (operation) => operation.slice(operation.indexOf("/") + 1);

/** How many letters have to be changed, put in or left out to make one word of another. */
function distance(one, other) {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (const letter of one) {
    const next = [row[0] + 1];
    for (let at = 0; at < other.length; at += 1) {
      next.push(Math.min(next[at] + 1, row[at + 1] + 1, row[at] + (letter === other[at] ? 0 : 1)));
    }
    row = next;
  }
  return row[other.length];
}

/** The names of operations that are nearest to a name, three at most. */
function nearest(name, operations) {
  const asked = name.toLowerCase().slice(0, 100);
  const names = operations.map((operation) => {
    const own = (asked.includes("/") ? operation : short(operation)).toLowerCase();
    return [distance(asked, own), operation];
  });
  const near = names.filter(([away]) => away <= Math.max(1, asked.length / 3));
  near.sort(([one], [other]) => one - other);
  return near.slice(0, 3).map(([, operation]) => operation);
}

/** The whole name of an operation: it may be given without its service where that is unique, and in any case. */
function named(name) {
  const operations = [...new Set(messages.map((message) => message.operation))];
  if (operations.includes(name)) return name;
  const spelt = String(name).toLowerCase();
  const same = operations.filter((operation) => operation.toLowerCase() === spelt || short(operation).toLowerCase() === spelt);
  if (same.length === 1) return same[0];
  const near = same.length ? same : nearest(String(name), operations);
  const hint = near.length ? `did you mean ${near.join(" or ")}?` : "`messages` lists them all";
  throw new RangeError(same.length ? `${name} is the name of several operations: ${same.join(", ")}` : `no operation ${name}; ${hint}`);
}

/** The entry of a message in `messages`. */
function find(operation, message, part = "body") {
  const name = named(operation);
  const of = messages.filter((entry) => entry.operation === name);
  const found = of.find((entry) => entry.message === String(message) && entry.in === part);
  if (found) return found;
  throw new RangeError(`${name} has no ${message} ${part}; it has: ${of.map((entry) => `${entry.message} ${entry.in}`).join(", ")}`);
}

/** The JSON Schema (2020-12) of a message. */
function schema(operation, message, part) {
  return require(`./${find(operation, message, part).file}`);
}

exports.messages = messages;
exports.sources = sources;
exports.find = find;
exports.schema = schema;
