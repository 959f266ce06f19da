// json-schema-to-typescript, and tsc on what it writes: node json_schema_to_typescript.mjs WORK 2020-12|draft-07

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compile } from "json-schema-to-typescript";
import { lines, tell, typeErrors } from "./batch.mjs";

const [work, dialect] = process.argv.slice(2);
const declared = new Map();
const failed = new Map();
for (const artefact of lines(join(work, "documents.txt"))) {
  try {
    const schema = JSON.parse(readFileSync(join(work, dialect, artefact), "utf8"));
    declared.set(artefact, await compile(schema, "Payload", { format: false }));
  } catch (error) {
    failed.set(artefact, error);
  }
}
// All at once: tsc takes longer to start than to read them.
const files = Object.fromEntries([...declared].map(([artefact, text]) => [`${artefact}.d.ts`, text]));
const errors = typeErrors(files);
for (const artefact of lines(join(work, "documents.txt"))) {
  await tell(artefact, () => {
    if (failed.has(artefact)) throw failed.get(artefact);
    const own = errors.filter((error) => error.includes(`${artefact}.d.ts`));
    if (own.length) throw new Error(own.join("\n"));
    if (!/^export (interface|type) /m.test(declared.get(artefact))) throw new Error("it exports nothing");
  });
}
