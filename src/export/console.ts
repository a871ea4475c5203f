/** What UART0 has sent, as it was sent. */
import type { TraceReader } from "../trace/reader.js";

/** Throws TraceError. */
export function exportConsole(reader: TraceReader): Uint8Array {
	const parts: Uint8Array[] = [];
	for (const { outputs } of reader.chunks()) {
		parts.push(Uint8Array.from(outputs.uart[0], ({ byte }) => byte));
	}
	return new Uint8Array(Buffer.concat(parts));
}
