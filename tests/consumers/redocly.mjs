// The command of @redocly/cli on a folder with redocly.yaml: node redocly.mjs FOLDER

import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { bin, tell } from "./batch.mjs";

const [folder] = process.argv.slice(2);
const env = { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };

for (const artefact of readdirSync(folder).filter((name) => name.endsWith(".openapi.json"))) {
  await tell(artefact, () => {
    // By the name that the configuration gives it, since that is what the exceptions belong to.
    const options = ["lint", artefact.replace(/\.openapi\.json$/, ""), "--format=json"];
    const done = spawnSync(process.execPath, [bin("@redocly/cli", "redocly"), ...options], { cwd: folder, env, encoding: "utf8" });
    const { totals, problems } = JSON.parse(done.stdout);
    const ignored = totals.errors + totals.warnings === 0 && problems.length === 0;
    if (!ignored) throw new Error(problems.map(({ ruleId, message }) => `${ruleId}: ${message}`).join("\n"));
  });
}
