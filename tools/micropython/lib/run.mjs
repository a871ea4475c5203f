/** Child processes and progress. Progress goes to stderr: stdout carries the result alone. */
import { spawn } from "node:child_process";
import { accessSync, constants, createWriteStream } from "node:fs";
import { delimiter, join } from "node:path";

/** Lines of a failed command's output that are worth showing. */
const SHOWN_LINES = 25;

/** What ends the build with a message instead of a stack trace. */
export class BuildError extends Error {}

/** Something that the build needs is not there, so there is no use in trying again. */
export class Missing extends BuildError {}

/** The commands that run now, each the first of a process group of its own. */
const running = new Set();
let stopped = false;

/** Whether `stopCommands` was called. */
export const isStopped = () => stopped;

/** Ends the commands that run, with all that they have started; each `run`, also one that is still to come, fails. */
export function stopCommands() {
	stopped = true;
	for (const child of running) {
		try {
			process.kill(-child.pid, "SIGTERM");
		} catch {
			// It has just ended by itself.
		}
	}
}

const started = performance.now();

export function progress(text) {
	const seconds = ((performance.now() - started) / 1000).toFixed(1).padStart(6);
	process.stderr.write(`${seconds} s  ${text}\n`);
}

/** Where a command is, or undefined. */
export function which(command, path = process.env.PATH ?? "") {
	for (const folder of path.split(delimiter)) {
		const candidate = join(folder, command);
		try {
			accessSync(candidate, constants.X_OK);
			return candidate;
		} catch {
			// Not here.
		}
	}
	return undefined;
}

/**
 * Runs a command to its end and gives what it wrote to stdout. With `log`, both streams also go to that file;
 * `onLine` sees each line as it comes.
 */
export async function run(command, args, { cwd, env, log, onLine } = {}) {
	if (stopped) throw new BuildError("stopped");
	const child = spawn(command, args, {
		cwd,
		env: env ?? process.env,
		stdio: ["ignore", "pipe", "pipe"],
		detached: true,
	});
	const sink = log && createWriteStream(log, { flags: "a" });
	sink?.write(`$ ${command} ${args.join(" ")}\n`);
	let out = "";
	let all = "";
	const take = (stream, keep) => {
		let rest = "";
		stream.setEncoding("utf8").on("data", (text) => {
			if (keep) out += text;
			all += text;
			sink?.write(text);
			const lines = (rest + text).split("\n");
			rest = lines.pop() ?? "";
			if (onLine) for (const line of lines) onLine(line);
		});
	};
	take(child.stdout, true);
	take(child.stderr, false);
	child.on("spawn", () => running.add(child));
	const [code, signal] = await new Promise((resolve, reject) => {
		child.on("error", (error) => reject(new BuildError(`cannot run ${command}: ${error.message}`)));
		child.on("close", (...result) => resolve(result));
	}).finally(() => running.delete(child));
	sink?.end();
	if (code === 0) return out;
	const tail = all.trimEnd().split("\n").slice(-SHOWN_LINES).join("\n");
	throw new BuildError(`${command} ended with ${signal ?? `code ${code}`}\n${tail}`);
}
