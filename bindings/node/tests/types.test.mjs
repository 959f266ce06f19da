// Types, as tsc reads them in strict mode, from ES modules and from CommonJS.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { PACKAGE, told } from "./setting.mjs";

const TSC = told("MEDIASPEC_TSC", "the compiler of TypeScript, tsc");

const USES = `
import { check, checkHttp, detect, fix, sample, schema, Report, ValidationError, Validator, type Messages, type PayloadOf, type Violation } from "mediaspec";
import { checkedFetch, throwErrors, type Finding } from "mediaspec/fetch";

const payload: PayloadOf<"Create2DDigitalHumanVideo", "request"> = { script_id: "e1a07f53c9624b8d", voice_config: { voice_asset_id: "a", speed: 100 } };
const report: Report = check("metastudio/Create2DDigitalHumanVideo", "request", payload);
for (const violation of report.errors) {
  const line: number | null = violation.line;
  const read: string | undefined = violation.source?.read;
  void [line, read, \`\${violation}\`];
}
const answer: Messages["metastudio/Show2DDigitalHumanVideo"]["200"]["body"] = sample("Show2DDigitalHumanVideo", 200);
const state: string | null | undefined = answer.state;
const path = sample("ListSmartLiveJobs", "request", { part: "path" }).project_id;
const name: string = process.argv[2] ?? "";
check(name, name, "{}", { part: "query" });
check("Show2DDigitalHumanVideo", 200, new Uint8Array(2), { mediaType: "application/json" });
const validator = Validator.fromContracts(new URL("file:///contracts"), { profile: "strict", allow: ["enum"], maxDepth: 3 });
validator.check("a newer/Operation", 299, payload).throwForErrors();
validator.message("Show2DDigitalHumanVideo", 200).check({ state }).json.length;
const mended: { a: number } = fix("Show2DDigitalHumanVideo", 200, { a: 1 }).payload;
const title: unknown = schema("Show2DDigitalHumanVideo", "200").title;
const fetch = checkedFetch({ onRequest: throwErrors, onResponse: async (finding: Finding) => void finding.what, validator });
fetch("https://host/", { method: "POST" }).then((response) => response.json());
try {
  const { operation } = checkHttp("GET", "https://host/", { headers: new Headers(), body: payload });
  const best: string | undefined = detect(payload)[0]?.operation;
  void [operation, best];
} catch (error) {
  if (error instanceof ValidationError) {
    const first: Violation | undefined = error.report.violations[0];
    void first;
  }
}
void [path, mended, title];
`;

const WRONG = `
import { check, sample, Report, type PayloadOf } from "mediaspec";
check("Create2DDigitalHumanVide", "request", {});
check("Create2DDigitalHumanVideo", "reqest", {});
check("Create2DDigitalHumanVideo", 299, {});
check("Create2DDigitalHumanVideo", "request", {}, { part: "bodi" });
check("Create2DDigitalHumanVideo", "request", undefined);
check("Create2DDigitalHumanVideo", "request", {}).violations[0].pointr;
check("Create2DDigitalHumanVideo", "request", {}).verdict = "valid";
new Report();
const payload: PayloadOf<"Create2DDigitalHumanVideo", "request"> = { voice_config: { voice_asset_id: "a", speed: "fast" } };
const job: number = sample("Create2DDigitalHumanVideo", 200).job_id;
`;

/** What tsc says of sources, which lie beside the tests. */
function judged(sources) {
  const files = Object.entries(sources).map(([name, text]) => {
    writeFileSync(name, text);
    return name;
  });
  const options = ["--strict", "--noEmit", "--module", "node16", "--target", "es2022", "--lib", "es2022,dom,dom.iterable", "--exactOptionalPropertyTypes"];
  return spawnSync(process.execPath, [TSC.path, ...options, ...files], { encoding: "utf8" });
}

test("uses are typed", { skip: TSC.skip }, () => {
  const node = "declare const process: { argv: string[] };\n";
  const { status, stdout } = judged({ "uses.mts": USES + node, "uses.cts": USES + node });
  assert.equal(status, 0, stdout);
});

test("wrong uses are told", { skip: TSC.skip }, () => {
  const { status, stdout } = judged({ "wrong.mts": WRONG, "wrong.cts": WRONG });
  assert.notEqual(status, 0);
  for (const file of ["wrong.mts", "wrong.cts"]) {
    for (let line = 3; line <= 12; line += 1) assert.ok(stdout.includes(`${file}(${line},`), `${file}:${line}\n${stdout}`);
  }
});

test("the docs of members say bounds, default, unit and source", () => {
  const file = readFileSync(join(PACKAGE, "types/metastudio/create2_d_digital_human_video.request.d.ts"), "utf8");
  const [, speed] = /\/\*\*((?:(?!\*\/)[^])*)\*\/\s*speed\?: number/.exec(file);
  assert.match(speed, /50 to 200 %; 100 when absent\. .*Source: [a-z0-9-]+, .*read \d{4}-\d\d-\d\d\./s);
});
