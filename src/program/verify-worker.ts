/** A thread that verifies traces. */
import { start } from "./start.js";

start({ chunk: "verify-worker.js", kind: "replay", keeps: false }, __filename, require);
