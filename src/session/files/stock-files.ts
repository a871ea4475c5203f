/** Files that MicroPython makes by itself at the first boot; their words differ from release to release. */
import type { FileEntry } from "./file-system.js";

const BOOT = "/boot.py";
const FIRST_LINE = "# This file is executed on every boot";
/** What there is but for comments. Source: inisetup.py of MicroPython's ESP8266 port, v1.8 to v1.26. */
const STATEMENT = /^(import [\w, ]+|gc\.collect\(\)|webrepl\.start\(\)|)$/;

/** Whether a file is one of these, as it was made. */
export function isStock(path: string, entry: FileEntry): boolean {
	if (path !== BOOT || entry === "directory") return false;
	const text = Buffer.from(entry).toString("latin1");
	return (
		text.startsWith(FIRST_LINE) &&
		text.split(/\r?\n/).every((line) => line.startsWith("#") || STATEMENT.test(line))
	);
}
