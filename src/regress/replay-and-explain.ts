/** An exact replay in words: that it is as recorded, or where it first is not, down to the instruction. */

import type { Symbols } from "../debug/code/symbols.js";
import type { Firmware } from "../firmware/reference.js";
import type { BootRom } from "../firmware/rom.js";
import { loadDigests } from "../session/digest.js";
import { replayTrace } from "../session/replayer.js";
import { describeReplay } from "../session/report.js";
import { loadHash64 } from "../trace/hash64.js";
import type { TraceReader } from "../trace/reader.js";
import { explainDivergence } from "./diff/explain.js";

export interface ExplainedReplay {
	readonly reproduced: boolean;
	/** What differs, and what is known of the place: instructions, registers, the inputs before. */
	readonly lines: readonly string[];
	/** Where it first is not as recorded, as far as checkpoints and outputs tell. */
	readonly tick?: number;
}

/** Throws SessionError `not-recorded-build`, and TraceError. */
export async function replayAndExplain(
	reader: TraceReader,
	firmware: Firmware,
	rom: BootRom,
	options: { readonly symbols?: Symbols | undefined; readonly onProgress?: (tick: number) => void } = {},
): Promise<ExplainedReplay> {
	const { symbols, onProgress } = options;
	const result = replayTrace(reader, {
		firmware,
		rom,
		hash64: await loadHash64(),
		digests: (await loadDigests())(),
		...(onProgress ? { onProgress } : {}),
	});
	const { divergence, tick } = result;
	const lines = describeReplay(result);
	if (!divergence) return { reproduced: true, lines };
	const place = explainDivergence(reader, firmware, rom, divergence, symbols, onProgress);
	return { reproduced: false, tick, lines: [...lines, ...place] };
}
