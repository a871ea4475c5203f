/** What a run must produce, as a text file that a person can read and a diff can show. */
import type { TraceHeader } from "../trace/schema.js";
import { hex } from "./digest.js";
import type { ReplayResult } from "./replayer.js";

/** Version of the golden file's shape. */
const FORMAT = 1;
/** Differences listed one by one; the rest is counted. */
const MAX_DIFFERENCES = 20;

/** The contents of golden/NAME.json; hashes are lower-case hex. */
export interface Golden {
	readonly format: number;
	readonly firmware: string;
	readonly rom: string;
	readonly model: number;
	/** Where the run ended. */
	readonly tick: number;
	readonly instructions: number;
	/** State at the end, whole and by component. */
	readonly whole: string;
	readonly components: Readonly<Record<string, string>>;
	/** Of the console, the pins and the flash. */
	readonly digests: Readonly<Record<string, string>>;
	readonly checkpoints: readonly (readonly [tick: number, whole: string])[];
}

/** Gathers what a replay produced; hand `onCheckpoint` to the replay. */
export class GoldenCollector {
	readonly #checkpoints: [number, string][] = [];

	readonly onCheckpoint = (tick: number, whole: bigint): void => {
		this.#checkpoints.push([tick, hex(whole)]);
	};

	/** The golden file's contents for a finished replay. */
	finish(header: TraceHeader, result: ReplayResult): Golden {
		return {
			format: FORMAT,
			firmware: header.firmware.sha256,
			rom: header.rom.sha256,
			model: header.model,
			tick: result.tick,
			instructions: result.instructions,
			whole: hex(result.state.whole),
			components: Object.fromEntries([...result.state.components].map(([name, hash]) => [name, hex(hash)])),
			digests: result.digests,
			checkpoints: this.#checkpoints,
		};
	}
}

/** The text of a golden file: stable, one fact a line. */
export function formatGolden(golden: Golden): string {
	const { checkpoints, ...facts } = golden;
	const head = JSON.stringify(facts, undefined, "\t").slice(0, -2);
	const lines = checkpoints.map((checkpoint) => `\t\t${JSON.stringify(checkpoint)}`);
	return `${head},\n\t"checkpoints": [\n${lines.join(",\n")}\n\t]\n}\n`;
}

/** Reads a golden file. Throws SyntaxError with `name` in the message for anything else. */
export function parseGolden(text: string, name: string): Golden {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (error) {
		throw new SyntaxError(`${name} is not JSON: ${(error as Error).message}`);
	}
	if (!isGolden(value)) {
		throw new SyntaxError(`${name} is not a golden file of format ${FORMAT}; make it anew with --update`);
	}
	return value;
}

function isGolden(value: unknown): value is Golden {
	if (typeof value !== "object" || value === null) return false;
	const g = value as Record<string, unknown>;
	const isMap = (map: unknown) =>
		typeof map === "object" && map !== null && Object.values(map).every((item) => typeof item === "string");
	return (
		g.format === FORMAT &&
		["firmware", "rom", "whole"].every((key) => typeof g[key] === "string") &&
		["model", "tick", "instructions"].every((key) => typeof g[key] === "number") &&
		isMap(g.components) &&
		isMap(g.digests) &&
		Array.isArray(g.checkpoints) &&
		g.checkpoints.every((c) => Array.isArray(c) && typeof c[0] === "number" && typeof c[1] === "string")
	);
}

/** How a run differs from its golden file, a line a difference; empty when it does not. */
export function compareGolden(expected: Golden, actual: Golden): string[] {
	const found: string[] = [];
	const compare = (what: string, a: string | number | undefined, b: string | number | undefined) => {
		if (a !== b) found.push(`${what}: golden ${a ?? "nothing"}, now ${b ?? "nothing"}`);
	};
	for (const key of ["firmware", "rom", "model", "tick", "instructions", "whole"] as const) {
		compare(key, expected[key], actual[key]);
	}
	for (const key of ["components", "digests"] as const) {
		for (const name of new Set([...Object.keys(expected[key]), ...Object.keys(actual[key])])) {
			compare(`${key}.${name}`, expected[key][name], actual[key][name]);
		}
	}
	compare("number of checkpoints", expected.checkpoints.length, actual.checkpoints.length);
	const count = Math.min(expected.checkpoints.length, actual.checkpoints.length);
	for (let i = 0; i < count; i++) {
		compare(`checkpoint ${i}`, expected.checkpoints[i].join(" "), actual.checkpoints[i].join(" "));
	}
	const more = found.length - MAX_DIFFERENCES;
	return more > 0 ? [...found.slice(0, MAX_DIFFERENCES), `and ${more} more differences`] : found;
}
