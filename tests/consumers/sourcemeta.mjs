// The command of @sourcemeta/jsonschema, once a schema for all its payloads: node sourcemeta.mjs WORK 2020-12|draft-07

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { bin, lines, validatingFiles } from "./batch.mjs";

const command = bin("@sourcemeta/jsonschema", "jsonschema");
const [work, dialect] = process.argv.slice(2);
const place = mkdtempSync(join(tmpdir(), "sourcemeta-"));

function run(...options) {
  const done = spawnSync(process.execPath, [command, ...options], { cwd: place, encoding: "utf8", maxBuffer: 2 ** 28 });
  if (done.error) throw done.error;
  return done;
}

try {
  await validatingFiles(resolve(work), dialect, (schema, payloads) => {
    const metaschema = run("metaschema", schema);
    if (metaschema.status !== 0) throw new Error(metaschema.stderr);
    // A file each: of the lines of one file it does not tell which verdict is whose.
    const files = lines(payloads).map((text, at) => {
      writeFileSync(join(place, `${at}.json`), text);
      return `${at}.json`;
    });
    const found = [];
    while (found.length < files.length) {
      const rest = files.slice(found.length);
      const { stdout } = run("validate", schema, ...rest, "--continue", "--fast", "--json");
      for (const [, valid] of stdout.matchAll(/"valid":\s*(true|false)/g)) found.push(valid === "true");
      // It ends at a payload that it cannot read.
      if (found.length < files.length) found.push(undefined);
    }
    return found;
  });
} finally {
  rmSync(place, { recursive: true });
}
