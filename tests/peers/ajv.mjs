// Measures Ajv 8 beside JSON.parse, both from bytes. Started by `cargo xtask bench --peers`:
//
//     node ajv.mjs ajv SCHEMA ROUNDS NANOSECONDS_A_TURN PAYLOAD...
//
// Prints one JSON object. Exit status 3: Ajv is not installed.

import { readFileSync } from "node:fs";
import { basename } from "node:path";

import { ajv2020 } from "./ajv2020.mjs";

const [, schemaFile, roundsText, turnText, ...files] = process.argv.slice(2);
const rounds = Number(roundsText);
const turn = Number(turnText);

const Ajv = ajv2020();
const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(
  JSON.parse(readFileSync(schemaFile, "utf8")),
);
const decoder = new TextDecoder("utf-8", { fatal: true });

const parse = (bytes) => JSON.parse(decoder.decode(bytes));
const check = (bytes) => validate(parse(bytes));

let sink;

function run(task, bytes, times) {
  const start = process.hrtime.bigint();
  for (let i = 0; i < times; i++) sink = task(bytes);
  return Number(process.hrtime.bigint() - start);
}

// How many runs fill a turn. The compiler needs a while until it has done its best, so this takes a quarter of a second.
function timesOf(task, bytes) {
  const end = process.hrtime.bigint() + 250_000_000n;
  let taken = Infinity;
  do {
    taken = Math.min(taken, run(task, bytes, 1));
  } while (process.hrtime.bigint() < end);
  return Math.max(1, Math.ceil(turn / Math.max(1, taken)));
}

const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];

const rows = files.map((file) => {
  const bytes = readFileSync(file);
  const tasks = [parse, check].map((task) => ({ task, times: timesOf(task, bytes), taken: [] }));
  for (let round = 0; round < rounds; round++) {
    // Each task goes first in every other round.
    for (const { task, times, taken } of round % 2 ? [...tasks].reverse() : tasks) {
      taken.push(run(task, bytes, times) / times);
    }
  }
  const [reference_ns, ns] = tasks.map(({ taken }) => median(taken));
  return { payload: basename(file, ".json"), valid: check(bytes), ns, reference_ns };
});

console.log(JSON.stringify({ reference: "JSON.parse", rows }));
