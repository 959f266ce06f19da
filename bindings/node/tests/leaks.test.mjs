// A million checks leave nothing behind. The memory of a process is looked at while nothing else runs in it: each case is a process of its own.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { PACKAGE } from "./setting.mjs";

const CHECKS = 1_000_000;

const CASES = [
  ["valid text", `'{"count": 7, "smart_live_jobs": []}'`, 1],
  ["valid bytes", `Buffer.from('{"count": 7, "smart_live_jobs": []}')`, 2],
  ["a valid value", `({ count: 7, smart_live_jobs: [{ job_id: "a".repeat(32) }] })`, 2],
  ["an invalid value", `({ count: "7" })`, 50],
  ["malformed text", `"{"`, 50],
  ["half of a pair", `"\\ud800"`, 50],
  ["no JSON", `({ count: 1n })`, 50],
];

/** Prints how much the memory of the process grows by. */
const code = (payload, count) => `
  const { NotJson, Validator } = require(${JSON.stringify(PACKAGE)});
  const { readFileSync } = require("node:fs");
  const resident = () => { gc(); gc(); return Number(readFileSync("/proc/self/statm", "utf8").split(" ")[1]) * 4096; };
  const message = new Validator().message("ListSmartLiveJobs", 200);
  const payload = ${payload};
  const checks = (count) => {
    for (let done = 0; done < count; done += 1) {
      try { message.check(payload); } catch (error) { if (!(error instanceof NotJson)) throw error; }
    }
  };
  checks(${count} / 2);
  const before = resident();
  checks(${count});
  console.log(resident() - before);
`;

for (const [name, payload, share] of CASES) {
  const skip = process.platform === "linux" ? false : "/proc is there on Linux alone";
  test(`checks of ${name} leave nothing behind`, { skip }, (t) => {
    // Young objects of JavaScript have a space of a fixed size, so that only what stays counts.
    const done = spawnSync(process.execPath, ["--expose-gc", "--max-semi-space-size=2", "-e", code(payload, CHECKS / share)], { encoding: "utf8" });
    assert.equal(done.status, 0, done.stderr);
    const grown = Number(done.stdout);
    t.diagnostic(`${grown} bytes`);
    // A report that stayed would be some hundred bytes a check.
    assert.ok(grown < 1_000_000, `${grown} bytes`);
  });
}
