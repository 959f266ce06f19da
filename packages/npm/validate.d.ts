import type { Messages } from "./types/index.js";

/** What Ajv tells of a place where a payload is wrong. */
export interface ValidationError {
  /** JSON Pointer to the value. */
  instancePath: string;
  /** Where in the schema the keyword stands. */
  schemaPath: string;
  keyword: string;
  params: Record<string, unknown>;
  message?: string;
}

/** Checks a payload. */
export interface Check<T> {
  (payload: unknown): payload is T;
  /** What was wrong with the last payload; null if nothing was. */
  errors?: ValidationError[] | null;
}

/**
 * The check of a message, compiled ahead.
 * @throws RangeError if there is no such message; it says which there are.
 */
export declare function validator<
  O extends keyof Messages,
  M extends keyof Messages[O],
  P extends keyof Messages[O][M] = "body" & keyof Messages[O][M],
>(operation: O, message: M, part?: P): Check<Messages[O][M][P]>;
