/** A network and what tests put on it, run in guest time. */
import { TICKS_PER_MS, TICKS_PER_SECOND } from "../../../src/chip/time.js";
import type { IpHost } from "../../../src/world/network/ip/ip-host.js";
import { Network, type NetworkOptions } from "../../../src/world/network/network.js";
import type { WorldInput } from "../../../src/world/world.js";

export const STATION_MAC = 0x02_00_00_00_00_77;

export class Lab {
	readonly network: Network;
	/** What the trace would have got. */
	readonly inputs: (WorldInput & { readonly tick: number })[] = [];
	now = 0;

	constructor(options: Partial<NetworkOptions> = {}) {
		this.network = new Network({ mode: "isolated", seed: 1n, ...options });
	}

	/** A station that stands for the chip, with an address by DHCP. */
	station(mac = STATION_MAC): IpHost {
		const { host, dhcp } = this.network.host({ mac, observed: false });
		dhcp.start();
		this.runUntil(() => host.address !== 0);
		return host;
	}

	/** Lets guest time pass. */
	run(ticks: number): void {
		const until = this.now + ticks;
		while (this.#step(until));
		this.now = until;
	}

	/** Runs until `done`; throws after `seconds` of guest time. */
	runUntil(done: () => boolean, seconds = 300): void {
		const until = this.now + seconds * TICKS_PER_SECOND;
		while (!done()) if (!this.#step(until)) throw new Error(`not done after ${seconds} s of guest time`);
	}

	/** The same where sockets of the host take part: gives them turns. */
	async runLive(done: () => boolean, seconds = 300): Promise<void> {
		const until = this.now + seconds * TICKS_PER_SECOND;
		while (!done()) {
			for (let ms = 0; ms < 10 && !done(); ms++) this.run(TICKS_PER_MS);
			if (this.now > until) throw new Error(`not done after ${seconds} s of guest time`);
			await new Promise((resolve) => setTimeout(resolve, 1));
		}
	}

	/** Topics and data of conversations, without the bytes. */
	topics(): string[] {
		return this.inputs.map(({ topic, data }) => {
			const { bytes, ...rest } = data as { readonly bytes?: Uint8Array };
			return `${topic} ${JSON.stringify({ ...rest, ...(bytes && { length: bytes.length }) })}`;
		});
	}

	/** One turn of the session; false when nothing is due before `until`. */
	#step(until: number): boolean {
		const next = this.network.next();
		if (next === undefined || next > until) return false;
		this.now = next === 0 ? Math.floor(this.now / TICKS_PER_MS + 1) * TICKS_PER_MS : Math.max(this.now, next);
		if (this.now > until) return false;
		for (const action of this.network.act(this.now)) {
			if (action.kind === "world") this.inputs.push({ ...action, tick: this.now });
		}
		return true;
	}
}
