// What is made for the npm package: node build.mjs PACKAGE
//
// PACKAGE is a folder that holds the other files already. Its manifest is told the platform that the native module is built for, and
// each kind of modules gets its declarations.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [place] = process.argv.slice(2);
const manifest = join(place, "package.json");
const { glibcVersionRuntime } = process.report.getReport().header;
const said = JSON.parse(readFileSync(manifest, "utf8"));
said.os = [process.platform];
said.cpu = [process.arch];
if (process.platform === "linux") said.libc = [glibcVersionRuntime ? "glibc" : "musl"];
writeFileSync(manifest, `${JSON.stringify(said, null, 2)}\n`);
for (const name of readdirSync(place)) {
  if (!name.endsWith(".d.ts")) continue;
  // TypeScript asks for declarations of each kind of module.
  const text = readFileSync(join(place, name), "utf8");
  writeFileSync(join(place, name.replace(/\.ts$/, ".mts")), text.replaceAll('from "./index.js"', 'from "./index.mjs"'));
}
