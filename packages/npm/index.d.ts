import type { Messages } from "./types/index.js";

export type { Messages };

/** A part of a message that an operation has. */
export interface Message {
  /** `service/Operation`. */
  operation: keyof Messages;
  method: string;
  /** The path's template. */
  path: string;
  direction: "request" | "response";
  /** `request`, the status of a response, or the name of a callback. */
  message: string;
  status: number | null;
  callback: string | null;
  in: Part;
  /** The type's name. */
  type: string;
  /** The schema's file in this package. */
  file: string;
  /** The schema's `$id`. */
  id: string;
  /** SHA-256 of the file, in hexadecimal. */
  sha256: string;
  /** What was read for it, and when. */
  sources: { name: string; read: string }[];
}

export type Part = "body" | "path" | "query" | "header";

export interface Source {
  title: string;
  url: string;
  /** The day it was read. */
  read: string;
}

/** Every part of every message. */
export declare const messages: readonly Message[];

/** What was read, by service and name. */
export declare const sources: Readonly<Record<string, Record<string, Source>>>;

/**
 * The entry of a message.
 *
 * The name of an operation is known without its service where that is unique, and in any case; a status may be a number.
 * @throws RangeError if there is no such message; it says which there are.
 */
export declare function find(operation: string, message: string | number, part?: Part): Message;

/**
 * The JSON Schema (2020-12) of a message.
 * @throws RangeError if there is no such message; it says which there are.
 */
export declare function schema(operation: string, message: string | number, part?: Part): Record<string, unknown>;
