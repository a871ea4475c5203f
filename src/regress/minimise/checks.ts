/** What a smaller session must still show. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Firmware } from "../../firmware/reference.js";
import type { BootRom } from "../../firmware/rom.js";
import { judge } from "../../session/behave/judge.js";
import type { RuleSet } from "../../session/behave/rules.js";
import { loadDigests } from "../../session/digest.js";
import { loadHash64 } from "../../trace/hash64.js";
import { openTrace } from "../../trace/reader.js";
import type { SessionRun } from "../run-session.js";

export type Check = (run: SessionRun) => Promise<boolean>;

/** The console says this. */
export function consoleCheck(pattern: RegExp | string): Check {
	return async ({ console }) =>
		typeof pattern === "string" ? console.includes(pattern) : new RegExp(pattern).test(console);
}

/** Another build does not do the same. */
export function judgeCheck(firmware: Firmware, rom: BootRom, rules?: RuleSet): Check {
	return async ({ trace }) => {
		const { verdict } = judge(await openTrace(trace), {
			firmware,
			rom,
			hash64: await loadHash64(),
			digests: (await loadDigests())(),
			...(rules ? { rules } : {}),
		});
		return verdict === "different";
	};
}

/** A command, for the shell, ends with exit code 0; the trace's path is added to it. `stop` ends it. */
export function commandCheck(command: string, stop?: AbortSignal): Check {
	return async ({ trace }) => {
		const folder = mkdtempSync(join(tmpdir(), "replay-minimise-"));
		try {
			const path = join(folder, "candidate.mpk");
			writeFileSync(path, trace);
			return (await runShell(`${command} "${path}"`, stop)) === 0;
		} finally {
			rmSync(folder, { recursive: true, force: true });
		}
	};
}

function runShell(command: string, stop?: AbortSignal): Promise<number | null> {
	const child = spawn(command, { shell: true, stdio: "ignore" });
	const end = () => child.kill("SIGTERM");
	stop?.addEventListener("abort", end, { once: true });
	return new Promise<number | null>((resolve, reject) => {
		child.once("error", reject);
		child.once("exit", resolve);
	}).finally(() => stop?.removeEventListener("abort", end));
}
