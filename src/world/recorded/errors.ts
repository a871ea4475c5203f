/** A recorded world that cannot be put up again; `message` says why. */
export class RecordedWorldError extends Error {
	override readonly name = "RecordedWorldError";
}
