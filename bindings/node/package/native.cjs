// The native module. What is here has its docs in the files that use it.
"use strict";

const { arch, platform } = process;

try {
  module.exports = require("./mediaspec.node");
} catch (cause) {
  throw new Error(`mediaspec: the native module of this package cannot be loaded on ${platform}-${arch}: install the package that is built for it`, {
    cause,
  });
}
