#!/usr/bin/env node
// The `mediaspec` command: the very one that is written in Rust, in this process.
"use strict";

const { run } = require("./native.cjs");

process.exitCode = run(process.argv.slice(2));
