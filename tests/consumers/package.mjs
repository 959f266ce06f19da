// The npm package from an ES module in a clean folder: node package.mjs WORK
//
// It stands there alone: nothing of this folder can be imported.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { find, messages, schema } from "mediaspec-schemas";
import { validator } from "mediaspec-schemas/validate";

const [work] = process.argv.slice(2);

/** What is told by something that throws. */
function told(call) {
  try {
    call();
  } catch (error) {
    return `${error.name}: ${error.message}`;
  }
  throw new Error(`${call} throws nothing`);
}

function same(found, expected) {
  if (JSON.stringify(found) !== JSON.stringify(expected)) throw new Error(`${JSON.stringify(found)} is not ${JSON.stringify(expected)}`);
}

// Names as people write them, and what is said of those that are none.
const create = "metastudio/Create2DDigitalHumanVideo";
same(find("create2ddigitalhumanvideo", 200), find(create, "200"));
same(told(() => find("Create2DDigitalHumanVide", 200)).startsWith(`RangeError: no operation Create2DDigitalHumanVide; did you mean ${create}`), true);
same(told(() => find("nothing of the kind", 200)), "RangeError: no operation nothing of the kind; `messages` lists them all");
same(told(() => find(create, 201)).startsWith(`RangeError: ${create} has no 201 body; it has: request body, `), true);

// Errors say what was found and what is allowed.
const wrong = validator(create, "request");
same(wrong({ voice_config: { voice_asset_id: "a", speed: 300 }, video_config: { codec: "h264" }, "\u202e": 1 }), false);
same(
  wrong.errors.map((error) => `${error.instancePath} ${error.message}`).sort(),
  [
    ' "\\u202e" is no documented member',
    "/video_config \"bitrate\" is missing",
    "/video_config \"height\" is missing",
    "/video_config \"width\" is missing",
    '/video_config/codec "h264" is not one of the listed values ("H264", "VP8", "VP9" or "QTRLE")',
    "/voice_config/speed 300 is above 200",
  ],
);

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
