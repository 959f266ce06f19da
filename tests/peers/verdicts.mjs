// Verdicts of Ajv 8. Started by `cargo xtask soak --peers`:
//
//     node verdicts.mjs BATCHES
//
// Each line of BATCHES is {"schema": …, "payloads": […]}. Prints {"verdicts": ["101…", …]}: a text for each line, a `1` for
// each payload that is valid. Exit status 3: Ajv is not installed.

import { readFileSync } from "node:fs";

import { ajv2020 } from "./ajv2020.mjs";

const Ajv = ajv2020();
const verdicts = readFileSync(process.argv[2], "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => {
    const { schema, payloads } = JSON.parse(line);
    const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(schema);
    return payloads.map((payload) => (validate(payload) ? "1" : "0")).join("");
  });
console.log(JSON.stringify({ verdicts }));
