/** A serial line for other programs that cannot be had; `message` says to the user why. */
export class SerialError extends Error {
	override readonly name = "SerialError";
}
