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

/** What a file can show: everything at the antenna, and the chip's packets. */
export const CAPTURE_INTERFACES = ["air", "ethernet"] as const;
export type CaptureInterfaceName = (typeof CAPTURE_INTERFACES)[number];

const INTERFACES: Readonly<Record<CaptureInterfaceName, CaptureInterface>> = {
	air: {
		name: "air",
		description: "802.11 at the chip's antenna, without the virtual air's protection",
		linkType: LinkType.IEEE802_11_RADIOTAP,
	},
	ethernet: {
		name: "ethernet",
		description: "the chip's packets, rebuilt from its data frames",
		linkType: LinkType.ETHERNET,
	},
};

/** Frames that were written, by interface. */
export type ExportedFrames = Readonly<Record<CaptureInterfaceName, number>>;

/**
 * Times are guest time from the first power-on, as if that were the beginning of 1970; a frame's time is that of its
 * preamble. Throws TraceError, and what the sink throws.
 */
export function exportPcapng(
	reader: TraceReader,
	sink: Sink,
	names: readonly CaptureInterfaceName[] = CAPTURE_INTERFACES,
): ExportedFrames {
	const interfaces = names.map((name) => INTERFACES[name]);
	const writer = new PcapngWriter(
		sink,
		`${RECORDER.name} ${RECORDER.version}`,
		about(reader.header),
		interfaces,
	);
	const tap = new EthernetTap();
	const written = { air: 0, ethernet: 0 };
	const write = (name: CaptureInterfaceName, { tick, direction }: TraceFrame, bytes: Uint8Array): void => {
		const number = names.indexOf(name);
		if (number < 0) return;
		// A tick is 6.25 ns.
		writer.packet({ interface: number, time: (BigInt(tick) * 25n) / 4n, direction, bytes });
		written[name]++;
	};
	for (const frame of traceFrames(reader)) {
		const decoded = decodeFrame(frame.bytes);
		const data = decoded.kind === "data" ? decoded : undefined;
		const plain = (data && withoutProtection(data)) ?? frame.bytes;
		write("air", frame, Buffer.concat([radiotap(facts(frame)), plain]));
		const ethernet = data && (frame.direction === "out" ? tap.sent(data) : tap.heard(data));
		if (ethernet) write("ethernet", frame, ethernet);
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
