// The npm package from an ES module in a clean folder: node package.mjs WORK
//
// It stands there alone: nothing of this folder can be imported.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { messages, schema } from "mediaspec-schemas";
import { validator } from "mediaspec-schemas/validate";

const [work] = process.argv.slice(2);
const seen = new Set();
for (const { operation, message, in: part, file, id } of messages) {
  if (seen.has(file)) continue;
  seen.add(file);
  const artefact = file.replace(/^json-schema\//, "");
  if (schema(operation, message, part).$id !== id) throw new Error(`${file} is not ${id}`);
  const check = validator(operation, message, part);
  // For bundlers each check is a module of its own.
  const { default: alone } = await import(`mediaspec-schemas/validators/${artefact.replace(/\.json$/, "")}`);
  const path = join(work, "payloads", `${artefact}l`);
  // Otherwise it does not belong to the part that is tried.
  if (!existsSync(path)) continue;
  const payloads = readFileSync(path, "utf8").split("\n").slice(0, -1).map(JSON.parse);
  const verdicts = payloads.map((payload) => {
    const valid = check(payload);
    if (alone(payload) !== valid) throw new Error(`${artefact}: the two modules differ on ${JSON.stringify(payload)}`);
    if (!valid && !check.errors.length) throw new Error(`${artefact}: no errors are told`);
    return valid ? "1" : "0";
  });
  console.log(JSON.stringify({ artefact, verdicts: verdicts.join("") }));
}
