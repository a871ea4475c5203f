/**
 * The network behind the access point, as a world: an Ethernet segment and what is plugged into it. Everything on it
 * happens in guest time; only what sockets of the host deliver comes from outside, and enters at a tick.
 */
import { TICKS_PER_MS } from "../../chip/time.js";
import { EthernetSegment, type EthernetTap } from "../ethernet-segment.js";
import { SeededRandom } from "../random.js";
import { earliest, type World, type WorldAction } from "../world.js";
import { formatIpv4, type Ipv4Address, parseIpv4, parseSubnet, type Subnet } from "./addresses.js";
import { Conversations } from "./conversations.js";
import { DhcpClient } from "./dhcp/dhcp-client.js";
import { NetworkError } from "./errors.js";
import { Gateway } from "./gateway.js";
import { Arrivals } from "./host/arrivals.js";
import { type Forward, openForward } from "./host/forward.js";
import { parseForward } from "./host/forward-spec.js";
import { HostUplink } from "./host/host-uplink.js";
import { HostPolicy } from "./host/policy.js";
import { IpHost } from "./ip/ip-host.js";
import type { TcpService, UdpService } from "./service.js";

/** Nothing behind the access point; model servers only; the host's own network as well. */
export type NetworkMode = "none" | "isolated" | "host";

export interface NetworkOptions {
	readonly mode: NetworkMode;
	/** Ports, sequence numbers: all chance comes from it; taken modulo 2^64. */
	readonly seed: bigint;
	/** The network of the stations, "10.0.2.0/24" unless said; the gateway is its .2, the first station its .15. */
	readonly subnet?: string;
	/** What may be reached in mode "host", as HostPolicy reads it; everything when absent. */
	readonly allow?: readonly string[];
	/** Sees every frame of the segment. */
	readonly tap?: EthernetTap;
}

/** A model server to be. */
export interface ServerOptions {
	/** The first is what the server is called. */
	readonly names: readonly string[];
	/** "198.51.100.10"; the next free one of that network when absent. */
	readonly address?: string;
	readonly tcp?: Readonly<Record<number, TcpService>>;
	readonly udp?: Readonly<Record<number, UdpService>>;
}

/** A host that is not the gateway. */
export interface HostOptions {
	/** 48 bits. */
	readonly mac: number;
	/** The station whose host it is, if it is one's. */
	readonly name?: string;
	/** Where it is plugged in; behind the access point when absent. */
	readonly segment?: EthernetSegment;
	/** "192.168.4.2/24"; by DHCP, once started, when absent. */
	readonly address?: string;
	/** Whether its conversations are inputs of the world, as they are unless said; not those of a second chip. */
	readonly observed?: boolean;
}

/** A host and its DHCP client, which does nothing before `start`: once the link is up. */
export interface AddedHost {
	readonly host: IpHost;
	readonly dhcp: DhcpClient;
}

export interface ForwardOptions {
	/** Who connects to the guest; the gateway when absent. */
	readonly via?: IpHost;
}

const DEFAULT_SUBNET = "10.0.2.0/24";
const LARGEST_PREFIX = 0xffff_ff00;
/** Where model servers are when nothing is said; a network that documentation may use. Source: RFC 5737. */
const FIRST_SERVER = parseIpv4("198.51.100.10")!;

export class Network implements World {
	/** What the access point is plugged into. */
	readonly segment: EthernetSegment;
	/** Absent in mode "none". */
	readonly gateway: Gateway | undefined;
	readonly #segments: EthernetSegment[];
	readonly #random: SeededRandom;
	readonly #arrivals = new Arrivals();
	readonly #conversations = new Conversations();
	readonly #hosts: IpHost[] = [];
	readonly #forwards: Forward[] = [];
	readonly #uplink: HostUplink | undefined;
	#nextServer = FIRST_SERVER;
	#now = 0;

	/** Throws NetworkError for a subnet or an `allow` entry that cannot be used. */
	constructor(options: NetworkOptions) {
		const { mode, seed, tap } = options;
		const policy = new HostPolicy(options.allow);
		const { subnet: written = DEFAULT_SUBNET } = options;
		const subnet = readSubnet(written);
		this.#random = new SeededRandom(seed, "network");
		this.segment = new EthernetSegment(tap);
		this.#segments = [this.segment];
		this.#conversations.network(mode, written);
		if (mode === "none") return;
		this.gateway = new Gateway({
			plug: (node) => this.segment.plug(node),
			random: this.#random,
			subnet,
			observer: this.#conversations.of(),
			onLease: (mac, address) => this.#conversations.lease(mac, address),
		});
		this.#hosts.push(this.gateway.host);
		if (mode === "isolated") return;
		this.#uplink = new HostUplink(this.gateway.host, policy, this.#arrivals);
		this.gateway.setUplink(this.#uplink);
	}

	/** A segment of its own: what a station's host is plugged into that has joined the chip's access point. */
	addSegment(tap?: EthernetTap): EthernetSegment {
		const segment = new EthernetSegment(tap);
		this.#segments.push(segment);
		return segment;
	}

	/** Adds a model server; returns its address. Throws NetworkError in mode "none", and for what is taken. */
	server({ names, address, tcp = {}, udp = {} }: ServerOptions): string {
		const place = address === undefined ? this.#nextServer++ : parseIpv4(address);
		if (place === undefined) throw new NetworkError(`${JSON.stringify(address)} is no IPv4 address`);
		this.#needGateway("a model server").add({ names, address: place, tcp: byPort(tcp), udp: byPort(udp) });
		return formatIpv4(place);
	}

	/** Adds a host. Throws NetworkError for an address that is none. */
	host({ mac, name, segment = this.segment, address, observed = true }: HostOptions): AddedHost {
		const random = this.#random.fork(`host ${this.#hosts.length}`);
		const host = new IpHost({
			mac,
			random,
			plug: (node) => segment.plug(node),
			addressing: address === undefined ? undefined : readAddressing(address),
			observer: observed ? this.#conversations.of(name) : undefined,
		});
		this.#hosts.push(host);
		return { host, dhcp: new DhcpClient(host, random.fork("dhcp")) };
	}

	/**
	 * Carries a port of the host, "tcp:8266:8266", to the guest. Rejects with NetworkError for what cannot be
	 * read, and for a port that cannot be had.
	 */
	async forward(spec: string, { via }: ForwardOptions = {}): Promise<Forward> {
		const parsed = parseForward(spec);
		const { host, dhcp } = this.#needGateway("a forwarded port");
		const address = (): Ipv4Address | undefined =>
			parsed.guestAddress ?? (via ? via.addressing?.router : dhcp.latest);
		const forward = await openForward(parsed, { host: via ?? host, address, arrivals: this.#arrivals });
		this.#forwards.push(forward);
		return forward;
	}

	/** Closes all sockets of the host; those that are closed already stay so. */
	async close(): Promise<void> {
		this.#uplink?.close();
		await Promise.all(this.#forwards.splice(0).map((forward) => forward.close()));
	}

	next(): number | undefined {
		let due: number | undefined;
		for (const segment of this.#segments) due = earliest(due, segment.next());
		if (!this.#arrivals.waiting && !this.#conversations.waiting) return due;
		// Whatever came from outside has time until the session's next look, a millisecond away at most.
		return due !== undefined && due <= this.#now + TICKS_PER_MS ? due : 0;
	}

	act(now: number): readonly WorldAction[] {
		this.#now = now;
		for (const host of this.#hosts) host.agenda.advance(now);
		this.#arrivals.enter();
		for (const segment of this.#segments) segment.act(now);
		return this.#conversations.take();
	}

	onConsole(): void {}

	#needGateway(what: string): Gateway {
		if (this.gateway) return this.gateway;
		throw new NetworkError(`${what} needs a network; this one is "none"`);
	}
}

function readSubnet(text: string): Subnet {
	const subnet = parseSubnet(text);
	const usable = subnet && subnet.mask <= LARGEST_PREFIX && subnet.mask !== 0;
	if (!usable) throw new NetworkError(`${JSON.stringify(text)} is no network of /24 or larger`);
	return subnet;
}

function readAddressing(text: string): { address: Ipv4Address; subnet: Subnet } {
	const address = parseIpv4(text.replace(/\/.*$/, ""));
	const subnet = parseSubnet(text);
	if (address !== undefined && subnet && text.includes("/")) return { address, subnet };
	throw new NetworkError(
		`${JSON.stringify(text)} is no address with the bits of its network, 192.168.4.2/24`,
	);
}

function byPort<T>(services: Readonly<Record<number, T>>): Map<number, T> {
	return new Map(Object.entries(services).map(([port, service]) => [Number(port), service]));
}
