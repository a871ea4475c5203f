/** Why a session will not do what it was asked. */

/**
 * `not-recorded-build`: exact replay needs the very firmware, ROM and model that were recorded.
 * `flash-file`: the file given for the flash cannot be one. `guest`: the guest did what cannot be gone on from.
 */
export type SessionErrorCode = "not-recorded-build" | "flash-file" | "guest";

/** The message says what to do. */
export class SessionError extends Error {
	override readonly name = "SessionError";
	readonly code: SessionErrorCode;

	constructor(code: SessionErrorCode, message: string, options?: ErrorOptions) {
		super(message, options);
		this.code = code;
	}
}

/** The file is no bundle of a trace and its images, or not a whole one. */
export class BundleError extends Error {
	override readonly name = "BundleError";
}
