import type { Messages } from "./types/index.js";

/** What Ajv tells of a place where a payload is wrong. */
export interface ValidationError {
  /** JSON Pointer to the value. */
  instancePath: string;
  /** Where in the schema the keyword stands. */
  schemaPath: string;
  keyword: string;
  params: Record<string, unknown>;
  /** What was found, and what is allowed. */
  message?: string;
}

/** Checks a payload. */
export interface Check<T> {
  (payload: unknown): payload is T;
  /** What was wrong with the last payload; null if nothing was, or none was checked yet. */
  errors?: ValidationError[] | null;
}

/** The name of an operation without its service. */
type Short<O> = O extends `${string}/${infer Name}` ? Name : never;

/** The whole name of an operation. */
type Whole<O> = O extends keyof Messages ? O : { [K in keyof Messages]: Short<K> extends O ? K : never }[keyof Messages];

/** A message as it is called, or its status as a number. */
type Spelt<M> = M | (M extends `${infer Status extends number}` ? Status : never);

type Name<M> = M extends number ? `${M}` : M;

type Parts<O, M> = Messages[Whole<O>][Name<M> & keyof Messages[Whole<O>]];

/**
 * The check of a message, compiled ahead. The messages of its errors say what was found and what is allowed.
 *
 * An operation is known without its service too (at run time in any case); a status may be a number.
 * @throws RangeError if there is no such message; it says which there are.
 */
export declare function validator<
  O extends keyof Messages | Short<keyof Messages>,
  M extends Spelt<keyof Messages[Whole<O>]>,
  P extends keyof Parts<O, M> = "body" & keyof Parts<O, M>,
>(operation: O, message: M, part?: P): Check<Parts<O, M>[P]>;
