// quicktype, a class a schema in four languages: node quicktype.mjs WORK 2020-12|draft-07

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { FetchingJSONSchemaStore, InputData, JSONSchemaInput, quicktype } from "quicktype-core";
import { lines, tell } from "./batch.mjs";

const [work, dialect] = process.argv.slice(2);
for (const artefact of lines(join(work, "documents.txt"))) {
  await tell(artefact, async () => {
    for (const lang of ["typescript", "java", "csharp", "go"]) {
      const input = new JSONSchemaInput(new FetchingJSONSchemaStore());
      await input.addSource({ name: "Payload", schema: readFileSync(join(work, dialect, artefact), "utf8") });
      const inputData = new InputData();
      inputData.addInput(input);
      const { lines: written } = await quicktype({ inputData, lang });
      if (!written.some((line) => line.includes("Payload"))) throw new Error(`no class in ${lang}`);
    }
  });
}
