/**
 * All mutable state of the chip lives in its one buffer. Two proofs: no class keeps a mutable field beside it but the
 * caches named here, and a fresh chip that is given a snapshot runs on like the one the snapshot was taken of.
 */

import test from "ava";
import fc from "fast-check";
import xxhash from "xxhash-wasm";
import { Chip } from "../../src/chip/chip.js";
import type { ChipInput } from "../../src/chip/inputs.js";
import type { StateHash } from "../../src/chip/state/chip-state.js";
import { diffSnapshots } from "../../src/chip/state/diff.js";
import { BUSY_ROM } from "./busy-rom.js";
import { benchConfig, Recorded, US } from "./harness.js";
import { chipSources } from "./sources.js";

const { h64Raw } = await xxhash();
const hash64 = (data: Uint8Array, seed: bigint): bigint => h64Raw(data, seed);

/** Fields outside the buffer that may change, and why none of them is state. */
const CACHES: Readonly<Record<string, string>> = {
	"chip.ts Chip.#scheduler": "deadlines, asked again after a restore",
	"chip.ts Chip.#pauseRequested": "the caller's wish, forgotten at the next run",
	"chip.ts Chip.#wires": "a debugger's wish, without effect on the state",
	"checked-chip.ts CheckedChip.#spans": "how often the two chips were compared",
	"scheduler.ts Scheduler.#blocks": "filled while the chip is built",
	"scheduler.ts Scheduler.#deadlines": "asked again after a restore",
	"scheduler.ts Scheduler.#earliest": "follows from the deadlines",
	"scheduler.ts Scheduler.#sliceEnd": "set at the start of each slice",
	"peripherals/iomux.ts Iomux.#padsChanged": "wired once, while the chip is built",
	"peripherals/pads.ts Pads.#sources": "wired once, while the chip is built",
	"peripherals/slc.ts Slc.#dataReady": "wired once, while the chip is built",
	"state/chip-state.ts ChipState.#restored": "listeners, added while the chip is built",
	"state/chip-state.ts ChipState.#ways": "filled by the constructor",
	"state/component-hash.ts PagedHash.#hashes": "the hashes of pages that have not changed since",
	"state/component-hash.ts PagedHash.#stale": "which pages have",
	"state/component-hash.ts TrackedHash.#fresh": "the hash of what has not changed since",
	"memory/bus.ts Bus.#windowSize": "follows DPORT, set again after a restore",
	"memory/bus.ts Bus.#windowOffset": "follows DPORT, set again after a restore",
	"memory/bus.ts Bus.#codeLimit": "follows DPORT, set again after a restore",
	"memory/bus.ts Bus.#windowListener": "wired once, while the chip is built",
	"memory/bus.ts Bus.#cacheBanks": "follows DPORT, set again after a restore",
	"memory/register-map.ts RegisterMap.#dport": "filled by the constructor",
	"memory/register-map.ts RegisterMap.#apb": "filled by the constructor",
	"xtensa/code-cache.ts CodeCache.#wired": "decoded instructions, dropped with the others",
	"xtensa/code-cache.ts CodeCache.#isWired": "follows the debugger's wish",
	"xtensa/code-cache.ts CodeCache.#listener": "wired once, while the chip is built",
	"xtensa/code-cache.ts CodeCache.#used": "which pages hold decoded instructions, dropped at a restore",
	"xtensa/cpu.ts Cpu.#wires": "a debugger's wish, without effect on the state",
	"xtensa/tripwires.ts Tripwires.breaks": "filled by the constructor",
	"xtensa/tripwires.ts Tripwires.#seen": "what watched memory held when the debugger looked last",
	"xtensa/tripwires.ts Tripwires.map": "filled by the constructor",
	"xtensa/warm-up.ts warm": "whether the host's compiler has seen the interpreter",
};

/**
 * Folders in which all that changes is a cache, with one owner each: `Cpu` makes a translator, which drops what it
 * has made when code changes, and at a restore. That nothing of it shows is what the engines' own tests are for.
 */
const CACHE_FOLDERS = /^(?:translate|idle)\//;

const CLASS = /^(?:export )?(?:abstract )?class (\w+)/;
const FIELD =
	/^\t(?:(?:public|private|protected|static|override|abstract|declare) )*(readonly )?(#?\w+)[?!]?(?::|;| =).*/;
/** A readonly field that holds something which can change. */
const HOLDS_MUTABLE = / = (?:new |\[|\{)/;
/** A constructor makes something that can change, and is no view of a buffer that is there. */
const MADE = /^\t\tthis\.(#?\w+) = new (?:Map|Set|\w+Array)\b(?!.*buffer)/;
const MODULE_VARIABLE = /^(?:export )?let (\w+)/;

/** Everything in src/chip that can change and is no view of the buffer: "file Class.field" or "file variable". */
function mutablePlaces(): string[] {
	const found: string[] = [];
	for (const { path, code } of chipSources()) {
		let inside: string | undefined;
		for (const line of code.split("\n")) {
			inside = CLASS.exec(line)?.[1] ?? (line.startsWith("}") ? undefined : inside);
			const variable = MODULE_VARIABLE.exec(line);
			if (variable) found.push(`${path} ${variable[1]}`);
			const made = MADE.exec(line);
			if (made) found.push(`${path} ${inside}.${made[1]}`);
			const field = inside === undefined ? null : FIELD.exec(line);
			if (field && (!field[1] || HOLDS_MUTABLE.test(line))) found.push(`${path} ${inside}.${field[2]}`);
		}
	}
	return found;
}

test("no field of the chip changes outside the buffer, but for caches", (t) => {
	const places = mutablePlaces().filter((place) => !CACHE_FOLDERS.test(place));
	t.deepEqual(places.sort(), Object.keys(CACHES).sort());
});

const SPAN = 3000 * US;
const config = benchConfig({ rom: BUSY_ROM });

interface TimedInput {
	readonly at: number;
	readonly input: ChipInput;
}

const typed = (i: number): TimedInput => ({
	at: (100 + 200 * i) * US,
	input: { kind: "uart", line: 0, byte: 0x41 + i, baud: 74_928 },
});

/** What the outside does to the busy chip, by the tick at which it does it. */
const INPUTS: readonly TimedInput[] = [
	...Array.from({ length: 12 }, (_, i) => typed(i)),
	{ at: 550 * US, input: { kind: "rtc", periodFs: 6_000_000_000 } } as const,
	{ at: 1550 * US, input: { kind: "pin", pin: 5, level: 1 } } as const,
	{ at: 2050 * US, input: { kind: "power", event: "reset-pin", straps: 3 } } as const,
].sort((a, b) => a.at - b.at);

/** Runs to `until` in slices that end at `cuts` too; inputs are given as they come due. */
function drive(chip: Chip, until: number, cuts: readonly number[] = []): void {
	const due = INPUTS.filter(({ at }) => at >= chip.tick && at < until);
	for (const stop of [...due.map(({ at }) => at), ...cuts, until].sort((a, b) => a - b)) {
		chip.run(Math.min(stop, until));
		while (due.length > 0 && due[0].at <= chip.tick) chip.input(due.shift()!.input);
	}
}

const plain = ({ whole, components }: StateHash): unknown => [whole, ...components];

test("the busy program does what it is there for", (t) => {
	const out = new Recorded();
	const chip = new Chip(config, out);
	drive(chip, SPAN);
	t.true(out.text.startsWith("ABCD"), out.text);
	t.true(out.pinEdges.length > 10);
	t.true(chip.instructions > 10_000);
	t.true(out.powerEvents.length === 2);
});

test("a fresh chip given a snapshot runs on like the chip it was taken of", (t) => {
	fc.assert(
		fc.property(fc.integer({ min: 1, max: SPAN - 1 }), fc.integer({ min: 1, max: SPAN }), (at, more) => {
			const original = new Chip(config);
			drive(original, at);
			const snapshot = original.snapshot();
			const copy = new Chip(config);
			copy.restore(snapshot);
			t.deepEqual(plain(copy.hash(hash64)), plain(original.hash(hash64)));
			drive(original, original.tick + more);
			drive(copy, copy.tick + more);
			t.deepEqual(diffSnapshots(copy.state.layout, original.snapshot(), copy.snapshot()), []);
			t.deepEqual(plain(copy.hash(hash64)), plain(original.hash(hash64)));
		}),
		{ numRuns: 15 },
	);
});

test("restoring an earlier moment in the same chip takes everything back", (t) => {
	fc.assert(
		fc.property(fc.integer({ min: 1, max: SPAN - 1 }), fc.integer({ min: 1, max: SPAN }), (at, more) => {
			const chip = new Chip(config);
			drive(chip, at);
			const snapshot = chip.snapshot();
			drive(chip, chip.tick + more);
			const first = plain(chip.hash(hash64));
			chip.restore(snapshot);
			drive(chip, chip.tick + more);
			t.deepEqual(plain(chip.hash(hash64)), first);
		}),
		{ numRuns: 15 },
	);
});

test("one long run and a run in any slices end the same, with the same outputs at the same ticks", (t) => {
	const wholeOut = new Recorded();
	const whole = new Chip(config, wholeOut);
	drive(whole, SPAN);
	fc.assert(
		fc.property(fc.array(fc.integer({ min: 1, max: SPAN }), { maxLength: 100 }), (cuts) => {
			const slicedOut = new Recorded();
			const sliced = new Chip(config, slicedOut);
			drive(sliced, SPAN, cuts);
			t.deepEqual(diffSnapshots(whole.state.layout, whole.snapshot(), sliced.snapshot()), []);
			t.deepEqual(slicedOut, wholeOut);
		}),
		{ numRuns: 15 },
	);
});

test("a run cut at every tick is the same run", (t) => {
	const span = 40 * US;
	const whole = new Chip(config);
	whole.run(span);
	const sliced = new Chip(config);
	while (sliced.tick < span) sliced.run(sliced.tick + 1);
	t.deepEqual(plain(sliced.hash(hash64)), plain(whole.hash(hash64)));
});
