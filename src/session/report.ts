/** Replay results in words, and as plain JSON: bigints as hex, maps as objects. */
import type { TraceHeader } from "../trace/schema.js";
import { describeTick } from "../world/units.js";
import { hex } from "./digest.js";
import { describeDivergence } from "./divergence.js";
import { tickOf } from "./output-comparer.js";
import type { ReplayResult } from "./replayer.js";

/** That a replay is as recorded, or what differs. */
export function describeReplay({ divergence, tick, checkpoints, inputs }: ReplayResult): string[] {
	if (divergence) return ["diverged", ...describeDivergence(divergence)];
	const compared = `${checkpoints} checkpoints and all outputs as recorded, ${inputs} inputs`;
	return [`reproduced up to ${describeTick(tick)}: ${compared}`];
}

/** A replay's result for programs. */
export function replayJson(
	trace: string,
	header: TraceHeader,
	result: ReplayResult,
): Record<string, unknown> {
	const { divergence, ending } = result;
	return {
		trace,
		outcome: outcome(result),
		firmware: header.firmware,
		rom: header.rom,
		model: header.model,
		tick: result.tick,
		instructions: result.instructions,
		checkpoints: result.checkpoints,
		inputs: result.inputs,
		complete: ending?.complete ?? false,
		...(ending?.end ? { reason: ending.end.reason } : {}),
		state: { whole: hex(result.state.whole), components: hashes(result.state.components) },
		digests: result.digests,
		...(divergence ? { divergence: divergenceJson(divergence) } : {}),
	};
}

/** `unfinished`: all that is left of a trace without an end was reproduced. */
function outcome({ reproduced, ending }: ReplayResult): "reproduced" | "unfinished" | "diverged" {
	if (!reproduced) return "diverged";
	return ending && !ending.complete ? "unfinished" : "reproduced";
}

function divergenceJson({ lastGoodTick, output, checkpoint, end }: NonNullable<ReplayResult["divergence"]>) {
	return {
		lastGoodTick: lastGoodTick ?? null,
		...(output ? { output: { tick: tickOf(output), ...output } } : {}),
		...(checkpoint
			? {
					checkpoint: {
						...checkpoint,
						expectedWhole: hex(checkpoint.expectedWhole),
						actualWhole: hex(checkpoint.actualWhole),
					},
				}
			: {}),
		...(end ? { end } : {}),
	};
}

function hashes(components: ReadonlyMap<string, bigint>): Record<string, string> {
	return Object.fromEntries([...components].map(([name, hash]) => [name, hex(hash)]));
}
