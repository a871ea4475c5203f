/** The boot ROMs that guests are run with: the stub beside them, and the project's own ROM when it is built. */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { GUESTS } from "../../../tools/guests/build.js";

export interface GuestRom {
	readonly name: string;
	readonly rom: Uint8Array;
	/** Whether it has functions that programs may call. */
	readonly full: boolean;
}

const OWN_ROM = resolve("tools/rom/rom.bin");

/** All that are there. */
export function roms(): GuestRom[] {
	const stub = { name: "boot stub", rom: readFileSync(join(GUESTS, "bin", "boot-stub.rom")), full: false };
	return existsSync(OWN_ROM) ? [stub, { name: "boot ROM", rom: readFileSync(OWN_ROM), full: true }] : [stub];
}
