/** Images that are known by hash: MicroPython's official releases, and the build from Debian's source package. */

/** An image that micropython.org hands out. */
export interface OfficialRelease {
	/** What it is asked for by; other variants than the common one end in their name. */
	readonly name: string;
	/** MicroPython's version. */
	readonly version: string;
	/** The board it is built for. */
	readonly variant: string;
	/** Its name on the server, under {@link RELEASES_URL}. */
	readonly file: string;
	/** Bytes. */
	readonly size: number;
	readonly sha256: string;
}

/** Where the official images are. */
export const RELEASES_URL = "https://micropython.org/resources/firmware/";

/** The image that the build in `tools/micropython` makes with Debian's compiler of the version here. */
export const DEBIAN_BUILD = {
	name: "v1.25.0+ds-1",
	version: "v1.25.0+ds-1 on 2025-05-04",
	variant: "ESP8266, no radio",
	size: 366776,
	sha256: "9ddf428fd88d67d3e316c682fe1dc0c74d28e06d42db27eea87708e5ecf889f9",
	compiler: "12.2.0",
	command: "tools/micropython/build",
} as const;

const HASH = /^[0-9a-f]{8,64}$/i;
const COMMON = "ESP8266_GENERIC";
const FLASH_512K = "ESP8266_GENERIC, 512 KB of flash";

/** The releases, oldest first. */
export const RELEASES: readonly OfficialRelease[] = [
	{
		name: "v1.14",
		version: "v1.14",
		variant: COMMON,
		file: "esp8266-20210202-v1.14.bin",
		size: 632064,
		sha256: "175e72a51a40725cfe09354843bca4e8972d51b81d42766cd7ee1e3098b97b7d",
	},
	{
		name: "v1.18",
		version: "v1.18",
		variant: COMMON,
		file: "esp8266-20220117-v1.18.bin",
		size: 635992,
		sha256: "91501e68ef5ac2acd8d8980ec023ee3b15cc7cb97d878473717acedc497cde8e",
	},
	{
		name: "v1.19.1",
		version: "v1.19.1",
		variant: COMMON,
		file: "esp8266-20220618-v1.19.1.bin",
		size: 634844,
		sha256: "f92ddae6e039c29be44bd20266422fbbb2815cf04c239132e34d58dd6309cdd6",
	},
	{
		name: "v1.19.1-512k",
		version: "v1.19.1",
		variant: FLASH_512K,
		file: "esp8266-512k-20220618-v1.19.1.bin",
		size: 495084,
		sha256: "27d829f7c2b0b61e94183c3de731666a78aef3adcd84945c09f046de39ece52c",
	},
	{
		name: "v1.23.0",
		version: "v1.23.0",
		variant: COMMON,
		file: "ESP8266_GENERIC-20240602-v1.23.0.bin",
		size: 633048,
		sha256: "eaeec5305ba43146290296b126df3b15159b33c4ec2483bba6a3351e81dc9974",
	},
	{
		name: "v1.26.0",
		version: "v1.26.0",
		variant: COMMON,
		file: "ESP8266_GENERIC-20250809-v1.26.0.bin",
		size: 640348,
		sha256: "b88638e3b7985f57582b0ac2c7d311cbf0435140e5c586f456d2b4b9e6843ac9",
	},
];

/** The release of this name or file name. */
export function findRelease(name: string): OfficialRelease | undefined {
	return RELEASES.find((release) => release.name === name || release.file === name);
}

/** The release whose sha256 is, or begins with, these digits (at least 8 of them, in any case). */
export function releaseOfHash(digits: string): OfficialRelease | undefined {
	if (!HASH.test(digits)) return undefined;
	return RELEASES.find(({ sha256 }) => sha256.startsWith(digits.toLowerCase()));
}

/** Whether a reference means the build from Debian's source package: its name, its version, or digits that its sha256 begins with. */
export function namesDebianBuild(reference: string): boolean {
	const { name, version, sha256 } = DEBIAN_BUILD;
	if (reference === name || reference === version) return true;
	return HASH.test(reference) && sha256.startsWith(reference.toLowerCase());
}
