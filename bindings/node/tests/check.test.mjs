// Checks, and what they say.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import * as mediaspec from "mediaspec";
import { BadOption, ContractError, UnknownMessage, UnknownOperation, UnknownRoute, ValidationError, Validator, check } from "mediaspec";
import { COMMAND, CREATE, PACKAGE, ROOT, SHOW, TOO_FAST, codes, required } from "./setting.mjs";

const GOOD = { script_id: "e1a07f53c9624b8d" };

test("the six mistakes of the README are those of the command", { skip: ROOT.skip }, () => {
  const text = readFileSync(join(ROOT.path, "tests/payloads/show-2d-video.response.json"));
  const asked = [COMMAND, "check", "--op", SHOW, "--response", "200", "--format", "ndjson", "-"];
  const command = spawnSync(process.execPath, asked, { input: text, encoding: "utf8" });
  assert.equal(command.status, 1, command.stderr);
  const theirs = JSON.parse(command.stdout);
  const report = check(SHOW, 200, text);
  assert.equal(report.errors.length, 6);
  for (const [name, value] of Object.entries(report.toJSON())) assert.deepEqual(theirs[name], value, name);
  const [first] = report.errors;
  assert.deepEqual([first.code, first.pointer, first.line], ["enum", "/state", 3]);
  assert.match(`${first}`, /^3:12: error\[enum\] \/state: "SUCCESS" is not one of/);
  assert.equal(first.suggestion.replacement, '"SUCCEED"');
  assert.equal(first.source.name, "show-2d-video");
  assert.match(first.source.read, /^\d{4}-\d\d-\d\d$/);
});

test("a status may be a number or a string", () => {
  for (const status of [200, "200"]) assert.equal(codes(check(SHOW, status, { state: "SUCCESS" }))[0], "enum");
});

test("a payload may be text, bytes or a value", () => {
  const text = JSON.stringify(TOO_FAST);
  const ofValue = check(CREATE, "request", TOO_FAST);
  assert.deepEqual(
    ofValue.errors.map(({ pointer }) => pointer),
    ["/voice_config/speed"],
  );
  assert.equal(ofValue.violations[0].line, null);
  const bytes = new TextEncoder().encode(text);
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  const inside = new Uint8Array(bytes.length + 2);
  inside.set(bytes, 1);
  const forms = [text, bytes, Buffer.from(text), bytes.buffer, new DataView(bytes.buffer), inside.subarray(1, -1), shared, shared.buffer];
  for (const form of forms) {
    const report = check(CREATE, "request", form);
    assert.deepEqual(
      report.violations.map(({ message }) => message),
      ofValue.violations.map(({ message }) => message),
    );
    assert.equal(report.violations[0].line, 1);
  }
  assert.equal(check(CREATE, "request", new Uint8Array(0)).verdict, "malformed");
});

test("a value is what would be sent of it", () => {
  const sent = (value) => check(CREATE, "request", value).json;
  assert.equal(sent({ ...GOOD, voice_config: undefined }), sent(GOOD));
  assert.equal(sent({ toJSON: () => GOOD }), sent(GOOD));
  assert.equal(sent({ script_id: new Date(0) }), sent({ script_id: new Date(0).toISOString() }));
  assert.equal(sent({ voice_config: { voice_asset_id: "a", speed: NaN } }), sent({ voice_config: { voice_asset_id: "a", speed: null } }));
});

test("text of a form is read as its media type says", () => {
  const asJson = check("ListSmartLiveJobs", 200, "count=7", { mediaType: "application/json" });
  assert.equal(asJson.verdict, "malformed");
  assert.equal(new Validator().message("ListSmartLiveJobs", 200).check('{"count": 7}', { mediaType: "application/json" }).valid, true);
});

test("names that are wrong are told with those that are right", () => {
  for (const name of ["Create2DDigitalHumanVideo", "create2ddigitalhumanvideo", CREATE]) {
    assert.equal(check(name, "request", TOO_FAST).errors.length, 1);
  }
  const thrown = (call) => {
    try {
      call();
    } catch (error) {
      return error;
    }
    return assert.fail(`${call} throws nothing`);
  };
  const operation = thrown(() => check("Create2DDigitalHumanVide", "request", {}));
  assert.ok(operation instanceof UnknownOperation && operation instanceof Error);
  assert.match(`${operation}`, /^UnknownOperation: no operation is called `Create2DDigitalHumanVide`; did you mean/);
  assert.ok(operation.suggestions.includes(CREATE));
  const message = thrown(() => check(CREATE, "reqest", {}));
  assert.ok(message instanceof UnknownMessage);
  assert.match(message.message, /did you mean `request`\?$/);
  assert.deepEqual(message.suggestions, ["request"]);
  assert.throws(() => check(CREATE, 200, {}, { part: "query" }), /a response has no query parameters/);
  assert.throws(() => check(CREATE, "request", {}, { part: "bodi" }), /`body`, `path`, `query` and `header`/);
  for (const status of [99, -1, 600, "65736", 200.5, NaN, ""]) assert.throws(() => check(CREATE, status, {}), UnknownMessage, `${status}`);
  for (const [operation, status] of [
    [undefined, 200],
    [CREATE, true],
    [CREATE, undefined],
    [Symbol("a"), 200],
    [{ toString: () => CREATE }, 200],
  ]) {
    assert.throws(() => check(operation, status, {}), BadOption);
  }
  assert.throws(() => mediaspec.checkHttp("GET", "https://example.com/nothing"), UnknownRoute);
});

test("a report is thrown where it has errors", () => {
  check(CREATE, "request", GOOD).throwForErrors();
  assert.throws(
    () => check(CREATE, "request", TOO_FAST).throwForErrors(),
    (error) => {
      assert.ok(error instanceof ValidationError && error.name === "ValidationError");
      assert.equal(error.message, `${error.report}`);
      assert.match(error.message, /error\[maximum\] \/voice_config\/speed/);
      return true;
    },
  );
  assert.throws(() => check(CREATE, "request", "{").throwForErrors(), /malformed/);
});

test("malformed input is seen by a loop over violations", () => {
  const report = check(CREATE, "request", '{"a": 1e400}');
  assert.deepEqual([report.verdict, report.valid, codes(report)], ["malformed", false, ["malformed"]]);
  assert.equal(report.error.code, "number");
  assert.deepEqual(report.toJSON().violations, []);
  assert.equal([...report].length, 1);
});

test("reports cannot be changed", () => {
  const report = check(CREATE, "request", TOO_FAST);
  const [violation] = report.violations;
  assert.throws(() => (report.verdict = "valid"), TypeError);
  assert.throws(() => report.violations.push(1), TypeError);
  assert.throws(() => (violation.code = "enum"), TypeError);
  assert.throws(() => (violation.expected.maximum = 1), TypeError);
  assert.throws(() => (violation.source.read = ""), TypeError);
  assert.equal(JSON.stringify(report), JSON.stringify(JSON.parse(report.json)));
});

test("a payload with nothing to say costs no report", () => {
  const first = check(CREATE, "request", GOOD);
  assert.equal(first, check(CREATE, "request", JSON.stringify(GOOD)));
  assert.deepEqual([first.total, first.violations, `${first}`], [0, [], "valid"]);
});

test("whole requests are checked", () => {
  const url = "https://host/v1/0a1b2c/2d-digital-human-videos";
  const headers = { "X-Auth-Token": "t", "Content-Type": "application/json" };
  for (const body of [TOO_FAST, JSON.stringify(TOO_FAST), Buffer.from(JSON.stringify(TOO_FAST))]) {
    const checked = mediaspec.checkHttp("POST", new URL(url), { headers, body });
    assert.equal(checked.operation, CREATE);
    assert.deepEqual(
      checked.report.errors.map(({ pointer }) => pointer),
      ["/voice_config/speed"],
    );
  }
  for (const given of [new Headers(headers), Object.entries(headers), { ...headers, "X-Other": ["a", "b"] }]) {
    assert.ok(mediaspec.checkHttp("POST", url, { headers: given, body: GOOD }).report.valid);
  }
  const listed = mediaspec.checkHttp("GET", "https://host/v1/0a1b2c/digital-human-videos?limit=500");
  assert.equal(`${listed.report}`, "error[maximum] query /limit: 500 is above 100 (1 to 100 allowed; 10 when absent)");
  const unknown = mediaspec.checkHttp("POST", "https://mts.cn-shanghai.aliyuncs.com/?Action=MakeCoffee");
  assert.deepEqual([unknown.operation, codes(unknown.report)], [null, ["unknown-operation"]]);
  const form = new URLSearchParams({ Action: "MakeCoffee" });
  const sent = mediaspec.checkHttp("POST", "https://mts.cn-shanghai.aliyuncs.com/", {
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
    body: form,
  });
  assert.deepEqual(codes(sent.report), ["unknown-operation"]);
});

test("samples validate and schemas describe", () => {
  let samples = 0;
  for (const { name } of mediaspec.operations().filter((_, place) => place % 20 === 0)) {
    let sample;
    try {
      sample = mediaspec.sample(name, "request", { full: true, seed: 3 });
    } catch (error) {
      assert.ok(error instanceof UnknownMessage);
      continue;
    }
    samples += 1;
    assert.ok(check(name, "request", sample).valid, name);
    assert.match(mediaspec.schema(name, "request").$schema, /2020-12\/schema$/);
  }
  assert.ok(samples > 5);
  assert.throws(() => mediaspec.sample(CREATE, 599), /no page documents status 599/);
  assert.throws(() => mediaspec.sample(CREATE, "request", { seed: -1 }), BadOption);
});

test("options are those of the command", () => {
  const allowed = new Validator({ allow: ["maximum@/voice_config/*"] }).check(CREATE, "request", TOO_FAST);
  assert.ok(allowed.valid);
  assert.ok(allowed.warnings.some(({ code }) => code === "maximum"));
  assert.ok(new Validator({ maxViolations: 1 }).check(CREATE, "request", { a: 1, b: 2 }).truncated);
  for (const options of [{ allow: ["enumm"] }, { allow: ["enum@a"] }, { allow: [7] }, { profile: "lenient" }, { maxDepth: -1 }, { maxBytes: 1.5 }, { contracts: 7 }]) {
    assert.throws(() => new Validator(options), BadOption, JSON.stringify(options));
  }
  assert.equal(new Validator({ maxBytes: 3 }).check(CREATE, "request", "[  ]").error.code, "size");
  assert.equal(new Validator({ maxDepth: 1 }).check(CREATE, "request", { a: {} }).error.code, "depth");
});

test("contracts are replaced at run time", { skip: ROOT.skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), "mediaspec-"));
  try {
    const lines = readFileSync(join(ROOT.path, "crates/schema/contracts/metastudio.jsonl"), "utf8").split(/(?<=\n)/);
    const voice = lines.findIndex((line) => line.startsWith('{"type":{"name":"VoiceConfig"'));
    const speed = lines.findIndex((line, place) => place > voice && line.startsWith('{"field":{"name":"speed"'));
    lines[speed] = lines[speed].replace('"max":200', '"max":301');
    const newer = join(folder, "metastudio.jsonl");
    writeFileSync(newer, lines.join(""));
    for (const validator of [Validator.fromContracts(newer), Validator.fromContracts(pathToFileURL(newer)), new Validator({ contracts: newer })]) {
      assert.ok(validator.check(CREATE, "request", TOO_FAST).valid);
    }
    const before = mediaspec.inUse();
    try {
      mediaspec.use(Validator.fromContracts(newer));
      assert.ok(check(CREATE, "request", TOO_FAST).valid);
    } finally {
      mediaspec.use(before);
    }
    assert.ok(!check(CREATE, "request", TOO_FAST).valid);
    assert.throws(() => mediaspec.use({}), BadOption);
    lines[speed] = "{\n";
    writeFileSync(newer, lines.join(""));
    assert.throws(
      () => Validator.fromContracts(newer),
      (error) => error instanceof ContractError && error.file === newer && error.line === speed + 1,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a payload is recognized", () => {
  const [best] = mediaspec.detect({ ...TOO_FAST, script_id: "7" });
  assert.deepEqual([best.operation, best.message, best.part, best.errors], [CREATE, "request", "body", 1]);
  assert.equal(check(best.operation, best.message, TOO_FAST, { part: best.part }).errors.length, 1);
  assert.deepEqual(mediaspec.detect("{}"), []);
  assert.throws(() => mediaspec.detect("{"), /1:2: error\[malformed\]/);
  assert.throws(() => mediaspec.detect("\ud800"), ValidationError);
});

test("what needs no guess is mended", () => {
  const text = '{ "voice_config": {"voice_asset_id": "b81f3a7c", "speed": "100",  "volumn": 300} }';
  const mended = '{ "voice_config": {"voice_asset_id": "b81f3a7c", "speed": 100,  "volumn": 300} }';
  const ofText = mediaspec.fix(CREATE, "request", text);
  assert.equal(ofText.payload, mended);
  assert.deepEqual([ofText.fixes.length, ofText.leftOut.length], [1, 1]);
  const [fix] = ofText.fixes;
  assert.deepEqual([fix.violation.pointer, fix.text, text.slice(fix.offset, fix.offset + fix.length)], ["/voice_config/speed", "100", '"100"']);
  assert.equal(fix.violation.line, 1);
  assert.equal(codes(ofText.report)[0], "additionalProperties");
  assert.equal(`${mediaspec.fix(CREATE, "request", Buffer.from(text)).payload}`, mended);
  const value = JSON.parse(text);
  const ofValue = mediaspec.fix(CREATE, "request", value);
  assert.deepEqual(ofValue.payload, JSON.parse(mended));
  assert.equal(value.voice_config.speed, "100");
  assert.deepEqual([ofValue.fixes[0].offset, ofValue.fixes[0].violation.line], [null, null]);
  const nothing = mediaspec.fix(CREATE, "request", GOOD);
  assert.equal(nothing.payload, GOOD);
  assert.equal(mediaspec.fix(CREATE, "request", "\ud800").report.verdict, "malformed");
});

test("both kinds of modules have one validator and the same classes", () => {
  for (const [name, value] of Object.entries(mediaspec)) {
    // Newer versions of Node show a CommonJS module under this name, too.
    if (name !== "module.exports") assert.equal(value, required[name], name);
  }
  assert.deepEqual(Object.keys(required).sort(), Object.keys(mediaspec).filter((name) => name !== "module.exports").sort());
});

test("workers check, and end", async () => {
  const code = `
    const { parentPort, workerData } = require("node:worker_threads");
    const { check } = require(workerData.place);
    parentPort.postMessage(check(workerData.operation, "request", { voice_config: { voice_asset_id: "a", speed: 300 } }).json);
  `;
  const ours = check(CREATE, "request", { voice_config: { voice_asset_id: "a", speed: 300 } }).json;
  for (let round = 0; round < 3; round += 1) {
    const workers = [1, 2, 3].map(() => new Worker(code, { eval: true, workerData: { place: PACKAGE, operation: CREATE } }));
    const answers = workers.map((worker) => new Promise((done, failed) => worker.once("message", done).once("error", failed)));
    const ends = workers.map((worker) => new Promise((done) => worker.once("exit", done)));
    for (const answer of await Promise.all(answers)) assert.equal(answer, ours);
    assert.deepEqual(await Promise.all(ends), [0, 0, 0]);
  }
});
