/** Runs the build of MicroPython from Debian's source package, where it can be run. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { PACKAGE_ROOT } from "../package-root.js";
import type { ImageCache } from "./cache.js";
import { ImageError } from "./errors.js";
import { DEBIAN_BUILD } from "./releases.js";

const SCRIPT = fileURLToPath(new URL("tools/micropython/main.mjs", PACKAGE_ROOT));
/** What the build writes to stderr as it goes; anything else is a complaint. */
const PROGRESS = /^ *\d+\.\d s {2}/;
const EXIT_MISSING = 3;

const ANNOUNCEMENT =
	`building MicroPython ${DEBIAN_BUILD.name} from Debian's source package: one to three minutes, and the first time ` +
	"about 70 MB from the Debian mirror of this machine; Ctrl-C stops it";

export interface BuildOptions {
	readonly cache: ImageCache;
	/** Whether the network must be left alone: then only what an earlier build has downloaded is used. */
	readonly offline?: boolean;
	/** Ends the build; what was downloaded is kept for the next. */
	readonly stop?: AbortSignal;
	/** Told once that it begins, and how long it takes; then of each step. */
	readonly onBuild?: (line: string) => void;
	/** The build to run; this project's own unless given. */
	readonly script?: string;
}

/**
 * Builds into the cache, which takes minutes unless the same was built before; returns the image's sha256. Throws
 * ImageError: `unavailable` when it cannot be built here, with why; `stopped`.
 */
export async function buildFromDebian(options: BuildOptions): Promise<string> {
	const { cache, offline = false, stop, onBuild, script = SCRIPT } = options;
	if (stop?.aborted) throw new ImageError("stopped", "stopped");
	if (!existsSync(script)) throw unavailable("the build is not part of this installation");
	const args = [script, "--cache", cache.folder, ...(offline ? ["--offline"] : [])];
	const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
	const end = () => child.kill("SIGTERM");
	stop?.addEventListener("abort", end, { once: true });
	let hash = "";
	child.stdout.setEncoding("utf8").on("data", (text: string) => {
		hash += text;
	});
	const complaints: string[] = [];
	let begun = false;
	createInterface(child.stderr).on("line", (line) => {
		if (!PROGRESS.test(line)) {
			complaints.push(line);
			return;
		}
		if (!begun) onBuild?.(ANNOUNCEMENT);
		begun = true;
		onBuild?.(line);
	});
	try {
		const code = await new Promise<number | null>((resolve, reject) => {
			child.once("error", reject);
			child.once("close", resolve);
		});
		if (stop?.aborted) throw new ImageError("stopped", "the build was stopped; what it downloaded is kept");
		if (code === EXIT_MISSING) throw unavailable(complaints.join(" "));
		if (code !== 0) throw unavailable(["it failed:", ...complaints].join("\n"));
		return hash.trim();
	} finally {
		stop?.removeEventListener("abort", end);
	}
}

function unavailable(why: string): ImageError {
	const what = `MicroPython ${DEBIAN_BUILD.name} could not be built from Debian's source package`;
	return new ImageError("unavailable", `${what}: ${why}`);
}
