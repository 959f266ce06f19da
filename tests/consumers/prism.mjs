// Prism as a mock server, which is sent requests: node prism.mjs FOLDER REQUESTS
//
// REQUESTS has a request a line: the OpenAPI document, an id, method, path template, the parts, the body as text, whether
// that is sent as a form.

import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import { bin, lines, tell } from "./batch.mjs";

const [folder, requestsFile] = process.argv.slice(2);

/** A port that is free at the moment. */
const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer().on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** Serves a document on loopback while `use` runs. */
async function serving(document, use) {
  const port = await freePort();
  const options = ["mock", document, "--host", "127.0.0.1", "--port", String(port), "--verboseLevel", "error"];
  const server = spawn(process.execPath, [bin("@stoplight/prism-cli", "prism"), ...options], { stdio: ["ignore", "pipe", "pipe"] });
  let told = "";
  for (const stream of [server.stdout, server.stderr]) stream.on("data", (data) => (told += data));
  const ended = new Promise((resolve) => server.on("exit", resolve));
  const base = `http://127.0.0.1:${port}`;
  try {
    for (const deadline = Date.now() + 60_000; ; await new Promise((resolve) => setTimeout(resolve, 100))) {
      if (server.exitCode !== null || Date.now() > deadline) throw new Error(`it does not start: ${told}`);
      // Any answer will do.
      if (await fetch(base).then(() => true, () => false)) break;
    }
    return await use(base);
  } finally {
    server.kill();
    await ended;
  }
}

/** The members of an object as the fields of a form. */
function formOf(object) {
  const form = new FormData();
  for (const [name, value] of Object.entries(object)) {
    for (const one of [value].flat()) form.append(name, typeof one === "string" ? one : JSON.stringify(one));
  }
  return form;
}

async function send(base, { id, method, path, parameters, query, headers, body, form }) {
  const filled = path.replace(/\{([^}]+)\}/g, (_, name) => encodeURIComponent(parameters[name]));
  const search = new URLSearchParams(query).toString();
  // The type of a form names what parts its fields.
  const type = body === null || form ? {} : { "content-type": "application/json" };
  const response = await fetch(`${base}${filled}${search && `?${search}`}`, {
    method,
    headers: { ...headers, ...type },
    body: body === null ? undefined : form ? formOf(JSON.parse(body)) : body,
  });
  return { id, status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
}

const byDocument = new Map();
for (const line of lines(requestsFile)) {
  const request = JSON.parse(line);
  byDocument.set(request.artefact, [...(byDocument.get(request.artefact) ?? []), request]);
}

for (const [artefact, requests] of byDocument) {
  await tell(artefact, () =>
    serving(join(folder, artefact), async (base) => {
      const answers = [];
      for (const request of requests) answers.push(await send(base, request));
      return { answers };
    }),
  );
}
