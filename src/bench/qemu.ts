/** The same guest in QEMU's lx106, as a yardstick: translated (TCG), the same counting instructions, and recording. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { Run, Subject } from "./measure.js";
import { QEMU, runQemu } from "./qemu-run.js";

/** A way to run QEMU; `log` is a file that it may write. */
interface Mode {
	readonly name: string;
	readonly flags: (log: string) => readonly string[];
	/** Whether guests that call the simulator can be run so. */
	readonly takesCalls: boolean;
}

const MODES: readonly Mode[] = [
	{ name: "qemu", flags: () => [], takesCalls: true },
	{ name: "qemu -icount", flags: () => ["-icount", "shift=0,sleep=off"], takesCalls: true },
	{
		name: "qemu recording",
		flags: (log) => ["-icount", `shift=0,rr=record,rrfile=${log}`],
		takesCalls: false,
	},
];

/** Whether QEMU for Xtensa can be run here. */
export function hasQemu(): boolean {
	return spawnSync(QEMU, ["--version"], { stdio: "ignore" }).status === 0;
}

/**
 * Runs of the ELF program at `path`, which executes `instructions`; the others compared with the first. QEMU
 * records no guest that calls the simulator, but only what `endsInWait`.
 */
export function qemuSubjects(path: string, instructions: number, endsInWait: boolean): Subject[] {
	const nameOf = (mode: string): string => `${basename(path, ".elf")}, ${mode}`;
	return MODES.filter(({ takesCalls }) => takesCalls || endsInWait).map(({ name, flags }, i) => ({
		name: nameOf(name),
		...(i === 0 ? {} : { against: nameOf(MODES[0].name) }),
		run: async (): Promise<Run> => {
			const folder = mkdtempSync(join(tmpdir(), "esp8266-replay-"));
			try {
				const run = await runQemu(path, flags(join(folder, "log")), endsInWait);
				return { instructions, guestSeconds: 0, ...run };
			} finally {
				rmSync(folder, { recursive: true, force: true });
			}
		},
	}));
}
