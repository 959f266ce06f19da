// The same functions and classes for ES modules: both kinds of modules share one validator.
import all from "./index.cjs";

export const {
  BadOption,
  ContractError,
  MediaspecError,
  Message,
  NotJson,
  Report,
  Unknown,
  UnknownMessage,
  UnknownOperation,
  UnknownRoute,
  ValidationError,
  Validator,
  Violation,
  check,
  checkHttp,
  detect,
  fix,
  inUse,
  operations,
  sample,
  schema,
  use,
} = all;
