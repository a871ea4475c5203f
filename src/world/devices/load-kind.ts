/** Loads a kind of device that a user has written. */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { DeviceKind } from "./device.js";
import { DeviceError } from "./errors.js";

/** Imports a module whose default export is a kind of device. Rejects with DeviceError. */
export async function loadDeviceKind(path: string): Promise<DeviceKind> {
	let loaded: { readonly default?: unknown };
	try {
		loaded = await import(pathToFileURL(resolve(path)).href);
	} catch (error) {
		throw new DeviceError(`the device ${path} cannot be loaded: ${(error as Error).message}`, {
			cause: error,
		});
	}
	const kind = loaded.default as Partial<DeviceKind> | undefined;
	if (typeof kind?.name !== "string" || !Array.isArray(kind.pins) || typeof kind.make !== "function") {
		throw new DeviceError(
			`${path}: the default export must be a kind of device, { name, pins, make(surface, settings) }`,
		);
	}
	return kind as DeviceKind;
}
