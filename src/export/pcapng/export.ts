/** A trace's air as a pcapng file: 802.11 with radiotap, and the chip's packets as Ethernet. */
import { TICKS_PER_US } from "../../chip/time.js";
import { RECORDER } from "../../session/version.js";
import type { TraceReader } from "../../trace/reader.js";
import type { TraceHeader } from "../../trace/schema.js";
import type { Sink } from "../../trace/sink.js";
import { decodeFrame } from "../../world/air/dot11/frame.js";
import { EthernetTap } from "./ethernet-tap.js";
import { withoutProtection } from "./plain.js";
import { radiotap } from "./radiotap.js";
import { type TraceFrame, traceFrames } from "./trace-frames.js";
import { type CaptureInterface, LinkType, PcapngWriter } from "./writer.js";

const AIR = 0;
const ETHERNET = 1;

const INTERFACES: readonly CaptureInterface[] = [
	{
		name: "air",
		description: "802.11 at the chip's antenna, without the virtual air's protection",
		linkType: LinkType.IEEE802_11_RADIOTAP,
	},
	{
		name: "ethernet",
		description: "the chip's packets, rebuilt from its data frames",
		linkType: LinkType.ETHERNET,
	},
];

/** What was written. */
export interface ExportedFrames {
	/** Frames on the air. */
	readonly air: number;
	readonly ethernet: number;
}

/**
 * Times are guest time from the first power-on, as if that were the beginning of 1970; a frame's time is that of its
 * preamble. Throws TraceError, and what the sink throws.
 */
export function exportPcapng(reader: TraceReader, sink: Sink): ExportedFrames {
	const writer = new PcapngWriter(
		sink,
		`${RECORDER.name} ${RECORDER.version}`,
		about(reader.header),
		INTERFACES,
	);
	const tap = new EthernetTap();
	const written = { air: 0, ethernet: 0 };
	for (const frame of traceFrames(reader)) {
		const { tick, direction } = frame;
		// A tick is 6.25 ns.
		const time = (BigInt(tick) * 25n) / 4n;
		const decoded = decodeFrame(frame.bytes);
		const data = decoded.kind === "data" ? decoded : undefined;
		const plain = (data && withoutProtection(data)) ?? frame.bytes;
		const bytes = Buffer.concat([radiotap(facts(frame)), plain]);
		writer.packet({ interface: AIR, time, direction, bytes });
		written.air++;
		const ethernet = data && (direction === "out" ? tap.sent(data) : tap.heard(data));
		if (!ethernet) continue;
		writer.packet({ interface: ETHERNET, time, direction, bytes: ethernet });
		written.ethernet++;
	}
	return written;
}

function facts({ tick, rate, channel, rssi }: TraceFrame) {
	return { time: BigInt(Math.floor(tick / TICKS_PER_US)), rate, channel, rssi };
}

function about({ firmware, mac }: TraceHeader): string {
	const version = firmware.version === undefined ? "" : ` ${firmware.version}`;
	return `chip ${mac}, firmware${version} ${firmware.sha256}`;
}
