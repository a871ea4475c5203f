/** The chip's network interfaces as if they were wired: Ethernet frames rebuilt from data frames. */
import { isGroup, type MacAddress } from "../../world/air/dot11/address.js";
import { FrameError } from "../../world/air/dot11/bytes.js";
import { type DataFrame, DataSubtype } from "../../world/air/dot11/data.js";
import { Flag } from "../../world/air/dot11/frame-control.js";
import { decodeLlc, type LlcPacket, trimPayload } from "../../world/air/dot11/llc.js";
import { encodeEthernet } from "../../world/air/ethernet-frame.js";
import { openPacket } from "./plain.js";

const DS = Flag.TO_DS | Flag.FROM_DS;

/**
 * Sees all data frames of a trace in order. What counts is what the chip sends for itself, and what is sent to it or to a
 * group of a network that it is in; repetitions count once.
 */
export class EthernetTap {
	/** The chip's own addresses: what it has sent as. */
	readonly #own = new Set<MacAddress>();
	/** Access points that it has sent data to. */
	readonly #networks = new Set<MacAddress>();
	/** The last sequence number of each sender. */
	readonly #last = new Map<MacAddress, number>();

	/** The chip sends a frame. Undefined when it is nothing that its interface sends. */
	sent(frame: DataFrame): Uint8Array | undefined {
		const { address1, address2, flags } = frame;
		this.#own.add(address2);
		if ((flags & DS) === Flag.TO_DS) this.#networks.add(address1);
		if (this.#repeats(frame)) return undefined;
		const addresses = addressesOf(frame);
		// A soft-AP also passes on what its stations say to each other.
		return addresses && this.#own.has(addresses.source) ? rebuild(frame, addresses) : undefined;
	}

	/** A frame reaches the chip's antenna. Undefined when it is not for its interfaces. */
	heard(frame: DataFrame): Uint8Array | undefined {
		const { address1, address2 } = frame;
		const forChip = isGroup(address1) ? this.#networks.has(address2) : this.#own.has(address1);
		if (!forChip || this.#repeats(frame)) return undefined;
		const addresses = addressesOf(frame);
		return addresses && !this.#own.has(addresses.source) ? rebuild(frame, addresses) : undefined;
	}

	#repeats({ address2, flags, sequence, fragment }: DataFrame): boolean {
		const number = (sequence << 4) | fragment;
		const repeats = (flags & Flag.RETRY) !== 0 && this.#last.get(address2) === number;
		this.#last.set(address2, number);
		return repeats;
	}
}

function addressesOf({ flags, address1, address2, address3 }: DataFrame) {
	switch (flags & DS) {
		case Flag.TO_DS:
			return { destination: address3, source: address2 };
		case Flag.FROM_DS:
			return { destination: address1, source: address3 };
		case 0:
			return { destination: address1, source: address2 };
		default:
			return undefined;
	}
}

function rebuild(
	frame: DataFrame,
	addresses: { destination: MacAddress; source: MacAddress },
): Uint8Array | undefined {
	const packet = frame.flags & Flag.PROTECTED ? openPacket(frame) : plainPacket(frame);
	return packet && encodeEthernet({ ...addresses, packet });
}

function plainPacket({ subtype, body }: DataFrame): LlcPacket | undefined {
	if (subtype & DataSubtype.NO_DATA) return undefined;
	try {
		const packet = decodeLlc(body);
		return { etherType: packet.etherType, payload: trimPayload(packet) };
	} catch (error) {
		if (error instanceof FrameError) return undefined;
		throw error;
	}
}
