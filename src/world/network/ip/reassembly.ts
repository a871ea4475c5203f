/** Datagrams that came in fragments. Source: RFC 791 section 3.2, RFC 1122 section 3.3.2. */
import { TICKS_PER_SECOND } from "../../../chip/time.js";
import { concat } from "../codec/bytes.js";
import { IPV4_HEADER, type Ipv4Packet, MAX_PACKET } from "../codec/ipv4.js";

const LIFETIME = 30 * TICKS_PER_SECOND;
/** Datagrams that may be incomplete at a time; the oldest is dropped. */
const MAX_DATAGRAMS = 16;
/** A datagram in smaller pieces than this is not put together. */
const MAX_FRAGMENTS = 128;

interface Incomplete {
	readonly until: number;
	/** Ordered by offset, without overlap. */
	readonly fragments: Ipv4Packet[];
}

export class Reassembly {
	readonly #incomplete = new Map<string, Incomplete>();

	/** The whole datagram once `packet` completes it; a packet that is no fragment is whole already. */
	receive(packet: Ipv4Packet, now: number): Ipv4Packet | undefined {
		if (packet.fragmentOffset === 0 && !packet.moreFragments) return packet;
		const { source, destination, protocol, identification } = packet;
		const key = `${source} ${destination} ${protocol} ${identification}`;
		const datagram = this.#find(key, now);
		if (!insert(datagram.fragments, packet)) {
			// Overlapping fragments are an attack or a fault: nothing of it can be trusted. Source: RFC 5722.
			this.#incomplete.delete(key);
			return undefined;
		}
		const whole = join(datagram.fragments);
		if (whole) this.#incomplete.delete(key);
		return whole;
	}

	#find(key: string, now: number): Incomplete {
		const known = this.#incomplete.get(key);
		if (known && known.until > now) return known;
		this.#incomplete.delete(key);
		const fresh = { until: now + LIFETIME, fragments: [] };
		this.#incomplete.set(key, fresh);
		if (this.#incomplete.size > MAX_DATAGRAMS) {
			this.#incomplete.delete(this.#incomplete.keys().next().value!);
		}
		return fresh;
	}
}

/** Puts a fragment in its place; false when it cannot belong there. A repeated one changes nothing. */
function insert(fragments: Ipv4Packet[], packet: Ipv4Packet): boolean {
	const start = packet.fragmentOffset;
	const end = start + packet.payload.length;
	if (end > MAX_PACKET - IPV4_HEADER || packet.payload.length === 0) return false;
	if (packet.moreFragments && packet.payload.length % 8 !== 0) return false;
	const at = fragments.findIndex((other) => other.fragmentOffset + other.payload.length > start);
	const other = fragments[at];
	if (other?.fragmentOffset === start && other.payload.length === packet.payload.length) return true;
	if (other && other.fragmentOffset < end) return false;
	if (fragments.length >= MAX_FRAGMENTS) return false;
	fragments.splice(at < 0 ? fragments.length : at, 0, {
		...packet,
		payload: Uint8Array.from(packet.payload),
	});
	return true;
}

/** The datagram, if nothing is missing. */
function join(fragments: readonly Ipv4Packet[]): Ipv4Packet | undefined {
	let end = 0;
	for (const { fragmentOffset, payload } of fragments) {
		if (fragmentOffset !== end) return undefined;
		end += payload.length;
	}
	if (fragments[fragments.length - 1].moreFragments) return undefined;
	return { ...fragments[0], moreFragments: false, payload: concat(...fragments.map((f) => f.payload)) };
}
