// What several tests need. They run in a clean folder, into which the packed package was installed.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

export const CREATE = "metastudio/Create2DDigitalHumanVideo";
export const SHOW = "Show2DDigitalHumanVideo";
export const TOO_FAST = { voice_config: { voice_asset_id: "c20d9e8b", speed: 300 } };

const require = createRequire(import.meta.url);

/** The folder of the package as it was installed. */
export const PACKAGE = dirname(require.resolve("mediaspec/package.json"));

/** The file that the package names as its command. */
export const COMMAND = join(PACKAGE, JSON.parse(readFileSync(join(PACKAGE, "package.json"), "utf8")).bin.mediaspec);

/** The package as CommonJS has it. */
export const required = require("mediaspec");

/** What `bindings/run` tells by a variable of the environment: a path. `skip` says why a test cannot be run without it. */
export function told(name, what) {
  const path = process.env[name];
  return { path, skip: path ? false : `${name} does not name ${what}` };
}

/** The repository, of which the tests read payloads and contracts. */
export const ROOT = told("MEDIASPEC_ROOT", "the repository");

/** The codes of a report. */
export const codes = (report) => report.violations.map(({ code }) => code);
