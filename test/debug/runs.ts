/** Committed traces of this project's own guest programs as runs to walk in. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { EngineChoice } from "../../src/chip/create-chip.js";
import { TimeMachine, type TimeMachineOptions } from "../../src/debug/time/time-machine.js";
import { traceRun } from "../../src/debug/time/trace-run.js";
import { firmwareOfHash } from "../../src/firmware/reference.js";
import { findRom } from "../../src/firmware/rom.js";
import { openTrace } from "../../src/trace/reader.js";

/** Where a committed trace lies. */
export const tracePath = (name: string): string =>
	fileURLToPath(new URL(`../../../traces/${name}.mpk`, import.meta.url));

/** The run of a committed trace. */
export async function openRun(
	name: string,
	engine?: EngineChoice,
	options: TimeMachineOptions = {},
): Promise<TimeMachine> {
	const reader = await openTrace(readFileSync(tracePath(name)));
	const { firmware, rom } = reader.header;
	const image = firmwareOfHash(firmware.sha256, undefined, undefined);
	return new TimeMachine(traceRun(reader, image, findRom({ sha256: rom.sha256 }), engine), options);
}

/** Does all of a walk at once. */
export function finish<T>(work: Generator<number, T>): T {
	for (;;) {
		const step = work.next();
		if (step.done) return step.value;
	}
}
