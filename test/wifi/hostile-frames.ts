/**
 * Frames as an enemy sends them: noise, pieces and distortions of what is on the air, broken elements, EAPOL and IP
 * made to confuse. Nobody waits for the channel or for an answer.
 */
import { EtherType, encodeLlc } from "../../src/world/air/dot11/llc.js";
import { put32 } from "../../src/world/network/codec/bytes.js";
import { checksum, pseudoHeaderSum } from "../../src/world/network/codec/checksum.js";
import { encodeIpv4, PROTOCOL_ICMP, PROTOCOL_TCP, PROTOCOL_UDP } from "../../src/world/network/codec/ipv4.js";
import type { SeededRandom } from "../../src/world/random.js";

/** Whom the frames are for and whose they claim to be. */
export interface Target {
	/** Six bytes each: the chip's addresses. */
	readonly chips: readonly Uint8Array[];
	/** The networks' BSSIDs. */
	readonly networks: readonly Uint8Array[];
	/** IPv4 addresses: the chip's and its peers'. */
	readonly hosts: readonly number[];
}

export const KINDS = [
	"noise",
	"cut",
	"flipped",
	"elements",
	"management",
	"control",
	"eapol",
	"ip",
	"arp",
] as const;
export type Kind = (typeof KINDS)[number];

const BROADCAST = Uint8Array.of(255, 255, 255, 255, 255, 255);
const BEACON = 0x80;
const PROBE_RESPONSE = 0x50;
const ASSOCIATION_RESPONSE = 0x10;
/** Disassociation and deauthentication end the connection, and are rare: the rest needs one. */
const FAREWELLS = [0xa0, 0xc0];
const MANAGEMENT = [0x00, 0x10, 0x20, 0x30, 0x40, 0x50, 0x60, 0x80, 0x90, 0xb0, 0xd0, 0xe0, 0xf0];
const CONTROL = [0x74, 0x84, 0x94, 0xa4, 0xb4, 0xc4, 0xd4, 0xe4, 0xf4];
const FROM_DS = 0x02;
/** Element identifiers that firmware looks at, and some that it does not. */
const ELEMENTS = [0, 1, 3, 5, 7, 32, 37, 42, 45, 48, 50, 61, 127, 191, 221, 255];
const WELL_KNOWN_PORTS = [7, 53, 67, 68, 80, 123, 5353, 8266];

/** How many heard frames are kept. */
const MEMORY = 64;

export class HostileFrames {
	readonly #random: SeededRandom;
	readonly #target: Target;
	readonly #heard: Uint8Array[] = [];
	/** Frames made so far. */
	readonly counts: Record<Kind, number>;

	constructor(random: SeededRandom, target: Target) {
		this.#random = random;
		this.#target = target;
		this.counts = Object.fromEntries(KINDS.map((kind) => [kind, 0])) as Record<Kind, number>;
	}

	/** Remembers a frame that was on the air. */
	hear(frame: Uint8Array): void {
		if (this.#heard.push(frame) > MEMORY) this.#heard.splice(this.#random.below(MEMORY), 1);
	}

	/** 802.11, without FCS; up to 2,400 bytes. */
	next(): Uint8Array {
		const kind = this.#pick(KINDS);
		this.counts[kind]++;
		return this.#make(kind);
	}

	#make(kind: Kind): Uint8Array {
		switch (kind) {
			case "noise":
				return this.#bytes(2400);
			case "cut": {
				const frame = this.#heardFrame();
				return frame.subarray(0, this.#random.below(frame.length + 1));
			}
			case "flipped":
				return this.#flip(this.#heardFrame());
			case "elements":
				return this.#announcement();
			case "management":
				return this.#header(
					this.#random.below(200) === 0 ? this.#pick(FAREWELLS) : this.#pick(MANAGEMENT),
					0,
					this.#bytes(600),
				);
			case "control":
				return Uint8Array.of(this.#pick(CONTROL), this.#random.below(256), ...this.#bytes(40));
			case "eapol":
				return this.#data(EtherType.EAPOL, this.#eapol());
			case "ip":
				return this.#data(EtherType.IPV4, this.#ipv4());
			case "arp":
				return this.#data(EtherType.ARP, this.#arp());
		}
	}

	/** Beacon, probe or association response: a sound beginning, then elements that lie about their lengths. */
	#announcement(): Uint8Array {
		const parts: number[] = [];
		for (let n = this.#random.below(20); n >= 0; n--) {
			const body = this.#bytes(this.#random.chance(0.2) ? 255 : 24);
			const lie = this.#random.chance(0.2);
			parts.push(this.#pick(ELEMENTS), lie ? this.#random.below(256) : body.length, ...body);
		}
		const fixed = this.#bytes(12, 12);
		return this.#header(
			this.#pick([BEACON, PROBE_RESPONSE, ASSOCIATION_RESPONSE]),
			0,
			Uint8Array.from([...fixed, ...parts]).subarray(0, 2300),
		);
	}

	#eapol(): Uint8Array {
		const body = this.#bytes(300);
		const length = this.#random.chance(0.5) ? body.length : this.#random.below(65536);
		const type = this.#random.chance(0.7) ? 3 : this.#random.below(256);
		// A key frame's descriptor: RSN, WPA, or none at all.
		if (body.length > 0) body[0] = this.#pick([2, 254, body[0]]);
		return Uint8Array.of(this.#pick([1, 2, 255]), type, length >> 8, length & 0xff, ...body);
	}

	#ipv4(): Uint8Array {
		const protocol = this.#pick([
			PROTOCOL_ICMP,
			PROTOCOL_UDP,
			PROTOCOL_UDP,
			PROTOCOL_TCP,
			PROTOCOL_TCP,
			this.#random.below(256),
		]);
		const [source, destination] = [this.#pick(this.#target.hosts), this.#pick(this.#target.hosts)];
		const payload = this.#bytes(this.#random.chance(0.1) ? 1480 : 80);
		const sound = this.#random.chance(0.7);
		const ports = [this.#port(), this.#port()] as const;
		if (sound) mendTransport(protocol, payload, ports, source, destination);
		const fragment = this.#random.chance(0.1);
		const packet = encodeIpv4({
			protocol,
			source,
			destination,
			payload,
			identification: this.#random.below(fragment ? 8 : 65536),
			ttl: 64,
			dontFragment: false,
			moreFragments: fragment && this.#random.chance(0.5),
			fragmentOffset: fragment ? this.#random.below(8192) * 8 : 0,
		});
		return sound ? packet : this.#flip(packet);
	}

	#port(): number {
		return this.#random.chance(0.6) ? this.#pick(WELL_KNOWN_PORTS) : this.#random.below(65536);
	}

	#arp(): Uint8Array {
		const packet = Uint8Array.of(0, 1, 8, 0, 6, 4, 0, 1 + this.#random.below(3), ...this.#bytes(20, 20));
		put32(packet, 14, this.#pick(this.#target.hosts));
		put32(packet, 24, this.#pick(this.#target.hosts));
		return this.#random.chance(0.3) ? this.#flip(packet) : packet;
	}

	#data(etherType: number, payload: Uint8Array): Uint8Array {
		return this.#header(0x08, FROM_DS, encodeLlc({ etherType, payload }));
	}

	/** A frame from a network to the chip or to all. */
	#header(first: number, flags: number, body: Uint8Array): Uint8Array {
		const receiver = this.#random.chance(0.3) ? BROADCAST : this.#pick(this.#target.chips);
		const network = this.#pick(this.#target.networks);
		const sequence = this.#random.below(65536) & 0xfff0;
		return Uint8Array.from([
			first,
			flags,
			0,
			0,
			...receiver,
			...network,
			...network,
			sequence & 0xff,
			sequence >> 8,
			...body,
		]);
	}

	#flip(original: Uint8Array): Uint8Array {
		const frame = original.slice();
		if (frame.length === 0) return frame;
		for (let n = this.#random.below(6); n >= 0; n--)
			frame[this.#random.below(frame.length)] = this.#random.below(256);
		return frame;
	}

	#heardFrame(): Uint8Array {
		return this.#heard.length > 0 ? this.#pick(this.#heard) : this.#bytes(300);
	}

	/** Up to `most` random bytes; at least `least`. */
	#bytes(most: number, least = 0): Uint8Array {
		return this.#random.bytes(least + this.#random.below(most - least + 1));
	}

	#pick<T>(values: readonly T[]): T {
		return values[this.#random.below(values.length)];
	}
}

/** Where a transport header keeps its checksum. */
const CHECKSUM_AT = new Map([
	[PROTOCOL_ICMP, 2],
	[PROTOCOL_UDP, 6],
	[PROTOCOL_TCP, 16],
]);

/** Makes a transport header pass its first tests: ports that somebody may listen on, length and checksum. */
function mendTransport(
	protocol: number,
	payload: Uint8Array,
	ports: readonly [number, number],
	source: number,
	destination: number,
): void {
	const sumAt = CHECKSUM_AT.get(protocol);
	if (sumAt === undefined || payload.length < sumAt + 2) return;
	const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
	if (protocol !== PROTOCOL_ICMP) {
		view.setUint16(0, ports[0]);
		view.setUint16(2, ports[1]);
	}
	if (protocol === PROTOCOL_UDP) view.setUint16(4, payload.length);
	view.setUint16(sumAt, 0);
	const pseudo =
		protocol === PROTOCOL_ICMP ? 0 : pseudoHeaderSum(source, destination, protocol, payload.length);
	view.setUint16(sumAt, checksum(payload, pseudo));
}
