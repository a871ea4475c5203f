/** pcapng files: sections, interfaces, packets. Source: draft-ietf-opsawg-pcapng. */
import type { Sink } from "../../trace/sink.js";

/** Numbers of link types. */
export const LinkType = { ETHERNET: 1, IEEE802_11_RADIOTAP: 127 } as const;

export interface CaptureInterface {
	readonly name: string;
	readonly description: string;
	/** One of `LinkType`. */
	readonly linkType: number;
}

export interface CapturedPacket {
	/** Number of the interface. */
	readonly interface: number;
	/** Nanoseconds since 1970. */
	readonly time: bigint;
	readonly direction: "in" | "out";
	readonly bytes: Uint8Array;
}

const SECTION = 0x0a0d0d0a;
const INTERFACE = 1;
const PACKET = 6;
const BYTE_ORDER = 0x1a2b3c4d;
const UNKNOWN_LENGTH = 0xffff_ffff_ffff_ffffn;

const OPTION_COMMENT = 1;
const SECTION_APPLICATION = 4;
const INTERFACE_NAME = 2;
const INTERFACE_DESCRIPTION = 3;
const INTERFACE_RESOLUTION = 9;
const PACKET_FLAGS = 2;
const NANOSECONDS = 9;
const INBOUND = 1;
const OUTBOUND = 2;

type Option = readonly [code: number, value: Uint8Array];

export class PcapngWriter {
	readonly #sink: Sink;

	/** Writes the head of the file: who made it, what it is about, and its interfaces. */
	constructor(sink: Sink, application: string, comment: string, interfaces: readonly CaptureInterface[]) {
		this.#sink = sink;
		const section = new DataView(new ArrayBuffer(16));
		section.setUint32(0, BYTE_ORDER, true);
		section.setUint16(4, 1, true);
		section.setBigUint64(8, UNKNOWN_LENGTH, true);
		this.#block(SECTION, bytesOf(section), [
			[OPTION_COMMENT, Buffer.from(comment)],
			[SECTION_APPLICATION, Buffer.from(application)],
		]);
		for (const { name, description, linkType } of interfaces) {
			const head = new DataView(new ArrayBuffer(8));
			head.setUint16(0, linkType, true);
			this.#block(INTERFACE, bytesOf(head), [
				[INTERFACE_NAME, Buffer.from(name)],
				[INTERFACE_DESCRIPTION, Buffer.from(description)],
				[INTERFACE_RESOLUTION, Uint8Array.of(NANOSECONDS)],
			]);
		}
	}

	/** Throws what the sink throws. */
	packet(packet: CapturedPacket): void {
		const { bytes, time } = packet;
		const body = new Uint8Array(20 + padded(bytes.length));
		const head = new DataView(body.buffer);
		head.setUint32(0, packet.interface, true);
		head.setUint32(4, Number(time >> 32n), true);
		head.setUint32(8, Number(time & 0xffff_ffffn), true);
		head.setUint32(12, bytes.length, true);
		head.setUint32(16, bytes.length, true);
		body.set(bytes, 20);
		const flags = packet.direction === "in" ? INBOUND : OUTBOUND;
		this.#block(PACKET, body, [[PACKET_FLAGS, Uint8Array.of(flags, 0, 0, 0)]]);
	}

	/** `body` must be a multiple of four bytes. */
	#block(type: number, body: Uint8Array, options: readonly Option[]): void {
		const length = 12 + body.length + options.reduce((sum, [, value]) => sum + 4 + padded(value.length), 4);
		const block = new Uint8Array(length);
		const view = new DataView(block.buffer);
		view.setUint32(0, type, true);
		view.setUint32(4, length, true);
		block.set(body, 8);
		let at = 8 + body.length;
		for (const [code, value] of options) {
			view.setUint16(at, code, true);
			view.setUint16(at + 2, value.length, true);
			block.set(value, at + 4);
			at += 4 + padded(value.length);
		}
		// The end of the options is an option of zeros.
		view.setUint32(at + 4, length, true);
		this.#sink.write(block);
	}
}

function padded(length: number): number {
	return (length + 3) & ~3;
}

function bytesOf(view: DataView): Uint8Array {
	return new Uint8Array(view.buffer);
}
