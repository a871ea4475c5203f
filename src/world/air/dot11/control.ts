/** Control frames. Source: IEEE 802.11-2016, 9.3.1. */
import { addressBytes, formatAddress, type MacAddress } from "./address.js";
import { type ByteReader, ByteWriter, FrameError } from "./bytes.js";
import { type FrameStart, FrameType, writeFrameStart } from "./frame-control.js";

/** Bytes of an ACK or CTS, without FCS. */
export const ACK_LENGTH = 10;

/** What a control frame says; a kind that is not known keeps its bytes. */
export type ControlBody =
	| { readonly control: "ack" | "cts"; readonly receiver: MacAddress }
	| { readonly control: "rts"; readonly receiver: MacAddress; readonly transmitter: MacAddress }
	| {
			readonly control: "ps-poll";
			/** Association identifier, 14 bits. */
			readonly aid: number;
			readonly bssid: MacAddress;
			readonly transmitter: MacAddress;
	  }
	| { readonly control: "other"; readonly subtype: number; readonly bytes: Uint8Array };

export type ControlFrame = ControlBody & {
	readonly kind: "control";
	/** Bits of `Flag`. */
	readonly flags: number;
	/** Microseconds; for PS-Poll the field as it stands. */
	readonly duration: number;
};

const PS_POLL = 10;
const RTS = 11;
const CTS = 12;
const ACK = 13;

/** Throws FrameError. */
export function readControlFrame({ subtype, flags, duration }: FrameStart, reader: ByteReader): ControlFrame {
	const body = readBody(subtype, duration, reader);
	if (reader.left > 0) throw new FrameError(`${reader.left} bytes too many in a control frame`);
	return { kind: "control", flags, duration, ...body };
}

function readBody(subtype: number, duration: number, reader: ByteReader): ControlBody {
	const address = (what: string): MacAddress => formatAddress(reader.bytes(6, what));
	switch (subtype) {
		case ACK:
			return { control: "ack", receiver: address("the ACK's receiver") };
		case CTS:
			return { control: "cts", receiver: address("the CTS's receiver") };
		case RTS:
			return {
				control: "rts",
				receiver: address("the RTS's receiver"),
				transmitter: address("the RTS's sender"),
			};
		case PS_POLL:
			return {
				control: "ps-poll",
				aid: duration & 0x3fff,
				bssid: address("the PS-Poll's BSSID"),
				transmitter: address("the PS-Poll's sender"),
			};
		default:
			return { control: "other", subtype, bytes: reader.rest() };
	}
}

export function encodeControlFrame(frame: ControlFrame): Uint8Array {
	const { flags, duration } = frame;
	const writer = new ByteWriter();
	const start = (subtype: number): void =>
		writeFrameStart(writer, { type: FrameType.CONTROL, subtype, flags, duration });
	switch (frame.control) {
		case "ack":
		case "cts":
			start(frame.control === "ack" ? ACK : CTS);
			writer.bytes(addressBytes(frame.receiver));
			break;
		case "rts":
			start(RTS);
			writer.bytes(addressBytes(frame.receiver)).bytes(addressBytes(frame.transmitter));
			break;
		case "ps-poll":
			start(PS_POLL);
			writer.bytes(addressBytes(frame.bssid)).bytes(addressBytes(frame.transmitter));
			break;
		case "other":
			start(frame.subtype);
			writer.bytes(frame.bytes);
	}
	return writer.done();
}

/** An acknowledgement of a frame that `receiver` sent. */
export function encodeAck(receiver: MacAddress): Uint8Array {
	return encodeControlFrame({ kind: "control", control: "ack", flags: 0, duration: 0, receiver });
}

/** The permission to send that answers an RTS; `duration` is how long it reserves the air after itself, us. */
export function encodeCts(receiver: MacAddress, duration: number): Uint8Array {
	return encodeControlFrame({ kind: "control", control: "cts", flags: 0, duration, receiver });
}

/** Asks the access point for one held frame. */
export function encodePsPoll(aid: number, bssid: MacAddress, transmitter: MacAddress): Uint8Array {
	const duration = 0xc000 | aid;
	return encodeControlFrame({
		kind: "control",
		control: "ps-poll",
		flags: 0,
		duration,
		aid,
		bssid,
		transmitter,
	});
}
