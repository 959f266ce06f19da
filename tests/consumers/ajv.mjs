// Ajv with every strict mode on: node ajv.mjs WORK 2020-12|draft-07

import Ajv from "ajv";
import Ajv2020 from "ajv/dist/2020.js";
import { readFileSync } from "node:fs";
import { findings, validating } from "./batch.mjs";

const [work, dialect] = process.argv.slice(2);
const Validator = dialect === "draft-07" ? Ajv : Ajv2020;

// A remark is a failure: a schema must open without one.
const refuse = (message) => {
  throw new Error(message);
};
const options = {
  strict: true,
  strictTypes: true,
  strictTuples: true,
  strictRequired: true,
  logger: { log: refuse, warn: refuse, error: refuse },
};

await validating(work, dialect, (schema) => new Validator(options).compile(schema));

const read = (file) => JSON.parse(readFileSync(file, "utf8"));
await findings(work, dialect, (schema, payload) => {
  const check = new Validator({ ...options, allErrors: true }).compile(read(schema));
  check(read(payload));
  return check.errors.length;
});
