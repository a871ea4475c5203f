/** Any 802.11 frame, without FCS. */
import { ByteReader, FrameError } from "./bytes.js";
import { type ControlFrame, encodeControlFrame, readControlFrame } from "./control.js";
import { type DataFrame, encodeDataFrame, readDataFrame } from "./data.js";
import { FrameType, readFrameStart } from "./frame-control.js";
import { encodeManagementFrame, type ManagementFrame, readManagementFrame } from "./management.js";

export type Dot11Frame = ManagementFrame | ControlFrame | DataFrame;

/** Bytes that are no frame. */
export interface MalformedFrame {
	readonly kind: "malformed";
	readonly reason: string;
}

/** Never throws. Byte fields of the result are views of `bytes`. */
export function decodeFrame(bytes: Uint8Array): Dot11Frame | MalformedFrame {
	try {
		return readFrame(new ByteReader(bytes));
	} catch (error) {
		if (error instanceof FrameError) return { kind: "malformed", reason: error.message };
		throw error;
	}
}

function readFrame(reader: ByteReader): Dot11Frame {
	const start = readFrameStart(reader);
	switch (start.type) {
		case FrameType.MANAGEMENT:
			return readManagementFrame(start, reader);
		case FrameType.CONTROL:
			return readControlFrame(start, reader);
		case FrameType.DATA:
			return readDataFrame(start, reader);
		default:
			throw new FrameError(`frame type ${start.type}`);
	}
}

export function encodeFrame(frame: Dot11Frame): Uint8Array {
	switch (frame.kind) {
		case "management":
			return encodeManagementFrame(frame);
		case "control":
			return encodeControlFrame(frame);
		case "data":
			return encodeDataFrame(frame);
	}
}
