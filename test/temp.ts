/** Folders that are gone after the test. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ExecutionContext } from "ava";

/** A fresh folder for one test. */
export function tempFolder(t: ExecutionContext): string {
	const folder = mkdtempSync(join(tmpdir(), "esp8266-replay-"));
	t.teardown(() => rmSync(folder, { recursive: true, force: true }));
	return folder;
}
