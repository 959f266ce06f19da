// Finds Ajv 8 for JSON Schema 2020-12. Exit status 3: it is not installed.

import { createRequire } from "node:module";
import { resolve } from "node:path";

export function ajv2020() {
  const places = [process.env.MEDIASPEC_PEERS ?? ".", "."];
  for (const place of places) {
    try {
      return createRequire(resolve(place, "any.js"))("ajv/dist/2020.js").default;
    } catch (error) {
      if (error.code !== "MODULE_NOT_FOUND") throw error;
    }
  }
  process.exit(3);
}
