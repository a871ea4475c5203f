/** What can be wrong with a trace, told apart so that each case gets its own message and exit code. */

/**
 * `not-a-trace`: the file never was one. `damaged`: it was one, and bytes were altered, moved or lost.
 * `too-new`: a later version of the recorder wrote it.
 */
export type TraceErrorCode = "not-a-trace" | "damaged" | "too-new";

/** The one error reading throws; the message says what, where, and what to do. */
export class TraceError extends Error {
	override readonly name = "TraceError";
	readonly code: TraceErrorCode;
	/** Byte offset in the file of the frame in question. */
	readonly offset: number;
	/** Number of that frame; the header is 0. */
	readonly frame: number;

	constructor(code: TraceErrorCode, message: string, offset: number, frame: number, options?: ErrorOptions) {
		super(message, options);
		this.code = code;
		this.offset = offset;
		this.frame = frame;
	}
}

/** Builds the error for a frame that cannot be trusted. */
export function damaged(what: string, offset: number, frame: number, cause?: unknown): TraceError {
	const advice =
		frame === 0
			? "nothing in it can be replayed; use another copy"
			: "the frames before it are intact; use another copy to get the rest";
	return new TraceError(
		"damaged",
		`the trace is damaged at byte ${offset} (frame ${frame}): ${what}; ${advice}`,
		offset,
		frame,
		cause === undefined ? {} : { cause },
	);
}

/**
 * A value that the format does not allow. The writer throws it at whoever handed the value in; the
 * reader catches it and throws a TraceError that says where.
 */
export class Malformed extends RangeError {
	override readonly name = "Malformed";
}
