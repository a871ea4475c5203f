/** What the committed traces are recorded from: firmware, boot ROM, scenario. */
import { readdirSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { ImageCache } from "../src/firmware/cache.js";
import { findRelease } from "../src/firmware/releases.js";
import { guestNames } from "./guests/build.js";

export interface TraceRecipe {
	/** The trace's name, with its group. */
	readonly name: string;
	/** Its file. */
	readonly path: string;
	readonly scenario: string;
	/** A file, or the image's sha256. */
	readonly image: string;
	/** A dump's file; without one the project's own ROM. */
	readonly rom?: string;
}

/** The mask ROM's dump, which the images meet on silicon. */
const MASK_ROM = "32f199bf10da9a08c6c4e1b556b29c7606656b8a6d04e4f17d5afa74e5d98c68";

/** Official releases, and a custom build of 2017. */
const OFFICIAL: Readonly<Record<string, string>> = {
	"first-boot": release("v1.23.0"),
	"repl-session": release("v1.26.0"),
	"files-over-reset": release("v1.18"),
	"pin-interrupts": release("v1.14"),
	"timers-rtc": release("v1.23.0"),
	"deep-sleep": release("v1.14"),
	"uncaught-exception": release("v1.19.1"),
	"boot/order": release("v1.23.0"),
	"boot/reset-causes": release("v1.23.0"),
	"boot/recovery": release("v1.23.0"),
	"boot/flash-button": release("v1.23.0"),
	"sigma-delta": release("v1.23.0"),
	"memory-error": "8852fddab5f1727887a673de941efb4df5efda8508c7928a4258ad397486ff33",
};

/** Runs on a virtual air: the scenario, and the release it is recorded with. */
const WIFI: Readonly<Record<string, readonly [scenario: string, image: string]>> = {
	scan: ["scan", release("v1.26.0")],
	join: ["join", release("v1.18")],
	"soft-ap": ["soft-ap", release("v1.23.0")],
	services: ["services", release("v1.23.0")],
	"unread-sockets": ["unread-sockets", release("v1.26.0")],
	"light-sleep": ["light-sleep", release("v1.14")],
	"light-sleep-1.26": ["light-sleep", release("v1.26.0")],
	"udp-close": ["udp-close", release("v1.14")],
	"udp-close-mended": ["udp-close", release("v1.18")],
};

/** The port's quick reference, section by section, with devices beside the chip; traces/quickref/README.md says which. */
const QUICKREF_IMAGE = release("v1.23.0");
const QUICKREF = "traces/quickref";

/** Also recorded with the mask ROM: a boot and what is written to flash in it, and sleep, which the ROM wakes from. */
const WITH_MASK_ROM = ["first-boot", "deep-sleep"];

/** All of them: official firmware, some of that with the mask ROM, the guest programs. */
export function committedTraces(): TraceRecipe[] {
	const rom = new ImageCache().path("rom", MASK_ROM);
	return [
		...Object.entries(OFFICIAL).map(([name, image]) => recipe(name, `traces/${name}.yaml`, image)),
		...Object.entries(WIFI).map(([name, [scenario, image]]) =>
			recipe(`wifi/${name}`, `traces/wifi/${scenario}.yaml`, image),
		),
		...readdirSync(QUICKREF)
			.filter((file) => extname(file) === ".yaml")
			.sort()
			.map((file) => recipe(`quickref/${basename(file, ".yaml")}`, join(QUICKREF, file), QUICKREF_IMAGE)),
		...WITH_MASK_ROM.map((name) => ({
			...recipe(`mask-rom/${name}`, `traces/${name}.yaml`, OFFICIAL[name]),
			rom,
		})),
		...guestNames().map((name) =>
			recipe(`guests/${name}`, `tools/guests/scenarios/${name}.yaml`, `tools/guests/bin/${name}.bin`),
		),
		// With what it talks to beside it.
		recipe("guests/i2s-strip", "traces/guests/i2s-strip.yaml", "tools/guests/bin/i2s-pixels.bin"),
	];
}

function recipe(name: string, scenario: string, image: string): TraceRecipe {
	return { name, path: join("traces", `${name}.mpk`), scenario, image };
}

function release(name: string): string {
	const found = findRelease(name);
	if (!found) throw new Error(`there is no release ${name}`);
	return found.sha256;
}
