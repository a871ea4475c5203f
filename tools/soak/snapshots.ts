/**
 * Snapshots at random ticks of a trace's replay, each restored into a fresh chip that then runs to the end: the
 * final hash must be that of the run that went on.
 *
 *     node dist/tools/soak/snapshots.js TRACE [COUNT=200] [SEED=1]
 */
import { Chip } from "../../src/chip/chip.js";
import type { ChipInput } from "../../src/chip/inputs.js";
import type { Snapshot } from "../../src/chip/state/chip-state.js";
import { firmwareOfHash } from "../../src/firmware/reference.js";
import { findRom } from "../../src/firmware/rom.js";
import { chipConfig, machineOf } from "../../src/session/machine.js";
import { loadHash64 } from "../../src/trace/hash64.js";
import { TraceReader } from "../../src/trace/reader.js";
import { isInput } from "../../src/trace/schema.js";
import { FileSource } from "../../src/trace/source.js";
import { seeded } from "../random.js";
import { soakArguments } from "./arguments.js";

const { positionals, whole } = soakArguments({ usage: "TRACE [COUNT=200] [SEED=1]", places: [1, 3] });
const [path, count = "200", seed = "1"] = positionals;

const hash64 = await loadHash64();
const reader = new TraceReader(new FileSource(path), hash64);
const { header } = reader;
const firmware = firmwareOfHash(header.firmware.sha256, undefined, undefined);
const config = chipConfig(machineOf(header, firmware, findRom({ sha256: header.rom.sha256 })));
const { chunks, ending } = reader.readAll();
const inputs = chunks
	.flatMap((chunk) => chunk.events)
	.flatMap(({ tick, event }) => (isInput(event) ? [{ tick, input: event as ChipInput }] : []));
const end = ending.lastTick;

/** Runs on to `until`, giving the inputs that lie between. */
function runTo(chip: Chip, until: number, next: number): number {
	let i = next;
	for (; i < inputs.length && inputs[i].tick < until; i++) {
		chip.run(inputs[i].tick);
		chip.input(inputs[i].input);
	}
	chip.run(until);
	return i;
}

const random = seeded(whole(seed));
const ticks = Array.from({ length: whole(count) }, () => Math.floor(random() * end)).sort((a, b) => a - b);
const main = new Chip(config);
const taken: { snapshot: Snapshot; next: number; tick: number }[] = [];
const batch = 20;
let next = 0;
let wrong = 0;
const reference = new Chip(config);
runTo(reference, end, 0);
const expected = reference.hash(hash64).whole;

/** Runs the snapshots taken so far to the end, so that no more than a batch is held. */
function finishBatch(): void {
	for (const { snapshot, next: from, tick } of taken.splice(0)) {
		const chip = new Chip(config);
		chip.restore(snapshot);
		runTo(chip, end, from);
		if (chip.hash(hash64).whole === expected) continue;
		wrong++;
		console.error(`snapshot at tick ${tick} ends differently`);
	}
}

for (const [i, tick] of ticks.entries()) {
	next = runTo(main, tick, next);
	taken.push({ snapshot: main.snapshot(), next, tick: main.tick });
	if (taken.length === batch || i === ticks.length - 1) {
		finishBatch();
		console.error(`${i + 1} of ${ticks.length}`);
	}
}
console.log(`${path}: ${ticks.length} snapshots, ${wrong} ended differently from ${expected.toString(16)}`);
process.exitCode = wrong === 0 ? 0 : 1;
