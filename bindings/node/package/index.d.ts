/**
 * Checks payloads of cloud media APIs against what the vendors document.
 *
 * Nothing is asked over the network, and no page of a vendor is needed: the contract is part of the package. The functions here use one
 * validator for the whole process; {@link use} replaces it, {@link Validator} makes others.
 *
 * @example
 * ```js
 * import { check } from "mediaspec"; // or require
 *
 * const payload = { voice_config: { voice_asset_id: "c20d9e8b", speed: 300 } };
 * const report = check("metastudio/Create2DDigitalHumanVideo", "request", payload);
 * for (const violation of report.errors) {
 *   console.log(`${violation}`); // error[maximum] /voice_config/speed: 300 is above 200 (50 to 200 allowed; 100 when absent)
 * }
 * ```
 */

import type { Messages } from "./types/index.js";

export type { Messages };

/** A part of a message. */
export type Part = "body" | "path" | "query" | "header";

/** How strictly a contract is taken. */
export type Profile = "documented" | "strict" | "tolerant";

/** The name of an operation without its service. */
type Short<O> = O extends `${string}/${infer Name}` ? Name : never;

/** The whole name of an operation. */
type Whole<O> = O extends keyof Messages ? O : { [K in keyof Messages]: Short<K> extends O ? K : never }[keyof Messages];

/** A message as it is called, or its status as a number. */
type Spelt<M> = M | (M extends `${infer Status extends number}` ? Status : never);

type Name<M> = M extends number ? `${M}` : M;

type Parts<O, M> = Messages[Whole<O>][Name<M> & keyof Messages[Whole<O>]];

/** The name of an operation of the built-in contract: in full, or the part behind the slash where that is unique. */
export type OperationName = keyof Messages | Short<keyof Messages>;

/** What an operation's messages are called: `request`, a status as a string or a number, the name of a callback. */
export type MessageName<O extends OperationName> = Spelt<keyof Messages[Whole<O>]>;

/**
 * What a part of a message is made of, such as `PayloadOf<"Create2DDigitalHumanVideo", "request">`. Its members' docs say what they
 * are, what they may be, what counts when they are absent, and where and when that was read.
 */
export type PayloadOf<O extends OperationName, M extends MessageName<O>, P extends keyof Parts<O, M> = "body" & keyof Parts<O, M>> = Parts<O, M>[P];

/** A string that may be any; editors propose the names that there are. */
type OrOther<S extends string> = S | (string & {});

/**
 * A payload: JSON text as a string or bytes, whose findings have lines and columns, or a value.
 *
 * Of a value, what `JSON.stringify` writes is checked, since that is what would be sent: members that are `undefined` are not there, a
 * `Date` is a string, `NaN` is `null`, and `toJSON` is asked. A string is JSON text.
 */
export type Payload = string | ArrayBufferView | ArrayBufferLike | object | number | boolean | null;

/** Where a constraint was read. */
export interface Source {
  /** Short name of the source. */
  readonly name: string;
  /** Where it can be read. */
  readonly url: string;
  /** The table's number or the section's name. */
  readonly anchor: string | null;
  /** The day it was read, `YYYY-MM-DD`. */
  readonly read: string;
}

/** What may have been meant in place of what was found. */
export interface Suggestion {
  /** The suggestion as a sentence. */
  readonly text: string;
  /** JSON text of the value to send in place of the one that was found. */
  readonly replacement: string | null;
  /** The name to give to the member. */
  readonly rename: string | null;
}

/** A source that sees a value otherwise than the one that governs. */
export interface Disputed {
  readonly source: Source | null;
  /** Whether it allows the value. */
  readonly allows: boolean;
  /** What it says of the value, in the form of {@link Violation.expected}. */
  readonly says: Readonly<Record<string, unknown>>;
}

/** One thing that is wrong. As a string it is one line, as Rust writes it. */
export class Violation {
  private constructor();
  /** The part of the message. */
  readonly part: Part;
  /** JSON Pointer to the value, relative to the part. */
  readonly pointer: string;
  /** What is wrong: `maximum`, `enum`, `required` and so on; `mediaspec explain CODE` explains each. */
  readonly code: string;
  /** Errors make a payload invalid; warnings do not. */
  readonly severity: "error" | "warning";
  /** What was found and what is allowed, in a sentence. */
  readonly message: string;
  /** JSON text of the scalar that was found; null for a missing, an unknown and a sensitive member. */
  readonly found: string | null;
  /** What would be allowed, in the words of JSON Schema. */
  readonly expected: Readonly<Record<string, unknown>>;
  /** The rule that was broken, where it is one. */
  readonly rule: string | null;
  /** The line, from 1; null where the payload was no text. */
  readonly line: number | null;
  /** The column in code points, from 1. */
  readonly column: number | null;
  /** Where the constraint was read. */
  readonly source: Source | null;
  /** The sources that see the value otherwise. */
  readonly disputed: readonly Disputed[];
  /** What may have been meant. */
  readonly suggestion: Suggestion | null;
  /** Inside JSON documents in strings: the way on from `pointer`, one JSON Pointer for each level. */
  readonly embedded: readonly string[];
  toString(): string;
}

/** Why a payload could not be read to its end. */
export interface MalformedError {
  readonly code: "syntax" | "utf-8" | "number" | "depth" | "size" | "unreadable" | "encoding";
  /** The reason in a sentence. */
  readonly message: string;
  /** The line, from 1. */
  readonly line: number | null;
  /** The column in code points, from 1. */
  readonly column: number | null;
  /** The offset in bytes, from 0. */
  readonly offset: number | null;
}

/** What a check found. As a string it has a line for each finding. It cannot be changed. */
export class Report implements Iterable<Violation> {
  private constructor();
  /** `valid`, `invalid` (at least one error) or `malformed` (not readable to the end). */
  readonly verdict: "valid" | "invalid" | "malformed";
  /** How many findings there are, beyond the limit too. */
  readonly total: number;
  /** Whether the limit cut the list. */
  readonly truncated: boolean;
  /** The findings in document order, errors and warnings. Of malformed input there is one, of the code `malformed`. */
  readonly violations: readonly Violation[];
  /** Why the payload could not be read to its end. */
  readonly error: MalformedError | null;
  /** Whether the verdict is `valid`; warnings do not count. */
  get valid(): boolean;
  /** The findings that make the message invalid. */
  get errors(): Violation[];
  /** The findings that are mere advice. */
  get warnings(): Violation[];
  /** The JSON object that the engine writes of the report, byte for byte. */
  get json(): string;
  /** Throws {@link ValidationError} unless the verdict is `valid`. */
  throwForErrors(): void;
  /** Returns the same as an object. */
  toJSON(): Record<string, unknown>;
  toString(): string;
  [Symbol.iterator](): IterableIterator<Violation>;
}

/** The outcome of checking a whole request. */
export interface CheckedRequest {
  /** The operation; null where a host of the vendor was asked for an operation that no contract has. */
  readonly operation: string | null;
  /** What was found: path, query, headers, body, in this order. */
  readonly report: Report;
}

/** A message that a payload fits, more or less. Its names are those that {@link check} takes. */
export interface Fit {
  readonly operation: string;
  /** `request`, a status, or the name of a callback. */
  readonly message: string;
  readonly part: Part;
  /** How many members of the payload the contract has, those of inner objects too. */
  readonly documented: number;
  /** How many members it does not have, in objects that it describes. */
  readonly undocumented: number;
  /** How many errors a check of the payload finds. */
  readonly errors: number;
  /** How many warnings it finds. */
  readonly warnings: number;
  /** The name of the type that the contract gives the part: messages that share one fit alike. */
  readonly type: string;
}

/** An edit of JSON text, and what it mends. */
export interface Fix {
  /** What was wrong. */
  readonly violation: Violation;
  /** Where the edit begins, in bytes of UTF-8; null where the payload was no text. */
  readonly offset: number | null;
  /** How many bytes it takes away. */
  readonly length: number | null;
  /** The JSON text that it puts there. */
  readonly text: string;
}

/** A payload with what could be mended. */
export interface Fixed<T = unknown> {
  /** The payload, in the form of the one that was handed over; every byte of a text that no edit took away is as it was. */
  readonly payload: T;
  /** The edits that were made, in the order of the text. */
  readonly fixes: readonly Fix[];
  /** The edits that were left out, since with them there would be a finding that was not there before. */
  readonly leftOut: readonly Fix[];
  /** What a check finds of the payload as it is now. */
  readonly report: Report;
}

/** An operation of a contract. */
export interface Operation {
  /** Its full name, such as `metastudio/ListDigitalHumanVideo`. */
  readonly name: string;
  readonly method: string;
  /** The path's template. */
  readonly path: string;
  /** The group that the vendor gives it. */
  readonly family: string;
  readonly summary: string;
  /** The documented statuses of its responses. */
  readonly statuses: readonly number[];
  /** The names of its callbacks. */
  readonly callbacks: readonly string[];
}

/** How a validator is made. */
export interface ValidatorOptions {
  /** A contract file, or a folder with one for each service, in place of the contract that is built in. */
  contracts?: string | URL | undefined;
  /** How strictly the contract is taken; `documented` when absent. */
  profile?: Profile | undefined;
  /** What shall only warn: a code, or a code and a JSON Pointer in which `*` is any one step, such as `maximum@/voice_config/speed`. */
  allow?: Iterable<string> | undefined;
  /** How many errors, and apart from them how many warnings, a report lists; 1,000 when absent. */
  maxViolations?: number | undefined;
  /** How deep objects and lists may nest; 128 when absent, and never more than 512. */
  maxDepth?: number | undefined;
  /** The largest payload in bytes; any when absent. */
  maxBytes?: number | undefined;
}

/** Which part of a message is meant. */
export interface PartOptions {
  /** The part; `body` when absent. */
  part?: Part | undefined;
}

/** How a payload is checked. */
export interface CheckOptions extends PartOptions {
  /** What the `Content-Type` header says: text is read as the form it may be. */
  mediaType?: string | null | undefined;
}

/** What a sample has. */
export interface SampleOptions extends PartOptions {
  /** Whether what is optional is there, too. */
  full?: boolean | undefined;
  /** Another number gives other values; 0 when absent. */
  seed?: number | undefined;
}

/** What a request has beside its method and its URL. */
export interface HttpOptions {
  /** Headers; where they are absent, they are not known, and nothing is said of them. */
  headers?: Iterable<readonly [string, string]> | Readonly<Record<string, string | readonly string[]>> | null | undefined;
  /** The body as it is sent; a value is what would be sent as JSON. */
  body?: Payload | null | undefined;
}

/** One part of one message of an operation, ready to check payloads. Made by {@link Validator.message}. */
export class Message {
  private constructor();
  /** The operation's full name. */
  get operation(): string;
  /** Checks a payload, as {@link Validator.check} does. */
  check(payload: Payload, options?: Pick<CheckOptions, "mediaType">): Report;
}

/**
 * Checks messages against a contract. It never changes.
 *
 * Limits bound what hostile input can make a check do. Throws {@link ContractError} for a contract that cannot be used, and
 * {@link BadOption} for anything else.
 */
export class Validator {
  constructor(options?: ValidatorOptions);

  /** Makes a validator of a contract file, or of a folder with one for each service. */
  static fromContracts(contracts: string | URL, options?: Omit<ValidatorOptions, "contracts">): Validator;

  /** Returns one part of a message, for many payloads of one sort. Names are those of {@link Validator.check}. */
  message(operation: OrOther<OperationName>, message: string | number, options?: PartOptions): Message;

  /**
   * Checks a payload.
   *
   * `operation` is a full name, or the part behind the slash where that is unique, in any case. `message` is `"request"`, a status
   * such as `200` or `"200"`, or the name of a callback.
   *
   * @throws UnknownOperation, UnknownMessage, and NotJson for a value for which JSON has no form.
   */
  check(operation: OrOther<OperationName>, message: string | number, payload: Payload, options?: CheckOptions): Report;

  /**
   * Checks a whole request; the operation is found from method and URL.
   *
   * @throws UnknownRoute where no operation has that method and path, and the host is none of the vendors'.
   */
  checkHttp(method: string, url: string | URL, options?: HttpOptions): CheckedRequest;

  /**
   * Returns the messages that a payload fits, best first.
   *
   * @throws ValidationError for a payload that cannot be read to its end.
   */
  detect(payload: Payload): Fit[];

  /**
   * Mends what can be mended without a guess: a number or a truth value in quotes, a value that differs in case alone, a slip in a
   * member's name, a value in whose place the vendor names another. Everything else stays as it is.
   */
  fix<T extends Payload>(operation: OrOther<OperationName>, message: string | number, payload: T, options?: PartOptions): Fixed<T>;

  /**
   * Returns a payload that validates: what is required, or with `full` what is optional, too.
   *
   * @throws UnknownOperation, and UnknownMessage also where no page says what the part is.
   */
  sample(operation: OrOther<OperationName>, message: string | number, options?: SampleOptions): unknown;

  /**
   * Returns the JSON Schema (2020-12) of a part of a message.
   *
   * @throws UnknownOperation, and UnknownMessage also where no page says what the part is.
   */
  schema(operation: OrOther<OperationName>, message: string | number, options?: PartOptions): Record<string, unknown>;

  /** Returns every operation, service by service, in the order of their names. */
  operations(): Operation[];
}

/** Makes the functions of this module use another validator: of a newer contract, say. */
export function use(validator: Validator): void;

/** Returns the validator that the functions of this module use. */
export function inUse(): Validator;

/**
 * Checks a payload: see {@link Validator.check}.
 *
 * The names are those of the built-in contract. A name that is known at run time alone is a `string`, and is looked up then.
 */
export function check<O extends OperationName, M extends MessageName<O>>(operation: O, message: M, payload: Payload, options?: CheckOptions): Report;
export function check<O extends string>(operation: string extends O ? O : never, message: string | number, payload: Payload, options?: CheckOptions): Report;

/** Checks a whole request: see {@link Validator.checkHttp}. */
export function checkHttp(method: string, url: string | URL, options?: HttpOptions): CheckedRequest;

/** Returns the messages that a payload fits, best first: see {@link Validator.detect}. */
export function detect(payload: Payload): Fit[];

/** Mends what can be mended without a guess: see {@link Validator.fix}. */
export function fix<O extends OperationName, M extends MessageName<O>, T extends Payload>(operation: O, message: M, payload: T, options?: PartOptions): Fixed<T>;
export function fix<O extends string, T extends Payload>(operation: string extends O ? O : never, message: string | number, payload: T, options?: PartOptions): Fixed<T>;

/** Returns a payload that validates: see {@link Validator.sample}. */
export function sample<O extends OperationName, M extends MessageName<O>, P extends keyof Parts<O, M> & Part = "body" & keyof Parts<O, M>>(
  operation: O,
  message: M,
  options?: Omit<SampleOptions, "part"> & { part?: P | undefined },
): PayloadOf<O, M, P>;
export function sample<O extends string>(operation: string extends O ? O : never, message: string | number, options?: SampleOptions): unknown;

/** Returns the JSON Schema of a part of a message: see {@link Validator.schema}. */
export function schema<O extends OperationName, M extends MessageName<O>>(operation: O, message: M, options?: PartOptions): Record<string, unknown>;
export function schema<O extends string>(operation: string extends O ? O : never, message: string | number, options?: PartOptions): Record<string, unknown>;

/** Returns every operation: see {@link Validator.operations}. */
export function operations(): Operation[];

/** Whatever this package throws. */
export class MediaspecError extends Error {}

/** A payload is invalid or malformed. Its message has a line for each finding. */
export class ValidationError extends MediaspecError {
  constructor(report: Report, what?: string | null);
  /** Everything that was found. */
  readonly report: Report;
  /** What was checked, where that is known. */
  readonly what: string | null;
}

/** Nothing has the name that was asked for. */
export class Unknown extends MediaspecError {
  constructor(message: string, suggestions?: Iterable<string>);
  /** The names that may have been meant, the likeliest first. */
  readonly suggestions: readonly string[];
}

/** No operation has the name, or several have. */
export class UnknownOperation extends Unknown {}

/** The operation has no such message, the message no such part, or no page documents it. */
export class UnknownMessage extends Unknown {}

/** No operation has the method and path of a request. */
export class UnknownRoute extends Unknown {}

/** A contract file cannot be used. */
export class ContractError extends MediaspecError {
  constructor(message: string, file: string, line?: number | null);
  /** The file, or the folder where that is the trouble. */
  readonly file: string;
  /** The line, from 1; null where the file as a whole is the trouble. */
  readonly line: number | null;
}

/** An option has a value that it does not take. */
export class BadOption extends MediaspecError {}

/** A payload is, or holds, something for which JSON has no form: `undefined`, a function, a BigInt, an object that it is a part of. */
export class NotJson extends MediaspecError {}
