/**
 * Both engines beside each other: every committed trace replayed, the smallest first, and then random programs until the
 * time is up. All traces are gone through, however long that takes.
 *
 *     node dist/tools/soak/check.js [MINUTES=30] [--seed 1] [--traces FOLDER]
 */
import { statSync } from "node:fs";
import { TICKS_PER_SECOND } from "../../src/chip/time.js";
import { ImageError } from "../../src/firmware/errors.js";
import { firmwareOfHash } from "../../src/firmware/reference.js";
import { findRom } from "../../src/firmware/rom.js";
import { listTraces, traceName } from "../../src/regress/trace-files.js";
import { loadDigests } from "../../src/session/digest.js";
import { describeDivergence } from "../../src/session/divergence.js";
import { replayTrace } from "../../src/session/replayer.js";
import { loadHash64 } from "../../src/trace/hash64.js";
import { TraceReader } from "../../src/trace/reader.js";
import { FileSource } from "../../src/trace/source.js";
import { compareEngines } from "../../test/chip/translate/random-program.js";
import { soakArguments } from "./arguments.js";

const { positionals, values, whole } = soakArguments({
	usage: "[MINUTES=30] [--seed 1] [--traces FOLDER]",
	options: { seed: { type: "string", default: "1" }, traces: { type: "string", default: "traces" } },
	places: [0, 1],
});
const [minutes = "30"] = positionals;
const until = performance.now() + whole(minutes, 1) * 60_000;
const firstSeed = whole(values.seed);

const hash64 = await loadHash64();
const digests = await loadDigests();
const count = { instructions: 0, checkpoints: 0, traces: 0, skipped: 0, programs: 0, states: 0 };
const number = (n: number): string => n.toLocaleString("en-US");

/** Replays a trace in both engines; returns what to say. Throws what differs. */
function check(path: string): string {
	const source = new FileSource(path);
	try {
		const reader = new TraceReader(source, hash64);
		const { firmware, rom } = reader.header;
		const result = replayTrace(reader, {
			firmware: firmwareOfHash(firmware.sha256, firmware.version, undefined),
			rom: findRom({ sha256: rom.sha256 }),
			hash64,
			digests: digests(),
			engine: "check",
		});
		count.traces++;
		count.instructions += result.instructions;
		count.checkpoints += result.checkpoints;
		if (result.divergence) throw new Error(describeDivergence(result.divergence).join("\n"));
		return `${(result.tick / TICKS_PER_SECOND).toFixed(1)} guest s, ${number(result.instructions)} instructions, ${result.checkpoints} checkpoints`;
	} finally {
		source.close();
	}
}

/** Says that something differs, and ends. */
function differs(what: string, why: string): never {
	console.error(`${what} DIFFERS: ${why}`);
	process.exit(1);
}

const sized = listTraces(values.traces).map((path) => ({ path, size: statSync(path).size }));
for (const { path } of sized.sort((a, b) => a.size - b.size)) {
	const started = performance.now();
	try {
		const said = check(path);
		console.log(`${traceName(path)}: ${said}, ${((performance.now() - started) / 1000).toFixed(1)} s here`);
	} catch (error) {
		if (!(error instanceof ImageError && error.code === "unavailable"))
			differs(traceName(path), (error as Error).message);
		count.skipped++;
		console.log(`${traceName(path)}: skipped: ${error.message}`);
	}
}
console.log(`${count.traces} traces the same, ${count.skipped} skipped; now random programs`);
for (let seed = firstSeed; performance.now() < until; seed++) {
	const { instructions, comparisons, difference } = compareEngines(seed);
	count.programs++;
	count.instructions += instructions;
	count.states += comparisons;
	if (difference !== undefined) differs(`the program of seed ${seed}`, difference);
	if (count.programs % 100 === 0)
		console.log(`${count.programs} programs, ${number(count.instructions)} instructions`);
}
console.log(
	`${count.traces} traces and ${count.programs} random programs: ${number(count.instructions)} instructions, ` +
		`${number(count.checkpoints)} checkpoints and ${number(count.states)} states of programs compared, no difference`,
);
