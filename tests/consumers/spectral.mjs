// The command of Spectral with its own rules for OpenAPI: node spectral.mjs FOLDER

import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bin, tell } from "./batch.mjs";

const [folder] = process.argv.slice(2);
const place = mkdtempSync(join(tmpdir(), "spectral-"));
const ruleset = join(place, "ruleset.yaml");
writeFileSync(ruleset, "extends: spectral:oas\n");

try {
  for (const artefact of readdirSync(folder).filter((name) => name.endsWith(".openapi.json"))) {
    await tell(artefact, () => {
      const options = ["lint", join(folder, artefact), "--ruleset", ruleset, "--format", "json", "--quiet"];
      const done = spawnSync(process.execPath, [bin("@stoplight/spectral-cli", "spectral"), ...options], { encoding: "utf8" });
      const found = JSON.parse(done.stdout);
      if (found.length) throw new Error(found.map(({ code, message, path }) => `${code}: ${message} (${path.join("/")})`).join("\n"));
    });
  }
} finally {
  rmSync(place, { recursive: true });
}
