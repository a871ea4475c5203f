/** Builds a chip with the engine that was asked for. */
import { CheckedChip } from "./checked-chip.js";
import { Chip } from "./chip.js";
import type { ChipConfig } from "./config.js";
import type { ChipOutputs } from "./outputs.js";
import { Shelf } from "./translate/shelf.js";
import type { Engine } from "./xtensa/cpu.js";

/** How to run: interpreted, with hot code translated, or both beside each other. */
export const ENGINES = ["interp", "wasm", "check"] as const;
export type EngineChoice = Engine | "check";

/** What is used where nothing is said. */
export const DEFAULT_ENGINE: EngineChoice = "wasm";

/** One chip of a process after another finds translated what it has in common with those before it. */
const SHELF = new Shelf();

/** Makes the next chip translate anew what it needs, as the first one of a process does: for benchmarks. */
export function forgetTranslations(): void {
	SHELF.clear();
}

/** A chip; results do not depend on `engine`. */
export function createChip(
	config: ChipConfig,
	outputs?: ChipOutputs,
	engine: EngineChoice = DEFAULT_ENGINE,
): Chip {
	return engine === "check"
		? new CheckedChip(config, outputs, SHELF)
		: new Chip(config, outputs, engine, SHELF);
}
