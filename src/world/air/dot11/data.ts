/** Data frames, null and QoS ones included. Source: IEEE 802.11-2016, 9.3.2. */
import { addressBytes, formatAddress, type MacAddress } from "./address.js";
import { type ByteReader, ByteWriter } from "./bytes.js";
import {
	Flag,
	type FrameStart,
	FrameType,
	readSequence,
	type Sequence,
	writeFrameStart,
	writeSequence,
} from "./frame-control.js";

/** Bits of a data frame's subtype. */
export const DataSubtype = { NO_DATA: 4, QOS: 8 } as const;

export interface DataFrame extends Sequence {
	readonly kind: "data";
	/** 0 to 15; bits of `DataSubtype`, and two that belong to the point coordination of old. */
	readonly subtype: number;
	/** Bits of `Flag`. */
	readonly flags: number;
	/** Microseconds. */
	readonly duration: number;
	/** Receiver. */
	readonly address1: MacAddress;
	/** Sender. */
	readonly address2: MacAddress;
	readonly address3: MacAddress;
	/** Present exactly when both DS flags are set. */
	readonly address4?: MacAddress;
	/** QoS control; present exactly in QoS frames. */
	readonly qos?: number;
	/** HT control; present exactly in QoS frames with the order flag. */
	readonly htControl?: number;
	/** What follows the header: LLC, or an IV and LLC in a protected frame. */
	readonly body: Uint8Array;
}

/** Throws FrameError. */
export function readDataFrame({ subtype, flags, duration }: FrameStart, reader: ByteReader): DataFrame {
	const address = (): MacAddress => formatAddress(reader.bytes(6, "the data frame's header"));
	const [address1, address2, address3] = [address(), address(), address()];
	const sequence = readSequence(reader);
	const fourth = (flags & FOUR_ADDRESSES) === FOUR_ADDRESSES ? { address4: address() } : {};
	const qos = subtype & DataSubtype.QOS ? { qos: reader.u16("the QoS control field") } : {};
	const ht = hasHtControl(subtype, flags) ? { htControl: reader.u32("the HT control field") } : {};
	return {
		kind: "data",
		subtype,
		flags,
		duration,
		address1,
		address2,
		address3,
		...sequence,
		...fourth,
		...qos,
		...ht,
		body: reader.rest(),
	};
}

export function encodeDataFrame(frame: DataFrame): Uint8Array {
	const { subtype, flags, duration } = frame;
	const writer = new ByteWriter();
	writeFrameStart(writer, { type: FrameType.DATA, subtype, flags, duration });
	for (const address of [frame.address1, frame.address2, frame.address3]) writer.bytes(addressBytes(address));
	writeSequence(writer, frame);
	if (frame.address4 !== undefined) writer.bytes(addressBytes(frame.address4));
	if (frame.qos !== undefined) writer.u16(frame.qos);
	if (frame.htControl !== undefined) writer.u32(frame.htControl);
	return writer.bytes(frame.body).done();
}

const FOUR_ADDRESSES = Flag.TO_DS | Flag.FROM_DS;

function hasHtControl(subtype: number, flags: number): boolean {
	return (subtype & DataSubtype.QOS) !== 0 && (flags & Flag.ORDER) !== 0;
}

/** Bytes before the body. */
export function dataHeaderLength({ subtype, flags }: Pick<DataFrame, "subtype" | "flags">): number {
	const fourth = (flags & FOUR_ADDRESSES) === FOUR_ADDRESSES ? 6 : 0;
	return 24 + fourth + (subtype & DataSubtype.QOS ? 2 : 0) + (hasHtControl(subtype, flags) ? 4 : 0);
}
