/**
 * UDP to the host's network: each port of a station has a socket of its own, and hears only those it has spoken to.
 */
import { createSocket, type Socket } from "node:dgram";
import { TICKS_PER_SECOND } from "../../../chip/time.js";
import type { Timer } from "../../agenda.js";
import { type Endpoint, formatEndpoint, formatIpv4, LOOPBACK_ADDRESS } from "../addresses.js";
import type { IpHost } from "../ip/ip-host.js";
import type { Datagram } from "../ip/udp-layer.js";
import type { Arrivals } from "./arrivals.js";

/** A port that says nothing for so long loses its socket. */
const IDLE = 120 * TICKS_PER_SECOND;
/** Ports with a socket; the one that was silent for the longest time loses it. */
const MAX_SOCKETS = 128;
/** Others that one port may speak to; the oldest is forgotten. */
const MAX_PEERS = 64;
/** Datagrams of one port on their way, in either direction; what comes then is lost. */
const MAX_WAITING = 64;

interface Outlet {
	readonly socket: Socket;
	/** By the host's name for them: how the guest knows those it has spoken to. */
	readonly peers: Map<string, Endpoint>;
	readonly timer: Timer;
	waiting: number;
}

export class HostUdp {
	readonly #gateway: IpHost;
	readonly #arrivals: Arrivals;
	readonly #outlets = new Map<string, Outlet>();

	constructor(gateway: IpHost, arrivals: Arrivals) {
		this.#gateway = gateway;
		this.#arrivals = arrivals;
	}

	/** Sends what a station sent; `toHost` sends it to this machine. */
	send({ local, remote, payload }: Datagram, toHost: boolean): void {
		const outlet = this.#outletOf(remote);
		outlet.timer.after(IDLE);
		const host = formatIpv4(toHost ? LOOPBACK_ADDRESS : local.address);
		const peer = `${host}:${local.port}`;
		outlet.peers.delete(peer);
		outlet.peers.set(peer, local);
		if (outlet.peers.size > MAX_PEERS) outlet.peers.delete(outlet.peers.keys().next().value!);
		if (outlet.waiting >= MAX_WAITING) return;
		outlet.waiting++;
		outlet.socket.send(payload, local.port, host, () => {
			// A datagram that cannot be sent is lost, as on any way.
			outlet.waiting--;
		});
	}

	close(): void {
		for (const station of [...this.#outlets.keys()]) this.#close(station);
	}

	#outletOf(station: Endpoint): Outlet {
		const key = formatEndpoint(station);
		const known = this.#outlets.get(key);
		this.#outlets.delete(key);
		const outlet = known ?? this.#open(key, station);
		this.#outlets.set(key, outlet);
		if (this.#outlets.size > MAX_SOCKETS) this.#close(this.#outlets.keys().next().value!);
		return outlet;
	}

	#open(key: string, station: Endpoint): Outlet {
		const socket = createSocket("udp4");
		const timer = this.#gateway.agenda.timer(() => this.#close(key));
		const outlet: Outlet = { socket, peers: new Map(), timer, waiting: 0 };
		socket.on("message", (message, { address, port }) => {
			const from = outlet.peers.get(`${address}:${port}`);
			if (!from || outlet.waiting >= MAX_WAITING) return;
			outlet.waiting++;
			this.#arrivals.add(() => {
				outlet.waiting--;
				this.#gateway.udp.send(from, station, message);
			});
		});
		socket.on("error", () => this.#arrivals.add(() => this.#close(key, outlet)));
		return outlet;
	}

	#close(key: string, only?: Outlet): void {
		const outlet = this.#outlets.get(key);
		if (!outlet || (only && outlet !== only)) return;
		this.#outlets.delete(key);
		outlet.timer.cancel();
		outlet.socket.removeAllListeners("error").on("error", () => {});
		outlet.socket.close();
	}
}
