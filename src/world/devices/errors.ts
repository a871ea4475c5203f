/** A device or board that cannot be had as it is described; `message` says what is allowed. */
export class DeviceError extends Error {
	override readonly name = "DeviceError";
}
