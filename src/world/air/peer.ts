/** A bare station that exchanges action frames, ESP-NOW's for example, with whoever is there. */
import { checkAddress, checkChannel, checkRssi } from "./check-options.js";
import { BROADCAST, type MacAddress } from "./dot11/address.js";
import { ByteReader, ByteWriter, FrameError } from "./dot11/bytes.js";
import type { ManagementFrame } from "./dot11/management.js";
import { AirNode, DEFAULT_RSSI, type Surroundings } from "./node.js";
import type { EspNowMessage, PeerOptions } from "./options.js";
import { DSSS } from "./rates.js";

/** Bytes of a message. */
export const MAX_ESP_NOW_DATA = 250;

const VENDOR_SPECIFIC = 127;
const ESPRESSIF = [0x18, 0xfe, 0x34];
const ELEMENT = 0xdd;
/** What the element's length counts before the data. */
const HEAD_LENGTH = 5;
const ESP_NOW_TYPE = 4;
const ESP_NOW_VERSION = 1;

/** ESP-NOW's part of an action frame, behind the category. `nonce` is 4 random bytes. */
export function encodeEspNow(nonce: Uint8Array, data: Uint8Array): Uint8Array {
	if (data.length > MAX_ESP_NOW_DATA) throw new FrameError(`an ESP-NOW message of ${data.length} bytes`);
	return new ByteWriter()
		.bytes(ESPRESSIF)
		.bytes(nonce)
		.bytes([ELEMENT, HEAD_LENGTH + data.length, ...ESPRESSIF, ESP_NOW_TYPE, ESP_NOW_VERSION])
		.bytes(data)
		.done();
}

/** The data of an action frame's payload; undefined when it is not ESP-NOW's. Throws FrameError when it is broken. */
export function decodeEspNow(payload: Uint8Array): Uint8Array | undefined {
	const reader = new ByteReader(payload);
	const what = "the ESP-NOW message";
	if (reader.left < ESPRESSIF.length || !isEspressif(reader.bytes(3, what))) return undefined;
	reader.bytes(4, what);
	if (reader.u8(what) !== ELEMENT) throw new FrameError("an ESP-NOW message without its element");
	const length = reader.u8(what);
	const body = new ByteReader(reader.bytes(length, what));
	if (!isEspressif(body.bytes(3, what)) || body.u8(what) !== ESP_NOW_TYPE) return undefined;
	body.u8(what);
	return body.rest();
}

function isEspressif(bytes: Uint8Array): boolean {
	return ESPRESSIF.every((byte, i) => bytes[i] === byte);
}

export class Peer extends AirNode {
	readonly #onMessage: ((message: EspNowMessage) => void) | undefined;

	/** Throws AirOptionError. */
	constructor(around: Surroundings, options: PeerOptions & { readonly name: string }) {
		const { name, mac, rssi = DEFAULT_RSSI, onMessage } = options;
		const channel = checkChannel(options.channel);
		super(around, { name, address: checkAddress(mac, "mac"), rssi: checkRssi(rssi) }, (now, frame) => {
			if (frame.kind === "management" && frame.body.type === "action") this.#onAction(now, frame);
		});
		this.#onMessage = onMessage;
		around.agenda.at(0, (now) => this.radio.tune(now, channel));
	}

	/** Sends an ESP-NOW message, to one or to all; `onDone` tells whether it was acknowledged. Throws FrameError. */
	send(data: Uint8Array, to: MacAddress = BROADCAST, onDone?: (now: number, sent: boolean) => void): void {
		const payload = encodeEspNow(this.around.random.bytes(4), data);
		const body = { type: "action", category: VENDOR_SPECIFIC, payload } as const;
		this.around.agenda.at(0, (now) =>
			this.radio.send(now, {
				frame: {
					kind: "management",
					flags: 0,
					destination: to,
					source: this.address,
					bssid: to,
					body,
				},
				rates: [DSSS.M1],
				...(onDone ? { onDone } : {}),
			}),
		);
	}

	/** Sends any bytes as a frame, once, in its turn; nobody knows whether they arrive. `rate` is the MAC's rate code. */
	sendRaw(bytes: Uint8Array, rate: number = DSSS.M1, onDone?: (now: number) => void): void {
		const frame = bytes.slice();
		this.around.agenda.at(0, (now) =>
			this.radio.send(now, { frame, rates: [rate], ...(onDone ? { onDone } : {}) }),
		);
	}

	#onAction(now: number, { source, destination, body }: ManagementFrame): void {
		if (body.type !== "action" || body.category !== VENDOR_SPECIFIC) return;
		try {
			const data = decodeEspNow(body.payload)?.slice();
			if (data) this.#onMessage?.({ tick: now, from: source, toAll: destination === BROADCAST, data });
		} catch (error) {
			if (!(error instanceof FrameError)) throw error;
			this.around.report(now, `${source}: ${error.message}`);
		}
	}
}
