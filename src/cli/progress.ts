/** A progress bar on stderr, for people only: a pipe or a file gets none. */
import type { Writable } from "node:stream";
import type { SingleBar } from "cli-progress";

export class Progress {
	readonly #bar: SingleBar | undefined;

	private constructor(bar: SingleBar | undefined) {
		this.#bar = bar;
	}

	/** Shows a bar from 0 to `total` when `stream` is a terminal. */
	static async show(stream: Writable & { isTTY?: boolean }, total: number, label: string): Promise<Progress> {
		if (!stream.isTTY || total <= 0) return new Progress(undefined);
		const { showBar } = await import("./progress-bar.js");
		return new Progress(showBar(stream, total, label));
	}

	/** Moves the bar. */
	readonly update = (value: number): void => {
		this.#bar?.update(value);
	};

	/** Takes the bar away. */
	stop(): void {
		this.#bar?.stop();
	}
}
