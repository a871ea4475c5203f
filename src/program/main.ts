#!/usr/bin/env node
/** The program: the command line. */
import { kindOf } from "./kind.js";
import { start } from "./start.js";

start({ chunk: "cli.js", kind: kindOf(process.argv.slice(2)), keeps: true }, __filename, require);
