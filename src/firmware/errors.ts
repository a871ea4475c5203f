/** What can go wrong with images, told apart by what the user can do about it. */

/**
 * `unavailable`: an image is needed and is nowhere to be found. `invalid`: what was found, or asked for,
 * is not what it should be. `stopped`: the user ended a download.
 */
export type ImageErrorCode = "unavailable" | "invalid" | "stopped";

/** The one error of this folder; the message says what to do. */
export class ImageError extends Error {
	override readonly name = "ImageError";
	readonly code: ImageErrorCode;

	constructor(code: ImageErrorCode, message: string, options?: ErrorOptions) {
		super(message, options);
		this.code = code;
	}
}
