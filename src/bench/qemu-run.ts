/** Runs one guest in QEMU, and tells when it has ended: by a semihosting call, or by waiting for no interrupt. */
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";

export const QEMU = "qemu-system-xtensa";
const MACHINE = ["-M", "sim", "-cpu", "lx106", "-display", "none", "-monitor", "none", "-serial", "null"];
const TIMEOUT_MS = 600_000;
/** A core that waits is seen by its registers: they stay the same from look to look. */
const LOOK_MS = 100;
const LOOKS = 3;

/** Runs a command and says what its processor time was, which Node does not tell of a child. */
const TIMED = '"$@"; status=$?; times >&2; exit $status';

/** The last line of `times`: user and system time of the shell's children. */
function childSeconds(stderr: string): number {
	const times = [...(stderr.trim().split("\n").at(-1) ?? "").matchAll(/(\d+)m([\d.]+)s/g)];
	if (times.length !== 2) throw new Error(`no times in what the shell said: ${stderr.trim()}`);
	return times.reduce((sum, [, minutes, seconds]) => sum + 60 * Number(minutes) + Number(seconds), 0);
}

export interface QemuRun {
	/** By the clock; of a guest that waits in the end, up to half a second too much. */
	readonly seconds: number;
	readonly cpuSeconds: number;
}

/** Runs the ELF program at `path` to its end; rejects with Error when QEMU fails, or takes longer than ten minutes. */
export async function runQemu(path: string, flags: readonly string[], endsInWait: boolean): Promise<QemuRun> {
	const start = performance.now();
	const control = endsInWait ? ["-qmp", "stdio"] : ["-semihosting"];
	const loader = ["-device", `loader,file=${path},cpu-num=0`];
	const child = spawn("sh", ["-c", TIMED, "sh", QEMU, ...MACHINE, ...control, ...flags, ...loader], {
		timeout: TIMEOUT_MS,
		stdio: [endsInWait ? "pipe" : "ignore", endsInWait ? "pipe" : "ignore", "pipe"],
	});
	let stderr = "";
	child.stderr!.setEncoding("utf8").on("data", (text: string) => {
		stderr += text;
	});
	const closed = new Promise<number | null>((resolve, reject) => {
		child.on("error", reject).on("close", resolve);
	});
	if (endsInWait) await quitWhenWaiting(child);
	const status = await closed;
	if (status !== 0) throw new Error(`${QEMU} ended with ${status}: ${stderr.trim()}`);
	return { seconds: (performance.now() - start) / 1000, cpuSeconds: childSeconds(stderr) };
}

/** Speaks QMP with QEMU until its core waits, and ends it; returns also when QEMU is gone before. */
async function quitWhenWaiting({ stdin, stdout }: ChildProcess): Promise<void> {
	const lines = createInterface({ input: stdout! })[Symbol.asyncIterator]();
	// A QEMU that is gone takes no command; its exit code says more.
	stdin!.on("error", () => {});
	const ask = async (execute: string, args: object = {}): Promise<string | undefined> => {
		stdin!.write(`${JSON.stringify({ execute, arguments: args })}\n`);
		for (;;) {
			const { value, done } = await lines.next();
			if (done) return undefined;
			// Greeting and events come between the answers.
			const answer = JSON.parse(value as string) as { return?: unknown };
			if ("return" in answer) return JSON.stringify(answer.return);
		}
	};
	await ask("qmp_capabilities");
	let last: string | undefined;
	for (let same = 0; same < LOOKS; ) {
		await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
		const registers = await ask("human-monitor-command", { "command-line": "info registers" });
		if (registers === undefined) return;
		same = registers === last ? same + 1 : 0;
		last = registers;
	}
	await ask("quit");
}
