/** Requests of RFC 2217, Telnet's option for serial ports, as subnegotiations carry them, and the answers to them. */

/** What a client asks for, by its first byte; an answer has 100 more. */
export const Request = {
	SIGNATURE: 0,
	SET_BAUDRATE: 1,
	SET_DATASIZE: 2,
	SET_PARITY: 3,
	SET_STOPSIZE: 4,
	SET_CONTROL: 5,
	NOTIFY_LINESTATE: 6,
	NOTIFY_MODEMSTATE: 7,
	FLOWCONTROL_SUSPEND: 8,
	FLOWCONTROL_RESUME: 9,
	SET_LINESTATE_MASK: 10,
	SET_MODEMSTATE_MASK: 11,
	PURGE_DATA: 12,
} as const;

const ANSWER = 100;

/** Values of SET_CONTROL. */
export const Control = {
	FLOW_QUERY: 0,
	FLOW_NONE: 1,
	FLOW_HARDWARE: 3,
	BREAK_QUERY: 4,
	BREAK_ON: 5,
	BREAK_OFF: 6,
	DTR_QUERY: 7,
	DTR_ON: 8,
	DTR_OFF: 9,
	RTS_QUERY: 10,
	RTS_ON: 11,
	RTS_OFF: 12,
	FLOW_IN_QUERY: 13,
	FLOW_IN_NONE: 14,
	FLOW_IN_HARDWARE: 16,
	FLOW_DSR: 19,
} as const;

/** Values of PURGE_DATA, as bits: what has come from the chip, what has not gone to it. */
export const Purge = { RECEIVED: 1, TRANSMIT: 2 } as const;

/** The frame of this port, which has no other: 8 data bits, no parity, 1 stop bit. */
export const FRAME = { dataSize: 8, parity: 1, stopSize: 1 } as const;

/** The body of an answer to `request`, or of a notice without one. */
export function answer(request: number, ...value: readonly number[]): Uint8Array {
	return Uint8Array.of(request + ANSWER, ...value);
}

/** The speed of SET_BAUDRATE, baud; 0 asks for it; undefined when the value is cut short. */
export function readBaud(value: Uint8Array): number | undefined {
	if (value.length < 4) return undefined;
	return new DataView(value.buffer, value.byteOffset).getUint32(0);
}

export function baudBytes(baud: number): Uint8Array {
	const bytes = new Uint8Array(4);
	new DataView(bytes.buffer).setUint32(0, baud);
	return bytes;
}

/** What a change or query of flow control is answered with, as there is none; undefined for other values. */
export function flowAnswer(control: number): number | undefined {
	if (control >= Control.FLOW_QUERY && control <= Control.FLOW_HARDWARE) return Control.FLOW_NONE;
	if (control >= Control.FLOW_IN_QUERY && control <= Control.FLOW_IN_HARDWARE) return Control.FLOW_IN_NONE;
	return control > Control.FLOW_IN_HARDWARE && control <= Control.FLOW_DSR ? Control.FLOW_NONE : undefined;
}
