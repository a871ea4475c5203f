/** What the command line adds to a download: a progress bar, and an end by Ctrl-C that keeps what came. */
import type { Writable } from "node:stream";
import type { DownloadOptions } from "../firmware/download.js";
import { Progress } from "./progress.js";
import { stopOnSignals } from "./signals.js";

export interface DownloadRequest {
	/** For the bar. */
	readonly stderr: Writable;
	readonly offline: boolean;
	readonly quiet?: boolean;
}

/** Runs what may download. */
export async function withDownloads<T>(
	request: DownloadRequest,
	work: (options: DownloadOptions) => Promise<T>,
): Promise<T> {
	const { stderr, offline, quiet = false } = request;
	let bar: Progress | undefined;
	const signals = stopOnSignals();
	try {
		return await work({
			offline,
			stop: signals.stop,
			onProgress: (received, total) => {
				bar ??= new Progress(stderr, quiet ? 0 : total, "downloading");
				bar.update(received);
			},
		});
	} finally {
		bar?.stop();
		signals.release();
	}
}
