// What the runners for Node share: the form of what they read and of what they print.
//
// A work folder holds documents.txt, which lists the schemas; each lies in the folder of its dialect, and payloads/ has
// what is checked against it, a JSON text a line. mistakes.json is a payload with several mistakes, and mistakes.txt names its
// schema.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import ts from "typescript";

const require = createRequire(import.meta.url);

/** The script of a package's command. */
export function bin(name, command) {
  const manifest = require.resolve(`${name}/package.json`);
  const { bin } = require(manifest);
  return join(dirname(manifest), typeof bin === "string" ? bin : bin[command]);
}

/** What tsc finds wrong in files that are given by name and text. */
export function typeErrors(files) {
  const options = { strict: true, noEmit: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.NodeNext, types: [] };
  const host = ts.createCompilerHost(options);
  const disk = { fileExists: host.fileExists, readFile: host.readFile };
  host.fileExists = (name) => name in files || disk.fileExists(name);
  host.readFile = (name) => files[name] ?? disk.readFile(name);
  const program = ts.createProgram(Object.keys(files), options, host);
  return ts.getPreEmitDiagnostics(program).map((found) => {
    const text = ts.flattenDiagnosticMessageText(found.messageText, "\n");
    return `${found.file?.fileName ?? ""}: ${text}`;
  });
}

/** The lines of a file. */
export const lines = (file) => readFileSync(file, "utf8").split("\n").slice(0, -1);

/** Tells what became of an artefact: that it was read, with what was found in it, or why it was not. */
export async function tell(artefact, read) {
  let line;
  try {
    line = { artefact, ...(await read()) };
  } catch (error) {
    line = { artefact, error: String(error?.message ?? error) };
  }
  process.stdout.write(JSON.stringify(line) + "\n");
}

/**
 * Tells the verdicts on the payloads of each schema. `verdicts` gets the paths of the schema and of its payloads, and
 * gives a list of booleans, with undefined for a payload that the tool cannot read.
 */
export async function validatingFiles(work, dialect, verdicts) {
  for (const artefact of lines(join(work, "documents.txt"))) {
    await tell(artefact, async () => {
      const valid = await verdicts(join(work, dialect, artefact), join(work, "payloads", `${artefact}l`));
      return { verdicts: valid.map((valid) => (valid === undefined ? "-" : valid ? "1" : "0")).join("") };
    });
  }
}

/** The same by a function that gets a schema, and gives a function from a payload to a boolean. */
export function validating(work, dialect, compile) {
  return validatingFiles(work, dialect, (schema, payloads) => {
    const check = compile(JSON.parse(readFileSync(schema, "utf8")));
    return lines(payloads).map((payload) => check(JSON.parse(payload)));
  });
}

/** Tells how many findings there are on the payload with mistakes, by a function of the paths of its schema and of itself. */
export function findings(work, dialect, count) {
  const schema = join(work, dialect, readFileSync(join(work, "mistakes.txt"), "utf8"));
  return tell("mistakes", async () => ({ findings: await count(schema, join(work, "mistakes.json")) }));
}
