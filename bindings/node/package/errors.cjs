// What can go wrong.
"use strict";

/** Whatever this package throws. */
class MediaspecError extends Error {
  get name() {
    return this.constructor.name;
  }
}

/** A payload is invalid or malformed. */
class ValidationError extends MediaspecError {
  constructor(report, what = null) {
    super(what ? `${what}\n${report}` : `${report}`);
    this.report = report;
    this.what = what;
  }
}

/** Nothing has the name that was asked for. */
class Unknown extends MediaspecError {
  constructor(message, suggestions = []) {
    super(message);
    this.suggestions = Object.freeze([...suggestions]);
  }
}

class UnknownOperation extends Unknown {}
class UnknownMessage extends Unknown {}
class UnknownRoute extends Unknown {}

/** A contract file cannot be used. */
class ContractError extends MediaspecError {
  constructor(message, file, line = null) {
    super(message);
    this.file = file;
    this.line = line;
  }
}

/** An option has a value that it does not take. */
class BadOption extends MediaspecError {}

/** A payload is, or holds, something for which JSON has no form. */
class NotJson extends MediaspecError {}

/** Throws the error that the native module names; hands on anything else. */
function granted(result) {
  switch (result?.class) {
    case "UnknownOperation":
      throw new UnknownOperation(result.message, result.suggestions);
    case "UnknownMessage":
      throw new UnknownMessage(result.message, result.suggestions);
    case "UnknownRoute":
      throw new UnknownRoute(result.message, result.suggestions);
    case "ContractError":
      throw new ContractError(result.message, result.file, result.line ?? null);
    case "BadOption":
      throw new BadOption(result.message);
    default:
      return result;
  }
}

module.exports = {
  BadOption,
  ContractError,
  MediaspecError,
  NotJson,
  Unknown,
  UnknownMessage,
  UnknownOperation,
  UnknownRoute,
  ValidationError,
  granted,
};
