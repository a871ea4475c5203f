/** Seeks and steps in a long run: what they take, and that a place is the same however one has come there. */
import type { StateStore } from "../../../src/debug/time/state-store.js";
import type { TimeMachine } from "../../../src/debug/time/time-machine.js";
import { loadHash64 } from "../../../src/trace/hash64.js";
import { seeded } from "../../random.js";
import type { Check } from "./check.js";

const STEPS = 20;
const SEEK_MS = 200;
const STEP_MS = 50;
const MEMORY_MB = 500;

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1];

const timed = (work: () => void): number => {
	const began = performance.now();
	work();
	return performance.now() - began;
};

/** Goes through the run, and keeps its states. */
export function firstPass(time: TimeMachine): void {
	const took = timed(() => time.seek(time.lastTick));
	const minutes = time.lastTick / 160e6 / 60;
	console.log(`first pass over ${minutes.toFixed(1)} minutes: ${(took / 1000).toFixed(1)} s`);
	const { spread, bytes } = time.snapshots;
	console.log(`${spread.length} states kept, ${(bytes / 1e6).toFixed(1)} MB`);
	const kept = timed(() => time.save());
	console.log(`put into a file: ${kept.toFixed(0)} ms`);
}

/** Opens the run again with the states of the first pass. */
export async function openAgain(
	open: (store: StateStore) => Promise<TimeMachine>,
	store: StateStore,
	check: Check,
): Promise<TimeMachine> {
	const began = performance.now();
	const time = await open(store);
	console.log(`opened again: ${(performance.now() - began).toFixed(0)} ms`);
	check(`${time.snapshots.spread.length} states are there again`, time.snapshots.spread.length > 100);
	return time;
}

export async function walkAbout(time: TimeMachine, places: number, check: Check): Promise<void> {
	const random = seeded(1);
	const hash64 = await loadHash64();
	const state = (): string => `${time.tick} ${time.chip.hash(hash64).whole}`;
	const seeks: number[] = [];
	const steps: number[] = [];
	let astray = 0;
	for (let i = 0; i < places; i++) {
		seeks.push(timed(() => time.seek(Math.floor(random() * time.lastTick))));
		const seen: string[] = [];
		for (let k = 0; k < STEPS && time.step(); k++) seen.push(state());
		seen.pop();
		for (let k = seen.length - 1; k >= 0; k--) {
			steps.push(timed(() => time.stepBack()));
			if (state() !== seen[k]) astray++;
		}
	}
	const slowest = Math.max(...seeks);
	const [seek, step] = [median(seeks), median(steps)];
	check(`seek: median ${seek.toFixed(1)} ms, slowest ${slowest.toFixed(0)} ms`, seek < SEEK_MS);
	check(`step back: median ${step.toFixed(1)} ms`, step < STEP_MS);
	check(`${steps.length} steps back, ${astray} astray`, astray === 0);
	const memory = process.resourceUsage().maxRSS / 1024;
	check(`memory at its most: ${memory.toFixed(0)} MB`, memory < MEMORY_MB);
}
