/** The guest of a demonstration: the best that can be had here, and why it is not a better one. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ImageCache } from "../firmware/cache.js";
import type { DownloadOptions } from "../firmware/download.js";
import { ImageError } from "../firmware/errors.js";
import { type Firmware, firmwareOfHash, readFirmware } from "../firmware/reference.js";
import { DEBIAN_BUILD, findRelease } from "../firmware/releases.js";
import { resolveHash } from "../firmware/resolve.js";

export interface DemoGuest {
	readonly firmware: Firmware;
	/** What it is, and where it came from. */
	readonly title: string;
	/** Whether there is a Python prompt to type at. */
	readonly python: boolean;
	/** What would have been better, and why it was not to be had; a line each. */
	readonly passedOver: readonly string[];
}

export interface GuestOptions extends DownloadOptions {
	/** Told before something that takes minutes. */
	readonly onWait?: (what: string) => void;
}

const RELEASE = findRelease("v1.23.0")!;
/** Where the tools of a checkout are; of these a package has only the guest. */
const TOOLS = new URL("../../../tools/", import.meta.url);
const GUEST = fileURLToPath(new URL("guests/bin/uart.bin", TOOLS));
const BUILD = fileURLToPath(new URL("micropython/main.mjs", TOOLS));

/**
 * An official MicroPython, from the cache or downloaded; else the one built from Debian's source package, from
 * the cache or built if that needs no download; else a small program of ours. Throws ImageError `stopped`, and the
 * file system's error.
 */
export async function chooseGuest(options: GuestOptions): Promise<DemoGuest> {
	const { cache = new ImageCache() } = options;
	const passedOver: string[] = [];
	const attempt = async (
		title: string,
		get: () => Firmware | Promise<Firmware>,
	): Promise<DemoGuest | undefined> => {
		try {
			return { firmware: await get(), title, python: true, passedOver };
		} catch (error) {
			if (!(error instanceof ImageError) || error.code === "stopped") throw error;
			passedOver.push(`${title}: ${error.message}`);
			return undefined;
		}
	};
	return (
		(await attempt(`MicroPython ${RELEASE.name}, the official release`, () =>
			resolveHash(RELEASE.sha256, RELEASE.version, undefined, { ...options, cache }),
		)) ??
		(await attempt(`MicroPython ${DEBIAN_BUILD.name}, built from Debian's source package`, () =>
			debianBuild(cache, options),
		)) ?? { firmware: ownProgram(cache), title: "a program of this project's own", python: false, passedOver }
	);
}

/** The program, also put into the cache, where a later replay looks for it. */
function ownProgram(cache: ImageCache): Firmware {
	const firmware = readFirmware(GUEST);
	cache.store("firmware", firmware.bytes);
	return firmware;
}

function debianBuild(cache: ImageCache, { offline, onWait }: GuestOptions): Firmware {
	const find = (hash: string) => firmwareOfHash(hash, DEBIAN_BUILD.version, undefined, cache);
	if (cache.list("firmware").includes(DEBIAN_BUILD.sha256)) return find(DEBIAN_BUILD.sha256);
	if (!existsSync(BUILD) || offline) return find(DEBIAN_BUILD.sha256);
	build(cache, "--check");
	onWait?.(`building MicroPython with ${DEBIAN_BUILD.command}: one to three minutes`);
	return find(build(cache));
}

/** Runs the build; returns what it prints. Throws ImageError with what it complains of. */
function build(cache: ImageCache, ...args: string[]): string {
	try {
		const output = execFileSync(process.execPath, [BUILD, "--cache", cache.folder, ...args], {
			encoding: "utf8",
			stdio: ["ignore", "pipe", "pipe"],
		});
		return output.trim();
	} catch (error) {
		const { stderr } = error as { stderr?: string };
		throw new ImageError("unavailable", stderr?.trim() || (error as Error).message, { cause: error });
	}
}
