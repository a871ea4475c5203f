/** The air and the network around a chip, built from what is said of them; a scenario's steps act on them. */
import { Air } from "../air/air.js";
import { AirOptionError } from "../air/options.js";
import { NetworkError } from "../network/errors.js";
import type { ForwardSpec } from "../network/host/forward-spec.js";
import type { IpHost } from "../network/ip/ip-host.js";
import { Network } from "../network/network.js";
import type { AirDeed, Controls, DatagramRequest, Errand, FetchRequest } from "../scenario/controls.js";
import type { World } from "../world.js";
import { doDeed } from "./deeds.js";
import { beginErrand, fetchFrom, sendDatagrams } from "./errands.js";
import { servicesOf } from "./services.js";
import type { ServerSpec, StationSpec, SurroundingsSpec } from "./spec.js";

export class Surroundings implements Controls {
	readonly radio: Air;
	readonly network: Network;
	/** For the recorder, behind the scenario. */
	readonly worlds: readonly World[];
	readonly #forward: readonly string[];
	readonly #forwarded: ForwardSpec[] = [];
	readonly #guests = new Map<string, IpHost>();

	/** Throws AirOptionError and NetworkError for what cannot be had. */
	constructor(spec: SurroundingsSpec, seed: bigint) {
		const { mode, subnet, allow, servers, forward } = spec.network;
		this.network = new Network({
			mode,
			seed,
			...(subnet === undefined ? {} : { subnet }),
			...(allow === undefined ? {} : { allow }),
		});
		this.radio = new Air({ seed });
		const antenna = this.radio.addChip();
		for (const { network: wired = true, ...options } of spec.accessPoints) {
			this.radio.addAccessPoint({ ...options, ...(wired ? { wired: this.network.segment } : {}) });
		}
		for (const station of spec.stations) this.#addStation(station);
		for (const server of servers) this.#addServer(server);
		this.#forward = forward;
		this.worlds = [antenna, this.network];
	}

	/** Hosts behind stations that join the chip's access point, by the station's name. */
	get guests(): ReadonlyMap<string, IpHost> {
		return this.#guests;
	}

	/** The host's ports that are open, with the numbers they got. */
	get forwarded(): readonly ForwardSpec[] {
		return this.#forwarded;
	}

	/** Opens the host's ports. Rejects with NetworkError for one that cannot be had. */
	async open(): Promise<void> {
		for (const text of this.#forward) this.#forwarded.push((await this.network.forward(text)).spec);
	}

	/** Closes everything that the host has lent. */
	close(): Promise<void> {
		return this.network.close();
	}

	/** Throws AirOptionError for a node that is not there, or does not do such a thing. */
	air(name: string, deed: AirDeed): void {
		const node = this.radio.node(name);
		if (!node) throw new AirOptionError(`there is no "${name}" on the air`);
		doDeed(node, deed);
	}

	/** Throws NetworkError when there is no such station, or no network. */
	fetch(request: FetchRequest): Errand {
		const { host, chip } = this.#wayToChip(request.from);
		return beginErrand(host, chip, request.port, fetchFrom(host, request));
	}

	/** Throws NetworkError when there is no such station, or no network. */
	datagrams(request: DatagramRequest): Errand {
		const { host, chip } = this.#wayToChip(request.from);
		return beginErrand(host, chip, request.port, sendDatagrams(host, request));
	}

	/** A host of the world, and the address at which it finds the chip. */
	#wayToChip(station: string | undefined): { host: IpHost; chip: () => number | undefined } {
		if (station === undefined) {
			const { gateway } = this.network;
			if (!gateway)
				throw new NetworkError("who asks the chip for something needs a network, and this one is none");
			return { host: gateway.host, chip: () => gateway.dhcp.latest };
		}
		const host = this.#guests.get(station);
		if (!host) throw new NetworkError(`there is no station "${station}"`);
		return { host, chip: () => host.addressing?.router };
	}

	#addStation({ address, ...options }: StationSpec): void {
		const segment = this.network.addSegment();
		const mac = Number.parseInt(options.mac.replaceAll(":", ""), 16);
		const { name } = options;
		const { host, dhcp } = this.network.host({
			mac,
			name,
			segment,
			...(address === undefined ? {} : { address }),
		});
		this.#guests.set(name, host);
		this.radio.addStation({ ...options, wired: segment });
		if (address !== undefined) return;
		this.radio.listen({
			onEvent: (_tick, { node, event }) => {
				if (node === name && event === "joined") dhcp.start();
			},
		});
	}

	#addServer(server: ServerSpec): void {
		const { names, address } = server;
		this.network.server({ names, ...(address === undefined ? {} : { address }), ...servicesOf(server) });
	}
}
