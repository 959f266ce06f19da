/**
 * Checks of what `fetch` sends and gets.
 *
 * @example
 * ```js
 * import { checkedFetch } from "mediaspec/fetch";
 *
 * const fetch = checkedFetch();
 * await fetch(url, { method: "POST", headers, body: JSON.stringify(job) }); // rejects with a ValidationError before anything is sent
 * ```
 */

import type { Report, Validator } from "./index.js";

/** What a check of a request or a response has found: at least a warning. As a string it says what was checked, and has a line for each finding. */
export class Finding {
  private constructor();
  readonly side: "request" | "response";
  /** The operation; null where a host of the vendor was asked for an operation that no contract has. */
  readonly operation: string | null;
  readonly method: string;
  /** The URL without its query, which may hold what no log should. */
  readonly url: string;
  /** The status of a response. */
  readonly status: number | null;
  readonly report: Report;
  /** What was checked, in one line. */
  get what(): string;
  toString(): string;
}

/** What is done about a finding. What it throws, the call of `fetch` rejects with. */
export type Handler = (finding: Finding) => void | Promise<void>;

/** Throws `ValidationError` where there is an error, and passes over warnings. */
export function throwErrors(finding: Finding): void;

/** Tells of every finding by `process.emitWarning`, as a `MediaspecWarning`. */
export function warn(finding: Finding): void;

export interface CheckedFetchOptions {
  /** What sends requests; the global `fetch` of that moment when absent. */
  fetch?: typeof globalThis.fetch | undefined;
  /** What is done about a request; {@link throwErrors} when absent. With null, requests are not checked. */
  onRequest?: Handler | null | undefined;
  /** What is done about a response; {@link warn} when absent. With null, responses are not checked, nor read. */
  onResponse?: Handler | null | undefined;
  /** The validator; the one that is in use at that moment when absent. */
  validator?: Validator | undefined;
}

/**
 * Returns a `fetch` that checks what it sends and gets.
 *
 * Requests to operations that no contract has are let through without a word, unless they go to a host of the vendors'. Of a request
 * whose body is made while it is sent (a stream), nothing is checked, nor of the answer to a redirected request and of a stream of events.
 * Any other response of a known operation is read to its end from a copy before it is handed on, and the response itself is handed on
 * unread. For one that is to be read as a stream, leave that side out with `onResponse: null`.
 */
export function checkedFetch(options?: CheckedFetchOptions): typeof globalThis.fetch;
