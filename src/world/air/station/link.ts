/** The data between a station and the access point it has joined. */
import type { MacAddress } from "../dot11/address.js";
import { FrameError } from "../dot11/bytes.js";
import { type DataFrame, DataSubtype } from "../dot11/data.js";
import { Flag } from "../dot11/frame-control.js";
import { decodeLlc, encodeLlc, type LlcPacket, trimPayload } from "../dot11/llc.js";
import type { Cipher } from "../dot11/protection.js";
import type { Radio } from "../radio.js";
import type { RateControl } from "../rate-control.js";
import { open, type SealingKey, seal } from "../sealing.js";

/** A key that frames come in with. */
interface OpeningKey {
	readonly cipher: Cipher;
	/** Of the last packet. */
	packetNumber: number;
}

export class Link {
	readonly bssid: MacAddress;
	readonly #radio: Radio;
	readonly #rates: RateControl;
	#sending: SealingKey | undefined;
	#pairwise: OpeningKey | undefined;
	/** By key number. */
	readonly #group = new Map<number, OpeningKey>();

	constructor(radio: Radio, bssid: MacAddress, rates: RateControl) {
		this.#radio = radio;
		this.bssid = bssid;
		this.#rates = rates;
	}

	/** Uses the key of the pair from now on. */
	setPairwise(cipher: Cipher): void {
		this.#sending = { cipher, keyId: 0, packetNumber: 0 };
		this.#pairwise = { cipher, packetNumber: -1 };
	}

	setGroup(cipher: Cipher, keyId: number): void {
		this.#group.set(keyId, { cipher, packetNumber: -1 });
	}

	/** Whether frames are protected already. */
	get isProtected(): boolean {
		return this.#sending !== undefined;
	}

	send(
		now: number,
		destination: MacAddress,
		packet: LlcPacket,
		onDone?: (now: number, sent: boolean) => void,
	): void {
		const key = this.#sending;
		const llc = encodeLlc(packet);
		this.#radio.send(now, {
			frame: {
				kind: "data",
				subtype: 0,
				flags: Flag.TO_DS | (key ? Flag.PROTECTED : 0),
				address1: this.bssid,
				address2: this.#radio.address,
				address3: destination,
				body: key ? seal(key, llc) : llc,
			},
			rates: this.#rates.rates(),
			onDone: (then, sent) => {
				this.#rates.report(sent);
				onDone?.(then, sent);
			},
		});
	}

	/** The packet in a frame from the access point; undefined when there is none; or what is wrong. Never throws. */
	open(frame: DataFrame): LlcPacket | FrameError | undefined {
		try {
			return this.#open(frame);
		} catch (error) {
			if (error instanceof FrameError) return error;
			throw error;
		}
	}

	#open({ subtype, flags, fragment, body, address1 }: DataFrame): LlcPacket | undefined {
		if (subtype & DataSubtype.NO_DATA) return undefined;
		if (flags & Flag.MORE_FRAGMENTS || fragment > 0) throw new FrameError("a fragment");
		if (!(flags & Flag.PROTECTED)) {
			const packet = decodeLlc(body);
			return { etherType: packet.etherType, payload: trimPayload(packet) };
		}
		const toGroup = address1 !== this.#radio.address;
		// The ciphers' headers have the key's number in the same place.
		const keyId = (body[3] ?? 0) >>> 6;
		const key = toGroup ? this.#group.get(keyId) : this.#pairwise;
		if (!key) throw new FrameError(`a protected frame with the unknown key ${keyId}`);
		const { packet, packetNumber } = open(key.cipher, body);
		if (packetNumber <= key.packetNumber) {
			throw new FrameError(`packet number ${packetNumber} after ${key.packetNumber}`);
		}
		key.packetNumber = packetNumber;
		return packet;
	}
}
