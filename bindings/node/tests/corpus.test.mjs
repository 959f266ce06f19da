// The engine's reports on the boundary corpus of all operations, byte for byte.

import assert from "node:assert/strict";
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { Validator } from "mediaspec";
import { told } from "./setting.mjs";

const REPORTS = told("MEDIASPEC_REPORTS", "the output of `cargo run --example reports`");

/** Whether JSON text has a whole number that JavaScript cannot hold. */
const unlike = (payload) => (payload.match(/-?\d{16,}/g) ?? []).some((digits) => !Number.isSafeInteger(Number(digits)));

test("reports are those of the engine", { skip: REPORTS.skip }, async (t) => {
  const validator = new Validator();
  let [texts, values] = [0, 0];
  for await (const line of createInterface({ input: createReadStream(REPORTS.path) })) {
    const [operation, message, part, payload, ofText, ofValue] = JSON.parse(line);
    const asked = validator.message(operation, message, { part });
    const where = () => JSON.stringify([operation, message, part, payload]);
    const check = (form, expected) => {
      const { json } = asked.check(form);
      if (json !== expected) assert.equal(json, expected, where());
    };
    check(payload, ofText);
    check(Buffer.from(payload), ofText);
    texts += 1;
    if (ofValue === null) continue;
    const value = JSON.parse(payload);
    // A value that is a string would be taken for JSON text, and not every number is one that JavaScript can hold.
    if (typeof value === "string" || unlike(payload)) continue;
    check(value, ofValue);
    values += 1;
  }
  t.diagnostic(`${texts} texts, ${values} values`);
  assert.ok(texts > 10_000);
  assert.ok(values > texts * 0.9, `${values} of ${texts}`);
});
