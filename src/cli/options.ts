/** Reads the values of options; a wrong one is a UsageMistake that says what is right. */
import { ENGINES, type EngineChoice } from "../chip/create-chip.js";
import { parseShard, type Shard } from "../regress/shard.js";
import { parseMac, parseSeed } from "../world/identity.js";
import { parseTime, TIME_UNITS } from "../world/units.js";
import { UsageMistake } from "./exit-codes.js";

/** Applies `read` to an option that was given. */
export function given<T>(text: string | undefined, read: (text: string) => T): T | undefined {
	return text === undefined ? undefined : read(text);
}

/** A time with a unit, in ticks; `option` names it in messages. */
export function timeOption(option: string): (text: string) => number {
	return (text) => {
		const ticks = parseTime(text);
		if (ticks === undefined || ticks === 0) {
			throw new UsageMistake(`${option} ${text}: must be a time with a unit (${TIME_UNITS}), such as 500ms`);
		}
		return ticks;
	};
}

/** A time, or a number of ticks. */
export function tickOption(option: string): (text: string) => number {
	return (text) => (/^\d{1,15}$/.test(text) ? Number(text) : timeOption(option)(text));
}

/** A count from 1. */
export function countOption(option: string): (text: string) => number {
	return (text) => {
		const count = /^\d{1,9}$/.test(text) ? Number(text) : 0;
		if (count === 0) throw new UsageMistake(`${option} ${text}: must be a whole number from 1`);
		return count;
	};
}

/** One of a few words. */
export function choiceOption<T extends string>(option: string, choices: readonly T[]): (text: string) => T {
	return (text) => {
		const choice = choices.find((name) => name === text);
		if (!choice) throw new UsageMistake(`${option} ${text}: must be one of ${choices.join(", ")}`);
		return choice;
	};
}

/** One part of several. */
export function shardOption(text: string): Shard {
	const shard = parseShard(text);
	if (!shard) throw new UsageMistake(`--shard ${text}: must be a part of several, such as 2/5`);
	return shard;
}

/** How the chip is run. */
export const engineOption: (text: string) => EngineChoice = choiceOption("--engine", ENGINES);

/** What `--engine` says in every command's help. */
export const ENGINE_DESCRIPTION =
	"interp, wasm (hot code translated), or check (both, compared); results are the same";

/** A 64-bit number. */
export function seedOption(text: string): bigint {
	const seed = parseSeed(text);
	if (seed === undefined) {
		throw new UsageMistake(`--seed ${text}: must be a whole number from 0 to 2^64 - 1, decimal or 0x...`);
	}
	return seed;
}

/** A station address. */
export function macOption(text: string): string {
	const mac = parseMac(text);
	if (mac === undefined) {
		throw new UsageMistake(`--mac ${text}: must be six hex pairs with colons, such as 5c:cf:7f:00:00:01`);
	}
	return mac;
}
