/** A thread that judges builds. */
import { start } from "./start.js";

start({ chunk: "judge-worker.js", kind: "replay", keeps: false }, __filename, require);
