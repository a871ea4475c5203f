/** Between an access point's stations and the wire behind it. */
import type { EthernetPort } from "../../ethernet.js";
import type { EthernetSegment } from "../../ethernet-segment.js";
import type { Disturbances } from "../disturbance.js";
import { isGroup, type MacAddress } from "../dot11/address.js";
import type { LlcPacket } from "../dot11/llc.js";
import { decodeEthernet, encodeEthernet } from "../ethernet-frame.js";
import type { Downlink } from "./downlink.js";
import type { Members } from "./members.js";

export class Bridge {
	readonly #members: Members;
	readonly #downlink: Downlink;
	readonly #disturbances: Disturbances;
	readonly #wire: EthernetPort | undefined;

	/** Without a segment stations reach each other only. */
	constructor(
		members: Members,
		downlink: Downlink,
		disturbances: Disturbances,
		segment: EthernetSegment | undefined,
	) {
		this.#members = members;
		this.#downlink = downlink;
		this.#disturbances = disturbances;
		this.#wire = segment?.plug({
			receive: (now, frame) => this.#fromWire(now, frame),
			next: () => undefined,
			act() {},
		});
	}

	/** A station's packet goes to another station, to the wire, or both. */
	fromStation(now: number, destination: MacAddress, source: MacAddress, packet: LlcPacket): void {
		this.#disturbances.pass(now, "heard", (then) => this.#forward(then, destination, source, packet));
	}

	#forward(now: number, destination: MacAddress, source: MacAddress, packet: LlcPacket): void {
		if (isGroup(destination)) this.#toGroup(now, destination, source, packet);
		else if (this.#members.get(destination)?.membership) {
			this.#toStation(now, destination, source, packet);
			return;
		}
		this.#wire?.(now, encodeEthernet({ destination, source, packet }));
	}

	#fromWire(now: number, bytes: Uint8Array): void {
		const frame = decodeEthernet(bytes);
		if (!frame) return;
		const { destination, source, packet } = frame;
		if (isGroup(destination)) this.#toGroup(now, destination, source, packet);
		else this.#toStation(now, destination, source, packet);
	}

	#toGroup(now: number, destination: MacAddress, source: MacAddress, packet: LlcPacket): void {
		this.#disturbances.pass(now, "sent", (then) =>
			this.#downlink.toGroup(then, destination, { source, packet }, this.#members.anyAsleep),
		);
	}

	#toStation(now: number, destination: MacAddress, source: MacAddress, packet: LlcPacket): void {
		if (!this.#members.get(destination)?.membership?.authorized) return;
		this.#disturbances.pass(now, "sent", (then) => {
			const membership = this.#members.get(destination)?.membership;
			if (membership?.authorized) this.#downlink.toMember(then, destination, membership, { source, packet });
		});
	}
}
