/** The bar, which only a terminal sees: its library is loaded for that alone. */
import type { Writable } from "node:stream";
import { Presets, SingleBar } from "cli-progress";

/** A bar from 0 to `total`, shown. */
export function showBar(stream: Writable, total: number, label: string): SingleBar {
	const bar = new SingleBar(
		{
			format: `${label} {bar} {percentage}% | {eta_formatted} left`,
			stream: stream as NodeJS.WriteStream,
			hideCursor: false,
			clearOnComplete: true,
			etaBuffer: 50,
		},
		Presets.shades_classic,
	);
	bar.start(total, 0);
	return bar;
}
