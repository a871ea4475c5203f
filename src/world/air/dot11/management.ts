/** Management frames. Source: IEEE 802.11-2016, 9.3.3. */
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
import { type ManagementBody, managementSubtype, readManagementBody, writeBody } from "./management-body.js";

export interface ManagementFrame extends Sequence {
	readonly kind: "management";
	/** Bits of `Flag`. */
	readonly flags: number;
	/** Microseconds. */
	readonly duration: number;
	readonly destination: MacAddress;
	readonly source: MacAddress;
	readonly bssid: MacAddress;
	/** Present exactly with the order flag. */
	readonly htControl?: number;
	readonly body: ManagementBody;
}

/** Throws FrameError. */
export function readManagementFrame(start: FrameStart, reader: ByteReader): ManagementFrame {
	const { subtype, flags, duration } = start;
	const address = (): MacAddress => formatAddress(reader.bytes(6, "the management frame's header"));
	const [destination, source, bssid] = [address(), address(), address()];
	const sequence = readSequence(reader);
	const ht = flags & Flag.ORDER ? { htControl: reader.u32("the HT control field") } : {};
	return {
		kind: "management",
		flags,
		duration,
		destination,
		source,
		bssid,
		...sequence,
		...ht,
		// A protected body is what the cipher made of it.
		body:
			flags & Flag.PROTECTED
				? { type: "other", subtype, bytes: reader.rest() }
				: readManagementBody(subtype, reader),
	};
}

export function encodeManagementFrame(frame: ManagementFrame): Uint8Array {
	const { flags, duration, body } = frame;
	const writer = new ByteWriter();
	writeFrameStart(writer, { type: FrameType.MANAGEMENT, subtype: managementSubtype(body), flags, duration });
	for (const address of [frame.destination, frame.source, frame.bssid]) writer.bytes(addressBytes(address));
	writeSequence(writer, frame);
	if (frame.htControl !== undefined) writer.u32(frame.htControl);
	writeBody(writer, body);
	return writer.done();
}
