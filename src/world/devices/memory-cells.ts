/** The cells of memory devices: their settings, and what is said of them. */
import type { DeviceState } from "./device.js";
import type { Settings } from "./settings.js";

const ERASED = 0xff;
const MAX_SIZE = 1 << 24;

/** Erased cells, as many as `size` says, with `contents` at their beginning. */
export function memoryOf(settings: Settings, standard: number): Uint8Array {
	const size = settings.integer("size", 1, MAX_SIZE) ?? standard;
	const contents = settings.bytes("contents");
	if (contents && contents.length > size) settings.fail(`contents are longer than the memory, ${size} bytes`);
	const cells = new Uint8Array(size).fill(ERASED);
	if (contents) cells.set(contents);
	return cells;
}

/** Size and contents in hexadecimal, without the erased end. */
export function describeMemory(cells: Uint8Array): DeviceState {
	let end = cells.length;
	while (end > 0 && cells[end - 1] === ERASED) end--;
	return { size: cells.length, contents: Buffer.from(cells.subarray(0, end)).toString("hex") };
}
