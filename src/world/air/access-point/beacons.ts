/** What an access point says unasked and to scanners: its clock, its beacons, its channel. */
import { TICKS_PER_SECOND } from "../../../chip/time.js";
import type { Agenda, Appointment } from "../../agenda.js";
import type { SeededRandom } from "../../random.js";
import { BROADCAST, type MacAddress } from "../dot11/address.js";
import type { TrafficMap } from "../dot11/tim.js";
import { airTicks } from "../medium.js";
import type { Draft, Radio } from "../radio.js";
import { type AnnouncementNow, announcement } from "./announcement.js";
import { BeaconClock } from "./clock.js";
import type { Network } from "./network.js";

/** Bytes of a beacon before its time stamp. */
const TIMESTAMP_OFFSET = 24;
/** A scanner does not stay long: an answer is not tried often. */
const PROBE_ATTEMPTS = 3;
/** A network has been there for up to an hour when the chip comes. */
const MAX_AGE_S = 3600;

export interface BeaconsOptions {
	readonly network: Network;
	readonly radio: Radio;
	readonly agenda: Agenda;
	readonly random: SeededRandom;
	/** For whom frames are held. */
	readonly traffic: () => Pick<TrafficMap, "group" | "aids">;
	/** A beacon is due. */
	readonly onDue: (now: number) => void;
	/** A beacon has been sent after which group frames go out. */
	readonly onDtim: (now: number) => void;
}

export class Beacons {
	readonly #options: BeaconsOptions;
	#channel: number;
	/** Undefined while the power is off. */
	#clock: BeaconClock | undefined;
	#next: Appointment | undefined;
	#switch: { readonly channel: number; count: number } | undefined;

	constructor(options: BeaconsOptions) {
		this.#options = options;
		this.#channel = options.network.channel;
	}

	start(now: number): void {
		if (this.#clock) return;
		const { random, network, radio } = this.#options;
		// No two networks beacon at the same time.
		const age = random.below(MAX_AGE_S) * TICKS_PER_SECOND + random.below(network.beaconTicks);
		this.#clock = new BeaconClock(now, age, network.beaconTicks);
		radio.tune(now, this.#channel);
		this.#schedule(now);
	}

	stop(): void {
		this.#next?.cancel();
		this.#clock = undefined;
		this.#switch = undefined;
	}

	/** Goes to another channel: at once, or after so many beacons that announce it. */
	switchChannel(now: number, channel: number, beacons: number): void {
		if (beacons > 0) this.#switch = { channel, count: beacons };
		else this.#tune(now, channel);
	}

	answerProbe(now: number, scanner: MacAddress): void {
		const { radio, network } = this.#options;
		radio.send(now, {
			frame: (start) => this.#announce(start, "probe-response", scanner, {}),
			rates: [network.slowest],
			attempts: PROBE_ATTEMPTS,
		});
	}

	#schedule(now: number): void {
		const due = this.#clock!.nextBeacon(now);
		this.#next = this.#options.agenda.at(due, (then) => this.#beacon(then, due));
	}

	#beacon(now: number, due: number): void {
		const { network, radio, traffic, onDue, onDtim } = this.#options;
		const { dtimPeriod, hidden, slowest } = network;
		const dtimCount = (dtimPeriod - (this.#clock!.beaconNumber(due) % dtimPeriod)) % dtimPeriod;
		this.#schedule(due);
		radio.sendFirst(now, [
			{
				frame: (start) =>
					this.#announce(start, "beacon", BROADCAST, {
						hidden,
						traffic: { dtimCount, dtimPeriod, ...traffic() },
						channelSwitch: this.#switch,
					}),
				rates: [slowest],
				onDone: (then, sent) => {
					if (!sent) return;
					this.#countSwitch(then);
					if (dtimCount === 0) onDtim(then);
				},
			},
		]);
		onDue(now);
	}

	#countSwitch(now: number): void {
		const coming = this.#switch;
		if (!coming) return;
		coming.count--;
		if (coming.count > 0) return;
		this.#switch = undefined;
		this.#tune(now, coming.channel);
	}

	#tune(now: number, channel: number): void {
		this.#channel = channel;
		if (this.#clock) this.#options.radio.tune(now, channel);
	}

	#announce(
		start: number,
		type: "beacon" | "probe-response",
		destination: MacAddress,
		more: Omit<AnnouncementNow, "timestamp" | "channel">,
	): Draft {
		const { network } = this.#options;
		const { bssid, slowest } = network;
		const timestamp = this.#clock!.at(start + airTicks(TIMESTAMP_OFFSET, slowest));
		const body = { type, ...announcement(network, { timestamp, channel: this.#channel, ...more }) };
		return { kind: "management", flags: 0, destination, source: bssid, bssid, body };
	}
}
