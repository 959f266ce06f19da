"use strict";

const { messages, sources } = require("./index.json");

/** The entry of a message in `messages`. */
function find(operation, message, part = "body") {
  const found = messages.find((m) => m.operation === operation && m.message === message && m.in === part);
  if (found) return found;
  const same = messages.filter((m) => m.operation === operation).map((m) => `${m.message} ${m.in}`);
  throw new RangeError(
    same.length
      ? `${operation} has no ${message} ${part}; it has: ${same.join(", ")}`
      : `no operation ${operation}; names are like ${messages[0].operation}, and \`messages\` lists them all`,
  );
}

/** The JSON Schema (2020-12) of a message. */
function schema(operation, message, part) {
  return require(`./${find(operation, message, part).file}`);
}

exports.messages = messages;
exports.sources = sources;
exports.find = find;
exports.schema = schema;
