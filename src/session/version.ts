/** What this build calls itself in the traces it writes. */
import { readFileSync } from "node:fs";
import { PACKAGE_ROOT } from "../package-root.js";

const PACKAGE = new URL("package.json", PACKAGE_ROOT);

/** Name and version of this package. */
export const RECORDER: { readonly name: string; readonly version: string } = (() => {
	const { name, version } = JSON.parse(readFileSync(PACKAGE, "utf8")) as { name: string; version: string };
	return { name, version };
})();
