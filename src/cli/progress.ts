/** A progress bar on stderr, for people only: a pipe or a file gets none. */
import type { Writable } from "node:stream";
import { Presets, SingleBar } from "cli-progress";

export class Progress {
	readonly #bar: SingleBar | undefined;

	/** Shows a bar from 0 to `total` when `stream` is a terminal. */
	constructor(stream: Writable & { isTTY?: boolean }, total: number, label: string) {
		if (!stream.isTTY || total <= 0) return;
		this.#bar = new SingleBar(
			{
				format: `${label} {bar} {percentage}% | {eta_formatted} left`,
				stream: stream as NodeJS.WriteStream,
				hideCursor: false,
				clearOnComplete: true,
				etaBuffer: 50,
			},
			Presets.shades_classic,
		);
		this.#bar.start(total, 0);
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
