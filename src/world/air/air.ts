/**
 * A virtual air: access points, stations and emulated chips that hear each other. It is driven by guest time alone; the
 * same seed and the same chips give the same run.
 *
 * The air of a chip is its `ChipAntenna`, which goes among the recorder's worlds, behind those that may ask the air for
 * something. Names are unique; what is asked of a node happens when the air acts next, which is at once.
 *
 * Each chip's trace is told what is on the air ("air/access-point", "air/station", "air/peer", with the options; secrets
 * stand under "secret"), and every fault ("air/fault": node, fault, and what was asked for).
 */
import type { Plain } from "../../trace/schema.js";
import { Agenda } from "../agenda.js";
import type { EthernetSegment } from "../ethernet-segment.js";
import { SeededRandom } from "../random.js";
import { earliest, type SentFrame, type WorldInput, type WorldNote } from "../world.js";
import { AccessPoint } from "./access-point/access-point.js";
import { checkRssi } from "./check-options.js";
import { ChipAntenna } from "./chip-antenna.js";
import { parseAddress } from "./dot11/address.js";
import { Medium, type OnAir } from "./medium.js";
import { type AirEvent, type AirNode, DEFAULT_RSSI, type Surroundings } from "./node.js";
import {
	type AccessPointOptions,
	AirOptionError,
	type NodeOptions,
	type PeerOptions,
	type StationOptions,
} from "./options.js";
import { Peer } from "./peer.js";
import { Station } from "./station/station.js";

/** A frame on the air, for monitors. */
export interface AirFrame {
	/** Its preamble. */
	readonly tick: number;
	/** Name of who sends it. */
	readonly from: string;
	/** 802.11, without FCS. */
	readonly bytes: Uint8Array;
	readonly channel: number;
	/** The MAC's rate code. */
	readonly rate: number;
	/** dBm. */
	readonly rssi: number;
}

/** Something that nobody should send, and who has noticed it. */
export interface AirReport {
	readonly tick: number;
	readonly node: string;
	readonly text: string;
}

export interface AirListeners {
	readonly onFrame?: (frame: AirFrame) => void;
	readonly onReport?: (report: AirReport) => void;
	readonly onEvent?: (tick: number, event: AirEvent) => void;
}

export class Air {
	readonly #random: SeededRandom;
	readonly #agenda = new Agenda();
	readonly #medium: Medium;
	readonly #listeners: AirListeners[] = [];
	readonly #nodes = new Map<string, AirNode>();
	readonly #chips = new Map<string, ChipAntenna>();
	readonly #segments = new Set<EthernetSegment>();
	/** What a chip that is added later must still be told. */
	readonly #told: WorldInput[] = [];

	constructor({ seed }: { readonly seed: bigint }) {
		this.#random = new SeededRandom(seed, "air");
		this.#medium = new Medium(this.#agenda, (frame) => this.#onFrame(frame));
	}

	/** Hears everything from now on. */
	listen(listeners: AirListeners): void {
		this.#listeners.push(listeners);
	}

	/** A place for a chip; `rssi` is how strongly other chips hear it. Throws AirOptionError. */
	addChip({ name = "chip", rssi = DEFAULT_RSSI }: NodeOptions = {}): ChipAntenna {
		this.#checkName(name);
		const chip = new ChipAntenna(
			{
				next: () => this.#next(),
				advance: (now) => this.#advance(now),
				transmit: (now, from, frame) => this.#transmit(now, from, frame),
			},
			name,
			checkRssi(rssi),
			this.#told,
		);
		this.#chips.set(name, chip);
		this.#medium.add(chip);
		return chip;
	}

	/** Throws AirOptionError. */
	addAccessPoint(options: AccessPointOptions): AccessPoint {
		const name = options.name ?? (this.#isTaken(options.ssid) ? options.bssid : options.ssid);
		const accessPoint = this.#add(
			name,
			options.bssid,
			(around) => new AccessPoint(around, { ...options, name }),
		);
		if (options.wired) this.#segments.add(options.wired);
		this.#tell("air/access-point", { ...options, name });
		return accessPoint;
	}

	/** Throws AirOptionError. */
	addStation(options: StationOptions): Station {
		const name = options.name ?? options.mac;
		const station = this.#add(name, options.mac, (around) => new Station(around, { ...options, name }));
		if (options.wired) this.#segments.add(options.wired);
		this.#tell("air/station", { ...options, name });
		return station;
	}

	/** Throws AirOptionError. */
	addPeer(options: PeerOptions): Peer {
		const name = options.name ?? options.mac;
		const peer = this.#add(name, options.mac, (around) => new Peer(around, { ...options, name }));
		this.#tell("air/peer", { ...options, name });
		return peer;
	}

	/** The node of that name. */
	node(name: string): AirNode | undefined {
		return this.#nodes.get(name);
	}

	#add<T extends AirNode>(name: string, address: string, make: (around: Surroundings) => T): T {
		this.#checkName(name);
		for (const { address: other, name: owner } of this.#nodes.values()) {
			if (other === parseAddress(address))
				throw new AirOptionError(`"${name}" has the address of "${owner}"`);
		}
		const node = make({
			agenda: this.#agenda,
			medium: this.#medium,
			random: this.#random.fork(name),
			emit: (action) => this.#emit(action),
			report: (tick, text) => this.#report({ tick, node: name, text }),
			event: (tick, event) => {
				for (const { onEvent } of this.#listeners) onEvent?.(tick, { node: name, ...event });
			},
		});
		this.#nodes.set(name, node);
		return node;
	}

	#checkName(name: string): void {
		if (this.#isTaken(name)) throw new AirOptionError(`there is a "${name}" on the air already`);
	}

	#isTaken(name: string): boolean {
		return this.#nodes.has(name) || this.#chips.has(name);
	}

	/** Notes a part of the air in every chip's trace, so that the same air can be made for other firmware. */
	#tell(topic: string, options: object): void {
		const action: WorldInput = { kind: "world", topic, data: describe(options) };
		this.#told.push(action);
		this.#emit(action);
	}

	#emit(action: WorldInput | WorldNote): void {
		for (const chip of this.#chips.values()) chip.remark(action);
	}

	#report(report: AirReport): void {
		this.#emit({ kind: "note", text: `air: ${report.node}: ${report.text}` });
		for (const { onReport } of this.#listeners) onReport?.(report);
	}

	#next(): number | undefined {
		let next = this.#agenda.next();
		for (const segment of this.#segments) next = earliest(next, segment.next());
		return next;
	}

	/** Several chips take turns, and one may be a little behind the other. */
	#advance(now: number): void {
		this.#agenda.run(now);
		for (const segment of this.#segments) segment.act(now);
	}

	#transmit(tick: number, from: ChipAntenna, { bytes, channel, rate }: SentFrame): void {
		this.#medium.send(tick, from, bytes.slice(), channel, rate);
	}

	#onFrame({ from, frame, bytes, channel, rate, start }: OnAir): void {
		if (frame.kind === "malformed") {
			this.#report({ tick: start, node: from.name, text: `sends a malformed frame: ${frame.reason}` });
		}
		for (const { onFrame } of this.#listeners) {
			onFrame?.({ tick: start, from: from.name, bytes, channel, rate, rssi: from.rssi });
		}
	}
}

function isPlain(value: unknown): boolean {
	return value !== undefined && typeof value !== "function";
}

/** Options as a trace keeps them; what is secret is marked as such. */
function describe(options: object): Record<string, Plain> {
	const { wired, passphrase, ...others } = options as Record<string, Plain> & { wired?: unknown };
	return {
		...Object.fromEntries(Object.entries(others).filter(([, value]) => isPlain(value))),
		...(wired === undefined ? {} : { wired: true }),
		...(passphrase === undefined ? {} : { secret: { passphrase } }),
	};
}
