/** A working folder to call the command line in. */
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { ImageCache } from "../../src/firmware/cache.js";
import { PROGRAM } from "../../tools/program.js";
import { echoMachine } from "../session/guest.js";
import { record, steps } from "../session/run.js";
import { tempFolder } from "../temp.js";

export const MAIN = PROGRAM;
export const machine = echoMachine();
/** A trace that every desk has as hal.mpk, and its scenario as hal.yaml. */
export const recorded = record(machine, steps("  - send: HAL\n  - expect: IBM\n  - note: done\n")).bytes;
export const HAL = "seed: 1\nsteps:\n  - send: HAL\n  - expect: IBM\n";
/** Windows has neither signals that a process can answer nor the shell this needs. */
export const posixTest = process.platform === "win32" ? test.skip : test;

/** A folder with a trace, a scenario, the ROM that both need, and a cache that has the images. */
export class Desk {
	readonly folder: string;
	readonly env: Record<string, string>;

	constructor(t: ExecutionContext, withImages = true) {
		this.folder = tempFolder(t);
		const cache = join(this.folder, "cache");
		this.env = { ESP8266_REPLAY_CACHE: cache };
		if (withImages) {
			new ImageCache(cache).store("firmware", machine.firmware.bytes);
			new ImageCache(cache).store("rom", machine.rom.bytes);
		}
		this.write("hal.mpk", recorded);
		this.write("hal.yaml", HAL);
		this.write("echo.rom", machine.rom.bytes);
	}

	path(name: string): string {
		return join(this.folder, name);
	}

	write(name: string, data: Uint8Array | string): string {
		mkdirSync(join(this.path(name), ".."), { recursive: true });
		writeFileSync(this.path(name), data);
		return this.path(name);
	}

	/** Runs the program itself. */
	run(...args: string[]) {
		const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
			cwd: this.folder,
			env: { ...process.env, ...this.env },
			input: "",
			encoding: "utf8",
		});
		return { code: status, out: stdout, err: stderr };
	}
}
