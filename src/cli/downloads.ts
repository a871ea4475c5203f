/** What the command line adds to getting firmware: progress, and an end by Ctrl-C that keeps what came. */
import type { Writable } from "node:stream";
import type { ResolveOptions } from "../firmware/resolve.js";
import { Progress } from "./progress.js";
import { stopOnSignals } from "./signals.js";

export interface DownloadRequest {
	/** For the bar, and what a build says. */
	readonly stderr: Writable;
	readonly offline: boolean;
	readonly quiet?: boolean;
}

/** Runs what may download or build. */
export async function withDownloads<T>(
	request: DownloadRequest,
	work: (options: ResolveOptions) => Promise<T>,
): Promise<T> {
	const { stderr, offline, quiet = false } = request;
	let bar: Promise<Progress> | undefined;
	const signals = stopOnSignals();
	try {
		return await work({
			offline,
			stop: signals.stop,
			onProgress: (received, total) => {
				bar ??= Progress.show(stderr, quiet ? 0 : total, "downloading");
				void bar.then((shown) => shown.update(received));
			},
			onBuild: (line) => {
				if (!quiet) stderr.write(`replay: ${line}\n`);
			},
		});
	} finally {
		(await bar)?.stop();
		signals.release();
	}
}
