// The examples of the package's README run, and say what stands beside them.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { COMMAND, PACKAGE } from "./setting.mjs";

const README = readFileSync(join(PACKAGE, "README.md"), "utf8");
const blocks = (language) => [...README.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, "gms"))].map(([, text]) => text);

for (const [number, text] of blocks("js").entries()) {
  test(`example ${number + 1} in JavaScript`, () => {
    const file = `example-${number}.mjs`;
    writeFileSync(file, text);
    const done = spawnSync(process.execPath, [file], { encoding: "utf8" });
    assert.equal(done.status, 0, done.stderr);
    const expected = [...text.matchAll(/\/\/ prints: (.*)$/gm)].map(([, line]) => `${line}\n`);
    assert.ok(expected.length > 0, "it prints something");
    assert.equal(done.stdout, expected.join(""));
  });
}

for (const text of blocks("console")) {
  test("what is typed and what is answered", () => {
    const [asked, ...answered] = text.trimEnd().split("\n");
    const [, input, command] = /^\$ echo '(.*)' \| npx mediaspec (.*)$/.exec(asked);
    const done = spawnSync(process.execPath, [COMMAND, ...command.split(" ")], { input, encoding: "utf8" });
    assert.equal(done.stdout.trimEnd(), answered.join("\n"));
  });
}
