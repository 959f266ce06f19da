// The command: the very one that is written in Rust.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { COMMAND, PACKAGE, SHOW, TOO_FAST } from "./setting.mjs";

const CREATE = ["check", "--op", "Create2DDigitalHumanVideo", "--request"];
const run = (args, options = {}) => spawnSync(process.execPath, [COMMAND, ...args], { encoding: "utf8", ...options });

test("exit codes and streams are the command's", () => {
  const valid = run([...CREATE, "-"], { input: '{"script_id": "e1a07f53c9624b8d"}' });
  assert.deepEqual([valid.status, valid.stderr], [0, ""]);
  const invalid = run([...CREATE, "-"], { input: JSON.stringify(TOO_FAST) });
  assert.equal(invalid.status, 1);
  assert.match(invalid.stdout, /error\[maximum\]: \/voice_config\/speed is 300/);
  const missing = run([...CREATE, "no-such-file.json"]);
  assert.equal(missing.status, 2);
  assert.match(missing.stderr, /no-such-file\.json/);
  const usage = run(["chek"]);
  assert.equal(usage.status, 2);
  assert.match(usage.stderr, /Usage: mediaspec/);
});

test("its version is the package's", () => {
  const { version } = JSON.parse(readFileSync(join(PACKAGE, "package.json"), "utf8"));
  assert.equal(run(["--version"]).stdout, `mediaspec ${version}\n`);
});

test("npx finds it", () => {
  const npx = spawnSync("npx", ["--no-install", "mediaspec", "explain", "maximum"], { encoding: "utf8", cwd: join(PACKAGE, "../..") });
  assert.equal(npx.status, 0, npx.stderr);
  assert.match(npx.stdout, /^maximum/);
});

test("colours are those that are asked for", () => {
  const input = JSON.stringify(TOO_FAST);
  assert.doesNotMatch(run([...CREATE, "-"], { input }).stdout, /\u001b/);
  assert.match(run([...CREATE, "--color", "always", "-"], { input }).stdout, /\u001b\[/);
});

test("a pipe that is closed ends it without a word", async () => {
  const child = spawn(process.execPath, [COMMAND, "list", "--format", "json"], { stdio: ["ignore", "pipe", "pipe"] });
  await once(child.stdout, "readable");
  child.stdout.destroy();
  let told = "";
  for await (const chunk of child.stderr) told += chunk;
  const [status] = child.exitCode === null ? await once(child, "exit") : [child.exitCode];
  assert.deepEqual([status, told], [0, ""]);
});

test("input that goes on is checked as it comes, and an interrupt ends it", async () => {
  const child = spawn(process.execPath, [COMMAND, "check", "--op", SHOW, "--response", "200", "--lines", "--format", "ndjson", "-"], { stdio: "pipe" });
  child.stdin.write('{"state": "SUCCESS"}\n');
  const [first] = await once(child.stdout, "data");
  assert.match(`${first}`, /"enum"/);
  child.kill("SIGINT");
  const [, signal] = await once(child, "exit");
  assert.equal(signal, "SIGINT");
});

test("names of files may be of any bytes", { skip: process.platform === "linux" ? false : "other systems have no such names" }, () => {
  const folder = mkdtempSync(join(tmpdir(), "mediaspec-"));
  try {
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff]), Buffer.from(".json")]), JSON.stringify(TOO_FAST));
    const script = `exec "$0" "$1" ${CREATE.join(" ")} "$2"/*.json`;
    const told = spawnSync("sh", ["-c", script, process.execPath, COMMAND, folder], { encoding: "utf8" });
    assert.equal(told.status, 1, told.stderr);
    assert.match(told.stdout, /\/voice_config\/speed/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a shell that asks for completions is answered", () => {
  const env = { ...process.env, MEDIASPEC_COMPLETE: "bash", _CLAP_COMPLETE_INDEX: "1", _CLAP_COMPLETE_COMP_TYPE: "9", _CLAP_IFS: "\n" };
  const told = run(["--", "mediaspec", "che"], { env });
  assert.equal(told.status, 0, told.stderr);
  assert.match(told.stdout, /^check$/m);
});

test("on a terminal it is as wide as that, and in colour", { skip: process.platform === "linux" ? false : "script(1) is called otherwise elsewhere" }, (t) => {
  const shown = (columns) => {
    const asked = `stty cols ${columns} rows 24; exec "${process.execPath}" "${COMMAND}" explain maximum`;
    const env = { ...process.env, TERM: "xterm" };
    delete env.NO_COLOR;
    return spawnSync("script", ["-qec", asked, "/dev/null"], { encoding: "utf8", env });
  };
  const [narrow, wide] = [50, 150].map(shown);
  if (narrow.error) return t.skip("script(1) is not there");
  assert.match(narrow.stdout, /\u001b\[/);
  const width = ({ stdout }) => Math.max(...stdout.split("\n").map((line) => line.replace(/\u001b\[[0-9;]*m|\r/g, "").length));
  assert.ok(width(narrow) <= 50, narrow.stdout);
  assert.ok(width(wide) > 50, wide.stdout);
});
