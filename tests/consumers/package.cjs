// The npm package from a CommonJS module in a clean folder: node package.cjs WORK

const { existsSync, readFileSync } = require("node:fs");
const { join } = require("node:path");
const { messages } = require("mediaspec-schemas");
const { validator } = require("mediaspec-schemas/validate");

const [work] = process.argv.slice(2);
const seen = new Set();
for (const { operation, message, in: part, file } of messages) {
  if (seen.has(file)) continue;
  seen.add(file);
  const artefact = file.replace(/^json-schema\//, "");
  // Every file can be asked for by its name.
  require(`mediaspec-schemas/${file}`);
  require(`mediaspec-schemas/draft-07/${artefact}`);
  const check = validator(operation, message, part);
  const path = join(work, "payloads", `${artefact}l`);
  // Otherwise it does not belong to the part that is tried.
  if (!existsSync(path)) continue;
  const payloads = readFileSync(path, "utf8").split("\n").slice(0, -1).map(JSON.parse);
  console.log(JSON.stringify({ artefact, verdicts: payloads.map((payload) => (check(payload) ? "1" : "0")).join("") }));
}
