/** Why the core takes an exception. */

/** EXCCAUSE values this core can produce. */
export const enum Cause {
	NONE = -1,
	ILLEGAL_INSTRUCTION = 0,
	SYSCALL = 1,
	/** An access to instruction memory that is not a whole word, or a store to the flash window. */
	LOAD_STORE_ERROR = 3,
	LEVEL1_INTERRUPT = 4,
	UNALIGNED = 9,
	FETCH_PROHIBITED = 20,
	LOAD_PROHIBITED = 28,
	STORE_PROHIBITED = 29,
}

/** DEBUGCAUSE bits. */
export const enum DebugCause {
	ICOUNT = 1,
	IBREAK = 2,
	DBREAK = 4,
	BREAK = 8,
	BREAK_N = 16,
}
