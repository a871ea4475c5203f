/**
 * What instructions cost, in CPU cycles.
 *
 * These are estimates from the public descriptions of the five-stage Xtensa LX pipeline, not
 * measurements: one instruction a cycle, two more cycles to refill the pipeline after a jump.
 * Recorded runs depend on every number here, so a change needs a new MODEL_VERSION.
 */

/** Written into every trace; a run replays exactly only under the version it was recorded with. */
export const MODEL_VERSION = 2;

/** Cycles by cause. */
export const enum Cycles {
	/** Every instruction. */
	INSTRUCTION = 1,
	/** More, when the pipeline fetches anew: after a jump or taken branch, and for ISYNC. */
	REFETCH = 2,
	/** More, for a load or store on the peripheral bus (APB, 0x6xxxxxxx). */
	APB = 4,
	/** More, for a load or store in the processor's own register space (DPORT and MAC, 0x3ffxxxxx). */
	// biome-ignore lint/suspicious/noDuplicateEnumValues: two causes may cost the same
	DPORT = 2,
	/** Entry of an exception or interrupt; not an instruction. */
	EXCEPTION = 3,
}
