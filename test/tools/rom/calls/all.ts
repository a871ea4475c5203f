/** All functions of the ROM that are compared with the mask ROM's. */
import type { Comparison } from "../compare.js";
import { ARITHMETIC } from "./arithmetic.js";
import { CRYPTO } from "./crypto.js";
import { FLASH } from "./flash.js";
import { INTERRUPTS } from "./interrupts.js";
import { MEMORY } from "./memory.js";
import { PINS } from "./pins.js";
import { RADIO } from "./radio.js";
import { STRUCTURES } from "./structures.js";
import { TEXT } from "./text.js";

export const COMPARISONS: readonly Comparison[] = [
	...ARITHMETIC,
	...MEMORY,
	...CRYPTO,
	...TEXT,
	...STRUCTURES,
	...FLASH,
	...PINS,
	...RADIO,
	...INTERRUPTS,
];
