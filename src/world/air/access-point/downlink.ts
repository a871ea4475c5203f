/** From the access point to its stations: sealed when there is a key, held for those who sleep. */
import type { MacAddress } from "../dot11/address.js";
import { DataSubtype } from "../dot11/data.js";
import { Flag } from "../dot11/frame-control.js";
import { encodeLlc } from "../dot11/llc.js";
import type { Draft, Radio, Shipment } from "../radio.js";
import { type SealingKey, seal } from "../sealing.js";
import type { Membership, Parcel } from "./member.js";

/** Packets held for one station, and for the group; the oldest goes when there are more. */
const MAX_HELD = 64;

export class Downlink {
	readonly #radio: Radio;
	readonly #groupRate: number;
	readonly #groupKey: () => SealingKey | undefined;
	readonly #heldForGroup: (Parcel & { readonly destination: MacAddress })[] = [];

	constructor(radio: Radio, groupRate: number, groupKey: () => SealingKey | undefined) {
		this.#radio = radio;
		this.#groupRate = groupRate;
		this.#groupKey = groupKey;
	}

	/** Whether group frames wait for the next DTIM. */
	get holdsForGroup(): boolean {
		return this.#heldForGroup.length > 0;
	}

	/** Sends a packet to a station, or holds it until the station is awake. */
	toMember(now: number, address: MacAddress, membership: Membership, parcel: Parcel): void {
		if (membership.asleep) keep(membership.held, parcel);
		else this.#radio.send(now, this.#shipment(address, membership, parcel, false));
	}

	/** Sends all that is held for a station. */
	release(now: number, address: MacAddress, membership: Membership): void {
		while (membership.held.length > 0) this.#sendHeld(now, address, membership, false);
	}

	/** Sends one frame to a sleeping station that has asked for it; an empty one when nothing is held. */
	releaseOne(now: number, address: MacAddress, membership: Membership): void {
		if (membership.held.length === 0) this.ask(now, address);
		else this.#sendHeld(now, address, membership, membership.held.length > 1);
	}

	#sendHeld(now: number, address: MacAddress, membership: Membership, more: boolean): void {
		this.#radio.send(now, this.#shipment(address, membership, membership.held.shift()!, more));
	}

	/** Sends a packet to a group at once, or with the next DTIM. */
	toGroup(now: number, destination: MacAddress, parcel: Parcel, hold: boolean): void {
		if (hold) keep(this.#heldForGroup, { destination, ...parcel });
		else this.#radio.send(now, this.#groupShipment(destination, parcel, false));
	}

	/** Sends what is held for the group, before everything else. */
	releaseGroup(now: number): void {
		const held = this.#heldForGroup.splice(0);
		this.#radio.sendFirst(
			now,
			held.map((parcel, i) => this.#groupShipment(parcel.destination, parcel, i < held.length - 1)),
		);
	}

	/** Forgets what is held. */
	clear(): void {
		this.#heldForGroup.length = 0;
	}

	/** Sends an empty frame, which a station that is there acknowledges. */
	ask(now: number, address: MacAddress, onDone?: (now: number, heard: boolean) => void): void {
		const body = new Uint8Array();
		const frame = { ...this.#header(address, this.#radio.address), subtype: DataSubtype.NO_DATA, body };
		this.#radio.send(now, { frame, rates: [this.#groupRate], ...(onDone ? { onDone } : {}) });
	}

	#shipment(address: MacAddress, membership: Membership, parcel: Parcel, more: boolean): Shipment {
		const { rates, key } = membership;
		return {
			frame: once(() => this.#data(address, parcel, key, more)),
			rates: rates.rates(),
			onDone: (_, sent) => rates.report(sent),
		};
	}

	#groupShipment(destination: MacAddress, parcel: Parcel, more: boolean): Shipment {
		const frame = once(() => this.#data(destination, parcel, this.#groupKey(), more));
		return { frame, rates: [this.#groupRate] };
	}

	#data(address: MacAddress, { source, packet }: Parcel, key: SealingKey | undefined, more: boolean): Draft {
		const llc = encodeLlc(packet);
		const header = this.#header(address, source);
		const flags = header.flags | (key ? Flag.PROTECTED : 0) | (more ? Flag.MORE_DATA : 0);
		return { ...header, flags, body: key ? seal(key, llc) : llc };
	}

	#header(address1: MacAddress, address3: MacAddress) {
		const address2 = this.#radio.address;
		return { kind: "data" as const, subtype: 0, flags: Flag.FROM_DS as number, address1, address2, address3 };
	}
}

/** Packet numbers must go up on the air: a frame is sealed when its turn comes, and its retries keep the number. */
function once(make: () => Draft): () => Draft {
	let draft: Draft | undefined;
	return () => {
		draft ??= make();
		return draft;
	};
}

function keep<T>(held: T[], parcel: T): void {
	held.push(parcel);
	if (held.length > MAX_HELD) held.shift();
}
