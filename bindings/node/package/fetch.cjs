// Checks of what `fetch` sends and gets.
"use strict";

const { inUse } = require("./index.cjs");
const { UnknownRoute, ValidationError } = require("./errors.cjs");

/** What a check of a request or a response has found: at least a warning. */
class Finding {
  constructor(found) {
    Object.assign(this, found);
    Object.freeze(this);
  }

  /** What was checked, in one line. */
  get what() {
    const answered = this.status === null ? "" : `, response ${this.status}`;
    return `${this.method} ${this.url} (${this.operation ?? "an unknown operation"}${answered})`;
  }

  toString() {
    return `${this.what}\n${this.report}`;
  }
}

/** Throws where there is an error, and passes over warnings. */
function throwErrors({ report, what }) {
  if (!report.valid) throw new ValidationError(report, what);
}

/** Tells of every finding, as Node tells of warnings. */
function warn(finding) {
  process.emitWarning(`${finding}`, "MediaspecWarning");
}

/** The request that `fetch` would make of its arguments, without a word to anyone; null where the body is made while it is sent. */
async function sent(input, init) {
  const body = init?.body;
  const isStream = body !== null && typeof body === "object" && (body instanceof ReadableStream || Symbol.asyncIterator in body);
  if (isStream && !(body instanceof Blob)) return null;
  let request;
  try {
    request = new Request(input instanceof Request ? input.clone() : input, init);
  } catch {
    // `fetch` says what is wrong.
    return null;
  }
  const { method, url, headers } = request;
  const bytes = request.body ? new Uint8Array(await request.arrayBuffer()) : null;
  return { method, url, headers, body: bytes };
}

/** The check of a request; null where no contract has the operation. */
function checked(validator, { method, url, headers, body }) {
  try {
    return validator.checkHttp(method, url, { headers, body });
  } catch (error) {
    if (error instanceof UnknownRoute) return null;
    throw error;
  }
}

/** A `fetch` that checks what it sends and gets. */
function checkedFetch(options = {}) {
  const { fetch: through, onRequest = throwErrors, onResponse = warn, validator } = options;
  const handOver = async (handler, side, { method, url }, operation, status, report) => {
    // Of malformed input nothing is counted.
    if (report.total === 0 && report.valid) return;
    await handler(new Finding({ side, operation, method, url: url.replace(/[?#].*$/s, ""), status, report }));
  };
  return async function fetch(input, init) {
    const send = through ?? globalThis.fetch;
    const request = onRequest || onResponse ? await sent(input, init) : null;
    const judge = validator ?? inUse();
    const found = request && checked(judge, request);
    if (onRequest && found) await handOver(onRequest, "request", request, found.operation, null, found.report);
    const response = await send(input, init);
    const { status } = response;
    const mediaType = response.headers.get("content-type");
    // What another address answers is no answer to the request that was checked, and a stream of events need not end.
    const isOther = response.redirected || /^text\/event-stream\b/i.test(mediaType ?? "");
    if (!onResponse || !found?.operation || isOther || status < 100 || status > 599) return response;
    const body = await response
      .clone()
      .arrayBuffer()
      .then((read) => new Uint8Array(read))
      // Whoever reads the response is told.
      .catch(() => null);
    if (!body) return response;
    const isBodiless = request.method === "HEAD" || status === 204 || status === 304;
    if (isBodiless && body.length === 0) return response;
    const report = judge.check(found.operation, status, body, { mediaType });
    await handOver(onResponse, "response", request, found.operation, status, report);
    return response;
  };
}

module.exports = { Finding, checkedFetch, throwErrors, warn };
