/** The built program: what `replay` runs. */
import { fileURLToPath } from "node:url";
import { PACKAGE_ROOT } from "../src/package-root.js";

export const PROGRAM: string = fileURLToPath(new URL("dist/program/main.js", PACKAGE_ROOT));
