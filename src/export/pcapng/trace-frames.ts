/** The air of a trace: what reached the chip's antenna and what left it, by the tick of the preamble. */
import { timeline } from "../../session/timeline.js";
import type { TraceReader } from "../../trace/reader.js";
import type { FrameOutput } from "../../trace/schema.js";

export interface TraceFrame {
	readonly tick: number;
	/** Into the chip, or out of it. */
	readonly direction: "in" | "out";
	/** 802.11, without FCS. */
	readonly bytes: Uint8Array;
	readonly channel: number;
	/** The MAC's rate code. */
	readonly rate: number;
	/** dBm; undefined for what was sent. */
	readonly rssi: number | undefined;
}

/** In order. Throws TraceError. */
export function* traceFrames(reader: TraceReader): Generator<TraceFrame> {
	// A chunk's outputs come before its events.
	let sent: readonly FrameOutput[] = [];
	let next = 0;
	const sentUntil = function* (tick: number): Generator<TraceFrame> {
		for (; next < sent.length && sent[next].tick <= tick; next++) {
			yield { ...sent[next], direction: "out", rssi: undefined };
		}
	};
	for (const item of timeline(reader)) {
		if (item.kind === "outputs") {
			sent = item.outputs.frames;
			next = 0;
		} else if (item.kind === "event" && item.event.kind === "frame") {
			yield* sentUntil(item.tick);
			const { bytes, channel, rate, rssi } = item.event;
			yield { tick: item.tick, direction: "in", bytes, channel, rate, rssi };
		} else if (item.kind === "reached") yield* sentUntil(Number.POSITIVE_INFINITY);
	}
}
