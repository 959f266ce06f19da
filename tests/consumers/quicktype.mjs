// quicktype, a class a schema in four languages: node quicktype.mjs WORK 2020-12|draft-07

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { FetchingJSONSchemaStore, InputData, JSONSchemaInput, quicktype } from "quicktype-core";
import { lines, tell } from "./batch.mjs";

// Java has classes for objects alone: of a number, a text or a list of such it writes how to read them, and names nothing.
const holdsObjects = ({ type, items }) =>
  type === "array" ? /"(object|\$ref)"/.test(JSON.stringify(items)) : type === undefined || [type].flat().includes("object");

const [work, dialect] = process.argv.slice(2);
for (const artefact of lines(join(work, "documents.txt"))) {
  await tell(artefact, async () => {
    for (const lang of ["typescript", "java", "csharp", "go"]) {
      const input = new JSONSchemaInput(new FetchingJSONSchemaStore());
      const schema = readFileSync(join(work, dialect, artefact), "utf8");
      await input.addSource({ name: "Payload", schema });
      const inputData = new InputData();
      inputData.addInput(input);
      const { lines: written } = await quicktype({ inputData, lang });
      const name = lang === "java" && !holdsObjects(JSON.parse(schema)) ? "Converter" : "Payload";
      if (!written.some((line) => line.includes(name))) throw new Error(`no ${name} in ${lang}`);
    }
  });
}
