// Payloads as the native module takes them: JSON text.
"use strict";

const { isAnyArrayBuffer, isSharedArrayBuffer } = require("node:util").types;
const { NotJson } = require("./errors.cjs");

// How many values are looked at to find out which of them JSON has no form for.
const LOOKED_AT = 1_000_000;

// Nesting that is too deep for the engine, whatever its options say.
const TOO_DEEP = 513;

const TAKEN = "hand over what JSON.stringify has a form for, or the JSON text as a string or bytes";

// Where text is written that is not longer than most payloads: memory of its own for each would take longer than the check.
const room = Buffer.allocUnsafeSlow(1 << 18);

/** The UTF-8 of a string, until the next one is asked for. */
function encoded(text) {
  // A unit of UTF-16 has at most three bytes in UTF-8.
  if (text.length * 3 > room.length) return Buffer.from(text);
  return new Uint8Array(room.buffer, 0, room.write(text));
}

// What stands in UTF-8 for half of a surrogate pair.
const INSTEAD = Buffer.from("\ufffd");

/**
 * The UTF-8 of a string, until the next one is asked for; null of one that has half of a surrogate pair, for which there is none.
 *
 * A string is asked for halves only where what stands for them is found: to search bytes takes a fraction of the time.
 */
function encodedWhole(text) {
  const bytes = encoded(text);
  // As many bytes as units: ASCII.
  if (bytes.length === text.length) return bytes;
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const first = all.indexOf(INSTEAD[0]);
  return first >= 0 && all.includes(INSTEAD, first) && !text.isWellFormed() ? null : bytes;
}

/** Bytes that no other thread can change; null of what is none. */
function bytesOf(payload) {
  const isView = ArrayBuffer.isView(payload);
  if (!isView && !isAnyArrayBuffer(payload)) return null;
  const { buffer, byteOffset, byteLength } = isView ? payload : { buffer: payload, byteOffset: 0, byteLength: payload.byteLength };
  // Of memory that was taken away, not even nothing can be looked at.
  if (byteLength === 0) return new Uint8Array(0);
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  return isSharedArrayBuffer(buffer) ? new Uint8Array(bytes) : bytes;
}

/** The values of a payload in the order in which JSON.stringify goes. What writes itself is not looked into. */
function* valuesOf(payload) {
  const stack = [];
  const around = new Set();
  const place = () =>
    stack
      .map(({ names, next }) => `/${names[next - 1].slice(0, 80).replaceAll("~", "~0").replaceAll("/", "~1")}`)
      .join("")
      .slice(0, 400) || "the payload";
  let value = payload;
  for (let looked = 0; looked < LOOKED_AT; looked += 1) {
    const isAround = around.has(value);
    yield { value, isAround, depth: stack.length, place };
    if (value !== null && typeof value === "object" && !isAround && typeof value.toJSON !== "function") {
      around.add(value);
      stack.push({ value, names: Object.keys(value), next: 0 });
    }
    while (stack.length && stack.at(-1).next === stack.at(-1).names.length) around.delete(stack.pop().value);
    const inner = stack.at(-1);
    if (!inner) return;
    value = inner.value[inner.names[inner.next]];
    inner.next += 1;
  }
}

/** Why a payload cannot be written, where it is the payload and not its own code: an error, or null where it nests too deeply. */
function whyNot(payload, error) {
  try {
    for (const { value, isAround, depth, place } of valuesOf(payload)) {
      if (isAround) return new NotJson(`${place()} is an object that it is itself a part of, for which JSON has no form; ${TAKEN}`, { cause: error });
      if (typeof value === "bigint" && typeof value.toJSON !== "function") {
        return new NotJson(`${place()} is a BigInt, for which JSON has no form; ${TAKEN}`, { cause: error });
      }
      if (depth >= TOO_DEEP) return null;
    }
  } catch {
    // Its own code has failed once more.
  }
  return error;
}

/**
 * What JSON.stringify makes of a payload, which is what `fetch` would be handed; null where it nests too deeply for that. What the
 * payload's own code throws (a getter, `toJSON`, a trap of a proxy) is thrown as it is.
 */
function written(payload) {
  let text;
  try {
    text = JSON.stringify(payload);
  } catch (error) {
    const why = whyNot(payload, error);
    if (why) throw why;
    return null;
  }
  if (text === undefined) throw new NotJson(`the payload is ${payload === undefined ? "undefined" : `a ${typeof payload}`}, for which JSON has no form; ${TAKEN}`);
  return text;
}

module.exports = { TOO_DEEP, bytesOf, encoded, encodedWhole, written };
