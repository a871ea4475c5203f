/** The first four bytes of every frame. Source: IEEE 802.11-2016, 9.2.4. */
import { type ByteReader, type ByteWriter, FrameError } from "./bytes.js";

export const FrameType = { MANAGEMENT: 0, CONTROL: 1, DATA: 2 } as const;

/** Bits of a frame's second byte. */
export const Flag = {
	TO_DS: 0x01,
	FROM_DS: 0x02,
	MORE_FRAGMENTS: 0x04,
	RETRY: 0x08,
	POWER_MANAGEMENT: 0x10,
	MORE_DATA: 0x20,
	PROTECTED: 0x40,
	/** An HT control field follows, in management and QoS data frames. */
	ORDER: 0x80,
} as const;

export interface FrameStart {
	readonly type: number;
	/** 0 to 15. */
	readonly subtype: number;
	/** Bits of `Flag`. */
	readonly flags: number;
	/** Microseconds that follow this frame, or an association identifier in PS-Poll. */
	readonly duration: number;
}

/** Throws FrameError. */
export function readFrameStart(reader: ByteReader): FrameStart {
	const first = reader.u8("the frame control field");
	if (first & 3) throw new FrameError(`protocol version ${first & 3}`);
	return {
		type: (first >>> 2) & 3,
		subtype: first >>> 4,
		flags: reader.u8("the frame control field"),
		duration: reader.u16("the duration field"),
	};
}

export function writeFrameStart(writer: ByteWriter, start: FrameStart): void {
	writer.u8((start.type << 2) | (start.subtype << 4));
	writer.u8(start.flags).u16(start.duration);
}

/** The sequence control field. */
export interface Sequence {
	/** 0 to 4095. */
	readonly sequence: number;
	/** 0 to 15. */
	readonly fragment: number;
}

export function readSequence(reader: ByteReader): Sequence {
	const control = reader.u16("the sequence control field");
	return { sequence: control >>> 4, fragment: control & 0xf };
}

export function writeSequence(writer: ByteWriter, { sequence, fragment }: Sequence): void {
	writer.u16((sequence << 4) | fragment);
}

/** Where the sequence control field is, in management and data frames. */
export const SEQUENCE_OFFSET = 22;
