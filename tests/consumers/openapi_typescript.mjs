// openapi-typescript, and tsc on what it writes: node openapi_typescript.mjs FOLDER

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import openapiTS, { astToString } from "openapi-typescript";
import { tell, typeErrors } from "./batch.mjs";

const [folder] = process.argv.slice(2);
for (const artefact of readdirSync(folder).filter((name) => name.endsWith(".openapi.json"))) {
  await tell(artefact, async () => {
    const document = readFileSync(join(folder, artefact), "utf8");
    const declared = astToString(await openapiTS(document, { silent: true }));
    const { paths } = JSON.parse(document);
    for (const path of Object.keys(paths)) if (!declared.includes(JSON.stringify(path))) throw new Error(`${path} is not declared`);
    const errors = typeErrors({ "api.d.ts": declared });
    if (errors.length) throw new Error(errors.join("\n"));
  });
}
