/** Tests that need images no repository may carry: skipped by name where they are not in the cache. */
import test, { type ExecutionContext } from "ava";
import { ImageCache } from "../src/firmware/cache.js";
import { type Firmware, firmwareOfHash } from "../src/firmware/reference.js";
import { DEBIAN_BUILD } from "../src/firmware/releases.js";
import { type BootRom, findRom } from "../src/firmware/rom.js";

/** SHA-256 of images that tests use. */
export const IMAGES = {
	rom: "32f199bf10da9a08c6c4e1b556b29c7606656b8a6d04e4f17d5afa74e5d98c68",
	"v1.14": "175e72a51a40725cfe09354843bca4e8972d51b81d42766cd7ee1e3098b97b7d",
	"v1.18": "91501e68ef5ac2acd8d8980ec023ee3b15cc7cb97d878473717acedc497cde8e",
	"v1.19.1": "f92ddae6e039c29be44bd20266422fbbb2815cf04c239132e34d58dd6309cdd6",
	"v1.19.1-512k": "27d829f7c2b0b61e94183c3de731666a78aef3adcd84945c09f046de39ece52c",
	"v1.23.0": "eaeec5305ba43146290296b126df3b15159b33c4ec2483bba6a3351e81dc9974",
	"v1.26.0": "b88638e3b7985f57582b0ac2c7d311cbf0435140e5c586f456d2b4b9e6843ac9",
} as const;

/** The machine's parts that only the cache has. */
export interface Images {
	readonly firmware: Firmware;
	/** Further images that the test has asked for. */
	readonly others: readonly Firmware[];
	readonly rom: BootRom;
}

/** A MicroPython for tests to which any recent one will do: an official image, or the one built from Debian's source. */
export function anyMicroPython(): string {
	const here = new ImageCache().list("firmware");
	return (
		[IMAGES["v1.23.0"], IMAGES["v1.26.0"], DEBIAN_BUILD.sha256].find((hash) => here.includes(hash)) ??
		IMAGES["v1.23.0"]
	);
}

/**
 * Registers a test that needs the firmware with this hash and the mask ROM. Where they are not, the test is
 * skipped and its title says why; with REPLAY_REQUIRE_IMAGES=1 it fails instead.
 */
export function imageTest(
	sha256: string,
	name: string,
	run: (t: ExecutionContext, images: Images) => void | Promise<void>,
): void {
	register([sha256], IMAGES.rom, name, run);
}

/** The same for a test of one or more images that runs on the project's own boot ROM. */
export function firmwareTest(
	sha256: string | readonly string[],
	name: string,
	run: (t: ExecutionContext, images: Images) => void | Promise<void>,
): void {
	register([sha256].flat(), undefined, name, run);
}

function register(
	firmwares: readonly string[],
	rom: string | undefined,
	name: string,
	run: (t: ExecutionContext, images: Images) => void | Promise<void>,
): void {
	const cache = new ImageCache();
	const missing = [
		...firmwares.flatMap((hash) =>
			cache.list("firmware").includes(hash) ? [] : [`firmware ${hash.slice(0, 12)}`],
		),
		...(rom === undefined || cache.list("rom").includes(rom) ? [] : ["the boot ROM"]),
	];
	if (missing.length === 0) {
		// One after another: the processor is what they wait for, and a time-out starts anew with each that ends.
		test.serial(name, (t) => {
			const [firmware, ...others] = firmwares.map((hash) =>
				firmwareOfHash(hash, undefined, undefined, cache),
			);
			return run(t, { firmware, others, rom: findRom(rom === undefined ? {} : { sha256: rom }, cache) });
		});
		return;
	}
	const title = `${name} [skipped: the cache has not got ${missing.join(" and ")}]`;
	if (process.env.REPLAY_REQUIRE_IMAGES === "1") test(title, (t) => t.fail("REPLAY_REQUIRE_IMAGES=1"));
	else test.skip(title, (t) => t.pass());
}

/** Why a test that needs this firmware must be skipped, where it must; with REPLAY_REQUIRE_IMAGES=1 none is. */
export function imageOrSkip(sha256: string): string | undefined {
	const isThere = new ImageCache().list("firmware").includes(sha256);
	return isThere || process.env.REPLAY_REQUIRE_IMAGES === "1"
		? undefined
		: `the cache has not got firmware ${sha256.slice(0, 12)}`;
}
