// How fast checking is from Node: node bench.mjs [ROUNDS]
//
// Beside the code that Ajv compiles of the JSON Schema, which stops at the first error and says neither line nor source. Text is
// parsed for Ajv, by JSON.parse; of a value, JSON.stringify writes the text for mediaspec. Every round runs all of them one after the
// other; shown are medians, and the ratios of what took part in the same rounds.
//
// The package is the one that `bindings/run` has installed, and Ajv the one of `cargo xtask dist`:
//
//     cargo xtask dist --only engine && bindings/run target/dist && node bindings/node/bench.mjs

import { createRequire } from "node:module";
import { join } from "node:path";

const target = join(import.meta.dirname, "../../target");
const { Validator, sample, schema } = createRequire(join(target, "bindings/node/package.json"))("mediaspec");
const Ajv2020 = createRequire(join(target, "consumers/node/package.json"))("ajv/dist/2020.js").default;

const PAYLOADS = [
  ["Show2DDigitalHumanVideo", 200, 1],
  ["Create2DDigitalHumanVideo", "request", 1],
  ["ListSmartLiveJobs", 200, 40],
];

/** A payload that validates, with everything optional; with the items of its list repeated. */
function payload(operation, message, copies) {
  const made = sample(operation, message, { full: true });
  for (const [name, value] of Object.entries(made)) {
    if (copies > 1 && Array.isArray(value)) made[name] = Array.from({ length: copies }, () => value).flat();
  }
  return made;
}

/** The time of one check, in microseconds. */
function microseconds(check, argument, count) {
  const start = process.hrtime.bigint();
  for (let done = 0; done < count; done += 1) check(argument);
  return Number(process.hrtime.bigint() - start) / 1e3 / count;
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

const rounds = Number(process.argv[2] ?? 31);
console.log("| payload | | mediaspec | Ajv | ratio |");
console.log("|---|---|---|---|---|");
for (const [operation, message, copies] of PAYLOADS) {
  const value = payload(operation, message, copies);
  const text = JSON.stringify(value);
  const bytes = Buffer.from(text);
  const asked = new Validator().message(operation, message);
  const ours = (given) => asked.check(given).valid;
  const theirs = new Ajv2020().compile(schema(operation, message));
  const forms = [
    ["string", text, (given) => theirs(JSON.parse(given))],
    ["bytes", bytes, (given) => theirs(JSON.parse(given.toString()))],
    ["value", value, theirs],
  ];
  for (const [, form, check] of forms) {
    if (!ours(form) || !check(form)) throw new Error(`${operation} is not valid`);
  }
  const count = Math.max(20, Math.floor(2_000_000 / text.length));
  const times = forms.map(() => [[], []]);
  for (let round = 0; round < rounds; round += 1) {
    for (const [place, [, form, check]] of forms.entries()) {
      times[place][0].push(microseconds(ours, form, count));
      times[place][1].push(microseconds(check, form, count));
    }
  }
  for (const [place, [name]] of forms.entries()) {
    const [us, them] = times[place];
    const ratio = median(us.map((time, round) => them[round] / time));
    console.log(`| ${operation}, ${bytes.length} bytes | ${name} | ${median(us).toFixed(2)} µs | ${median(them).toFixed(2)} µs | ${ratio.toFixed(2)} |`);
  }
}
