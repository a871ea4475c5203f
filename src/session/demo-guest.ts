/** The guest of a demonstration: the best that can be had here, and why it is not a better one. */
import { fileURLToPath } from "node:url";
import { ImageCache } from "../firmware/cache.js";
import { ImageError } from "../firmware/errors.js";
import { type Firmware, readFirmware } from "../firmware/reference.js";
import { DEBIAN_BUILD, findRelease } from "../firmware/releases.js";
import { type ResolveOptions, resolveFirmware, resolveHash } from "../firmware/resolve.js";
import { PACKAGE_ROOT } from "../package-root.js";

export interface DemoGuest {
	readonly firmware: Firmware;
	/** What it is, and where it came from. */
	readonly title: string;
	/** Whether there is a Python prompt to type at. */
	readonly python: boolean;
}

export interface GuestOptions extends ResolveOptions {
	/** Told, as soon as it is known, of each guest that is not to be had and why. */
	readonly onPassedOver?: (reason: string) => void;
}

const RELEASE = findRelease("v1.23.0")!;
const GUEST = fileURLToPath(new URL("tools/guests/bin/uart.bin", PACKAGE_ROOT));

/**
 * An official MicroPython, from the cache or downloaded; else the one built from Debian's source package, from the
 * cache or built now; else a small program of ours. Throws ImageError `stopped` and `invalid`, and the file system's
 * error.
 */
export async function chooseGuest(options: GuestOptions): Promise<DemoGuest> {
	const { cache = new ImageCache(), onPassedOver } = options;
	const attempt = async (title: string, get: () => Promise<Firmware>): Promise<DemoGuest | undefined> => {
		try {
			return { firmware: await get(), title, python: true };
		} catch (error) {
			if (!(error instanceof ImageError) || error.code === "stopped") throw error;
			onPassedOver?.(error.message);
			return undefined;
		}
	};
	return (
		(await attempt(`MicroPython ${RELEASE.name}, the official release`, () =>
			resolveHash(RELEASE.sha256, RELEASE.version, undefined, { ...options, cache }),
		)) ??
		(await attempt(`MicroPython ${DEBIAN_BUILD.name}, built from Debian's source package`, () =>
			resolveFirmware(DEBIAN_BUILD.version, { ...options, cache }),
		)) ?? { firmware: ownProgram(cache), title: "a program of this project's own", python: false }
	);
}

/** The program, also put into the cache, where a later replay looks for it. */
function ownProgram(cache: ImageCache): Firmware {
	const firmware = readFirmware(GUEST);
	cache.store("firmware", firmware.bytes);
	return firmware;
}
