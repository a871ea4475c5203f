/** The same guest in QEMU's lx106, as a yardstick: translated (TCG), and one instruction at a time. */
import { spawnSync } from "node:child_process";
import { basename } from "node:path";
import type { Run, Subject } from "./measure.js";

const QEMU = "qemu-system-xtensa";
const MODES: readonly { readonly name: string; readonly flags: readonly string[] }[] = [
	{ name: "qemu", flags: [] },
	{ name: "qemu -singlestep", flags: ["-singlestep"] },
];
const TIMEOUT_MS = 600_000;

/** Whether QEMU for Xtensa can be run here. */
export function hasQemu(): boolean {
	return spawnSync(QEMU, ["--version"], { stdio: "ignore" }).status === 0;
}

/** Runs of the ELF program at `path`, which executes `instructions()` of them; `against` names our own run. */
export function qemuSubjects(path: string, against: string, instructions: () => number): Subject[] {
	return MODES.map(({ name, flags }) => ({
		name: `${basename(path, ".elf")}, ${name}`,
		against,
		run: () => runQemu(path, flags, instructions()),
	}));
}

function runQemu(path: string, flags: readonly string[], instructions: number): Run {
	const start = performance.now();
	const { status, stderr, error } = spawnSync(
		QEMU,
		[
			...[
				"-M",
				"sim",
				"-cpu",
				"lx106",
				"-display",
				"none",
				"-monitor",
				"none",
				"-serial",
				"null",
				"-semihosting",
			],
			...flags,
			...["-device", `loader,file=${path},cpu-num=0`],
		],
		{ encoding: "utf8", timeout: TIMEOUT_MS, stdio: ["ignore", "ignore", "pipe"] },
	);
	if (error) throw error;
	if (status !== 0) throw new Error(`${QEMU} ended with ${status}: ${stderr.trim()}`);
	return { instructions, guestSeconds: 0, seconds: (performance.now() - start) / 1000 };
}
