/**
 * The conversations of the world's hosts, as inputs of the world for the trace: who opened one, what each side said,
 * how it ended. Each byte is there once. A run of other firmware can be given the world's side of them.
 *
 *     net/network { mode, subnet }                      what is behind the access points
 *     net/open   { id, protocol, chip, world, opener }   one TCP connection, or one pair of UDP endpoints; `host` names
 *                                                        the station whose host is the world's side, if it is one's.
 *                                                        One of the chip's is there once it is open, or is refused,
 *                                                        one of the world's from its first segment
 *     net/opened { id }                                  the chip has answered a TCP connection of the world's
 *     net/data   { id, from, bytes }                     from "chip" or "world"; one datagram, or a piece of a stream
 *     net/end    { id, from }                            that side of a TCP connection sends no more
 *     net/close  { id, reason }                          the TCP connection is over; or "refused": nobody was there
 *     net/lease  { mac, address }                        a station has an address now
 */
import type { WorldInput } from "../world.js";
import { type Endpoint, formatEndpoint, formatIpv4, formatMac, type Ipv4Address } from "./addresses.js";
import { DHCP_CLIENT_PORT, DHCP_SERVER_PORT } from "./codec/dhcp.js";
import type { HostObserver } from "./ip/ip-host.js";
import type { Datagram, DatagramFate } from "./ip/udp-layer.js";
import type { Opener, StreamObserver, TcpStream } from "./tcp/stream.js";

/** Bytes of one event at most. */
const MAX_PIECE = 16 * 1024;
/** Pairs of UDP endpoints that are remembered; one that comes back after that is a new conversation. */
const MAX_FLOWS = 1024;

type Data = WorldInput["data"];

export class Conversations {
	#inputs: WorldInput[] = [];
	#ids = 0;
	readonly #flows = new Map<string, number>();

	/** Whether something waits to be taken. */
	get waiting(): boolean {
		return this.#inputs.length > 0;
	}

	/** What has happened since the last time. */
	take(): WorldInput[] {
		const inputs = this.#inputs;
		this.#inputs = [];
		return inputs;
	}

	/** Sees a host: that of a station, by its name, or another. */
	of(host?: string): HostObserver {
		return {
			stream: (stream, opener) => this.#stream(host, stream, opener),
			datagram: (fate, datagram) => this.#datagram(host, fate, datagram),
			refused: (local, remote) => {
				const id = this.#open(host, "tcp", remote, local, "chip");
				this.#add("net/close", { id, reason: "refused" });
			},
		};
	}

	#stream(host: string | undefined, stream: TcpStream, opener: Opener): StreamObserver {
		const open = () =>
			this.#open(host, "tcp", stream.remote, stream.local, opener === "remote" ? "chip" : "world");
		let id = opener === "local" ? open() : undefined;
		const say = (topic: string, data: { readonly [key: string]: Data }) => {
			if (id !== undefined) this.#add(topic, { id, ...data });
		};
		return {
			opened: () => {
				if (id === undefined) id = open();
				else say("net/opened", {});
			},
			received: (bytes) => this.#data(id, "chip", bytes),
			sent: (bytes) => this.#data(id, "world", bytes),
			finished: (side) => say("net/end", { from: side === "remote" ? "chip" : "world" }),
			closed: (reason) => say("net/close", { reason }),
		};
	}

	#datagram(host: string | undefined, fate: DatagramFate, { local, remote, payload }: Datagram): void {
		if (isDhcp(local.port) && isDhcp(remote.port)) return;
		const from = fate === "sent" ? "world" : "chip";
		const key = `${host ?? ""} ${formatEndpoint(local)} ${formatEndpoint(remote)}`;
		const known = this.#flows.get(key);
		const id = known ?? this.#open(host, "udp", remote, local, from);
		this.#flows.delete(key);
		this.#flows.set(key, id);
		if (this.#flows.size > MAX_FLOWS) this.#flows.delete(this.#flows.keys().next().value!);
		this.#add("net/data", { id, from, bytes: Uint8Array.from(payload) });
		if (fate === "refused" && known === undefined) this.#add("net/close", { id, reason: "refused" });
	}

	/** What is there from the beginning. */
	network(mode: string, subnet: string): void {
		this.#add("net/network", { mode, subnet });
	}

	lease(mac: number, address: Ipv4Address): void {
		this.#add("net/lease", { mac: formatMac(mac), address: formatIpv4(address) });
	}

	#open(
		host: string | undefined,
		protocol: string,
		chip: Endpoint,
		world: Endpoint,
		opener: "chip" | "world",
	): number {
		const id = this.#ids++;
		const places = { chip: formatEndpoint(chip), world: formatEndpoint(world) };
		this.#add("net/open", { id, protocol, ...places, opener, ...(host === undefined ? {} : { host }) });
		return id;
	}

	#data(id: number | undefined, from: string, bytes: Uint8Array): void {
		if (id === undefined) return;
		for (let at = 0; at < bytes.length; at += MAX_PIECE) {
			this.#add("net/data", { id, from, bytes: Uint8Array.from(bytes.subarray(at, at + MAX_PIECE)) });
		}
	}

	#add(topic: string, data: Data): void {
		this.#inputs.push({ kind: "world", topic, data });
	}
}

function isDhcp(port: number): boolean {
	return port === DHCP_SERVER_PORT || port === DHCP_CLIENT_PORT;
}
