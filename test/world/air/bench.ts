/** An air without a chip: runs it, and keeps what was on it. */
import type { FrameInput } from "../../../src/chip/inputs.js";
import { ackRate, airTimeUs, SIFS_US } from "../../../src/chip/peripherals/wdev-rates.js";
import { TICKS_PER_MS, TICKS_PER_US } from "../../../src/chip/time.js";
import { Air, type AirFrame, type AirReport } from "../../../src/world/air/air.js";
import type { ChipAntenna } from "../../../src/world/air/chip-antenna.js";
import { formatAddress } from "../../../src/world/air/dot11/address.js";
import { encodeAck } from "../../../src/world/air/dot11/control.js";
import { type Dot11Frame, decodeFrame } from "../../../src/world/air/dot11/frame.js";
import type { AirEvent } from "../../../src/world/air/node.js";
import type { EthernetNode, EthernetPort } from "../../../src/world/ethernet.js";
import { EthernetSegment } from "../../../src/world/ethernet-segment.js";
import type { SentFrame, WorldAction } from "../../../src/world/world.js";

export const MS = TICKS_PER_MS;
export const US = TICKS_PER_US;

export class AirBench {
	readonly air: Air;
	readonly chip: ChipAntenna;
	now = 0;
	/** The chip's address: what is sent to it is acknowledged. */
	acknowledges: string | undefined;
	#ackAt = Number.POSITIVE_INFINITY;
	#ack: SentFrame | undefined;
	/** Everything on the air. */
	readonly frames: AirFrame[] = [];
	readonly reports: AirReport[] = [];
	readonly events: (AirEvent & { readonly tick: number })[] = [];
	/** What the chip was given, and when. */
	readonly inputs: { readonly tick: number; readonly input: FrameInput }[] = [];
	readonly remarks: WorldAction[] = [];

	constructor(seed = 1n) {
		this.air = new Air({ seed });
		this.chip = this.air.addChip();
		this.air.listen({
			onFrame: (frame) => this.frames.push(frame),
			onReport: (report) => this.reports.push(report),
			onEvent: (tick, event) => this.events.push({ tick, ...event }),
		});
	}

	/** Lets `ms` of guest time pass, or less when `until` becomes true. */
	run(ms: number, until?: () => boolean): void {
		const end = this.now + ms * MS;
		for (;;) {
			const next = Math.min(this.chip.next() ?? Number.POSITIVE_INFINITY, this.#ackAt);
			if (next > end) break;
			this.now = Math.max(this.now, next);
			if (this.now >= this.#ackAt) this.#acknowledge();
			for (const action of this.chip.act(this.now)) {
				if (action.kind !== "input") this.remarks.push(action);
				else this.#hear(action.input as FrameInput);
			}
			if (until?.()) return;
		}
		this.now = end;
	}

	#hear(input: FrameInput): void {
		const { bytes, channel, rate } = input;
		this.inputs.push({ tick: this.now, input });
		if (bytes.length < 16 || formatAddress(bytes.subarray(4)) !== this.acknowledges) return;
		this.#ackAt = this.now + (airTimeUs(bytes.length + 4, rate) + SIFS_US) * US;
		this.#ack = { bytes: encodeAck(formatAddress(bytes.subarray(10))), channel, rate: ackRate(rate) };
	}

	#acknowledge(): void {
		this.chip.onFrame(this.#ackAt, this.#ack!);
		this.#ackAt = Number.POSITIVE_INFINITY;
	}

	/** What the chip sends now. */
	send(bytes: Uint8Array, channel: number, rate = 0): void {
		this.chip.onFrame(this.now, { bytes, channel, rate });
	}

	/** Frames of one sender, decoded. */
	sent(from: string): (Dot11Frame & { readonly tick: number; readonly rate: number })[] {
		return this.frames
			.filter((frame) => frame.from === from)
			.map(({ bytes, tick, rate }) => {
				const frame = decodeFrame(bytes);
				if (frame.kind === "malformed") throw new Error(frame.reason);
				return { ...frame, tick, rate };
			});
	}

	/** Management frames of one sender and type. */
	management(from: string, type: string) {
		return this.sent(from).filter((frame) => frame.kind === "management" && frame.body.type === type);
	}

	/** The happenings as short lines. */
	get story(): string[] {
		return this.events.map(({ node, event, peer }) => `${node}: ${event} ${peer}`);
	}
}

/** A wired or wireless host that keeps what it gets. */
export class TestHost implements EthernetNode {
	readonly heard: { readonly now: number; readonly frame: Uint8Array }[] = [];
	readonly segment = new EthernetSegment();
	readonly #port: EthernetPort;

	constructor(segment?: EthernetSegment) {
		if (segment) this.segment = segment;
		this.#port = this.segment.plug(this);
	}

	receive(now: number, frame: Uint8Array): void {
		this.heard.push({ now, frame });
	}
	next(): undefined {
		return undefined;
	}
	act(): void {}

	/** Sends a whole frame. */
	put(now: number, frame: Uint8Array): void {
		this.#port(now, frame);
	}

	/** Sends text from one station to another as an unknown protocol. */
	say(now: number, from: string, to: string, text: string): void {
		const address = (mac: string): number[] => mac.split(":").map((byte) => Number.parseInt(byte, 16));
		this.#port(now, Uint8Array.of(...address(to), ...address(from), 0x12, 0x34, ...Buffer.from(text)));
	}

	/** The texts that were heard. */
	get texts(): string[] {
		return this.heard.map(({ frame }) => Buffer.from(frame.subarray(14)).toString());
	}
}
