/** Who is at the other end of the board's serial line while a run is recorded. */
import type { LiveOptions } from "../session/live.js";
import { withSerialHost } from "../session/serial-session.js";
import { adapterFor, openSerial } from "../world/serial/host/open.js";
import type { SerialSpec } from "../world/serial/host/serial-spec.js";
import { LiveTerminal } from "../world/serial/live-terminal.js";
import type { World } from "../world/world.js";
import { type TerminalInput, TerminalKeys } from "./terminal.js";

/** Guest time by which the board may run ahead after each byte that a program has written, when asked to be fast, ms. */
const AHEAD_MS = 10_000;

export interface Partner {
	/** The partner itself, and what else is around the chip. */
	readonly worlds: readonly World[];
	/** How the run is driven for it. */
	readonly drive: Pick<LiveOptions, "realtime" | "hurry" | "sliceMs" | "onSlice" | "flushMs">;
	close(): Promise<void>;
}

/**
 * A scenario's worlds, or any that need nothing. What can be had again, `isRepeatable`, gives the same trace each time;
 * of anything else as much as can be is kept when the process is killed.
 */
export function alone(worlds: readonly World[], realtime: boolean, isRepeatable: boolean): Partner {
	const drive = isRepeatable ? { realtime, flushMs: Number.POSITIVE_INFINITY } : { realtime };
	return { worlds, drive, close: async () => {} };
}

/** The user. */
export function atTerminal(input: TerminalInput, around: readonly World[], realtime: boolean): Partner {
	const terminal = new LiveTerminal();
	const keys = new TerminalKeys(input, terminal);
	return {
		worlds: [terminal, ...around],
		drive: { realtime, onSlice: keys.pump },
		close: async () => keys.close(),
	};
}

/** Other programs of this machine; `say` tells the user how they connect. Rejects with SerialError. */
export async function programs(
	spec: SerialSpec,
	around: readonly World[],
	{ fast, hasAutoReset, say }: { fast: boolean; hasAutoReset: boolean; say: (line: string) => void },
): Promise<Partner> {
	const adapter = adapterFor(spec, hasAutoReset);
	const service = await openSerial(spec, adapter, say);
	say(`the board's serial line is ${service.where}; Ctrl-C ends the recording`);
	return {
		worlds: [adapter, ...around],
		drive: withSerialHost(adapter, fast ? AHEAD_MS : 0),
		close: () => {
			adapter.unplug();
			return service.close();
		},
	};
}
