/** What this build calls itself in the traces it writes. */
import { readFileSync } from "node:fs";

const PACKAGE = new URL("../../../package.json", import.meta.url);

/** Name and version of this package. */
export const RECORDER: { readonly name: string; readonly version: string } = (() => {
	const { name, version } = JSON.parse(readFileSync(PACKAGE, "utf8")) as { name: string; version: string };
	return { name, version };
})();
