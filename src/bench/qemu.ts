/** The same guest in QEMU's lx106, as a yardstick: translated (TCG), and the same counting instructions. */
import { spawnSync } from "node:child_process";
import { basename } from "node:path";
import type { Run, Subject } from "./measure.js";

const QEMU = "qemu-system-xtensa";
const MODES: readonly { readonly name: string; readonly flags: readonly string[] }[] = [
	{ name: "qemu", flags: [] },
	{ name: "qemu -icount", flags: ["-icount", "shift=0,sleep=off"] },
];
const TIMEOUT_MS = 600_000;

/** Runs a command and says what its processor time was, which Node does not tell of a child. */
const TIMED = '"$@"; status=$?; times >&2; exit $status';

/** The last line of `times`: user and system time of the shell's children. */
function childSeconds(stderr: string): number {
	const times = [...(stderr.trim().split("\n").at(-1) ?? "").matchAll(/(\d+)m([\d.]+)s/g)];
	if (times.length !== 2) throw new Error(`no times in what the shell said: ${stderr.trim()}`);
	return times.reduce((sum, [, minutes, seconds]) => sum + 60 * Number(minutes) + Number(seconds), 0);
}

/** Whether QEMU for Xtensa can be run here. */
export function hasQemu(): boolean {
	return spawnSync(QEMU, ["--version"], { stdio: "ignore" }).status === 0;
}

/** Runs of the ELF program at `path`, which executes `instructions()` of them; the others compared with the first. */
export function qemuSubjects(path: string, instructions: () => number): Subject[] {
	const nameOf = (mode: string): string => `${basename(path, ".elf")}, ${mode}`;
	return MODES.map(({ name, flags }, i) => ({
		name: nameOf(name),
		...(i === 0 ? {} : { against: nameOf(MODES[0].name) }),
		run: () => runQemu(path, flags, instructions()),
	}));
}

function runQemu(path: string, flags: readonly string[], instructions: number): Run {
	const start = performance.now();
	const { status, stderr, error } = spawnSync(
		"sh",
		[
			...["-c", TIMED, "sh", QEMU],
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
	return {
		instructions,
		guestSeconds: 0,
		seconds: (performance.now() - start) / 1000,
		cpuSeconds: childSeconds(stderr),
	};
}
