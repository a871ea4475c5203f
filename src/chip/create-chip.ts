/** Builds a chip with the engine that was asked for. */
import { CheckedChip } from "./checked-chip.js";
import { Chip } from "./chip.js";
import type { ChipConfig } from "./config.js";
import type { ChipOutputs } from "./outputs.js";
import type { Engine } from "./xtensa/cpu.js";

/** How to run: interpreted, with hot code translated, or both beside each other. */
export const ENGINES = ["interp", "wasm", "check"] as const;
export type EngineChoice = Engine | "check";

/** What is used where nothing is said. */
export const DEFAULT_ENGINE: EngineChoice = "wasm";

/** A chip; results do not depend on `engine`. */
export function createChip(
	config: ChipConfig,
	outputs?: ChipOutputs,
	engine: EngineChoice = DEFAULT_ENGINE,
): Chip {
	return engine === "check" ? new CheckedChip(config, outputs) : new Chip(config, outputs, engine);
}
