/** What the function that skips rounds keeps, and what it leaves behind. */

/** Its locals, the parameters first. */
export const enum Local {
	CLOCK,
	PHASE,
	LEFT,
	ELIGIBLE,
	ROUNDS,
	INSTRUCTIONS,
	/** Ticks since the first round's start. */
	ELAPSED,
	STAMP,
	/** What those were when the period began. */
	BASE_CLOCK,
	BASE_PHASE,
	BASE_LEFT,
	BASE_ROUNDS,
	BASE_INSTRUCTIONS,
	BASE_ELAPSED,
	BASE_STAMP,
	/** Clock units by which time can be shifted before one of the period's conditions comes out otherwise. */
	REACH,
	/** Rounds after which a period that has not ended is begun anew. */
	PATIENCE,
	SHIFT,
	TIMES,
	/** Rounds that periods stood for. */
	REPEATED,
	/** The way of the round that there is no time left for, from 0; -1 when it is not known. */
	RUMP,
	SPARE,
	/** The first of the results of a round, which are worked out before any is written. */
	RESULTS,
}

/** Bytes of what the function leaves, from its place in the memory. */
export const enum Skipped {
	/** Cycles that are left. */
	LEFT = 0,
	INSTRUCTIONS = 4,
	/** Ticks from the first round's start to the last stamp; -1 for none. */
	STAMP = 8,
	/** Rounds that were not looked at one by one. */
	REPEATED = 12,
	/** The way of the round that there is no time left for, from 0; -1 when it is not known. */
	RUMP = 16,
	/** For each way the number of the last round that went it; 0 for none. */
	LAST_USE = 20,
	/** What varies in that round, as its rump numbers it. */
	VARYING = 256,
}
