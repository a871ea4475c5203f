/** A host on an Ethernet segment: IPv4, ARP, ICMP echo, UDP and TCP. Source: RFC 1122. */

import { Agenda } from "../../agenda.js";
import type { EthernetNode, EthernetPort } from "../../ethernet.js";
import type { SeededRandom } from "../../random.js";
import {
	ANY_ADDRESS,
	BROADCAST_ADDRESS,
	BROADCAST_MAC,
	type Endpoint,
	type Ipv4Address,
	inSubnet,
	isUnicast,
	type MacAddress,
	type Subnet,
	subnetBroadcast,
} from "../addresses.js";
import { ETHERNET_MTU } from "../codec/ethernet.js";
import { HOST_UNREACHABLE, PORT_UNREACHABLE, PROTOCOL_UNREACHABLE } from "../codec/icmp.js";
import {
	decodeIpv4,
	encodeIpv4,
	fragmentIpv4,
	type Ipv4Packet,
	PROTOCOL_ICMP,
	PROTOCOL_TCP,
	PROTOCOL_UDP,
} from "../codec/ipv4.js";
import type { TcpOptions } from "../tcp/options.js";
import type { Opener, StreamObserver, TcpStream } from "../tcp/stream.js";
import { TcpLayer } from "../tcp/tcp-layer.js";
import { IcmpLayer } from "./icmp-layer.js";
import { Link } from "./link.js";
import { Reassembly } from "./reassembly.js";
import { type Datagram, type DatagramFate, UdpLayer } from "./udp-layer.js";

const TTL = 64;

/** A host's place in IPv4. */
export interface IpAddressing {
	readonly address: Ipv4Address;
	readonly subnet: Subnet;
	readonly router?: Ipv4Address | undefined;
}

export interface IpHostConfig {
	readonly mac: MacAddress;
	readonly random: SeededRandom;
	/** Puts the host on its segment. */
	readonly plug: (node: EthernetNode) => EthernetPort;
	/** Absent: none until `configure`. */
	readonly addressing?: IpAddressing | undefined;
	/** Further addresses that packets are taken for, as a router that ends them itself does. */
	readonly takes?: ((address: Ipv4Address) => boolean) | undefined;
	readonly tcp?: Partial<TcpOptions> | undefined;
	/** Sees the conversations of this host. */
	readonly observer?: HostObserver | undefined;
}

/** Sees what a host's applications say and hear, for the trace. */
export interface HostObserver {
	/** Asked for each connection as it begins. */
	stream(stream: TcpStream, opener: Opener): StreamObserver;
	datagram(fate: DatagramFate, datagram: Datagram): void;
	/** A connection that `remote` wanted to open and was not let in. */
	refused(local: Endpoint, remote: Endpoint): void;
}

export class IpHost implements EthernetNode {
	readonly mac: MacAddress;
	readonly agenda = new Agenda();
	readonly udp: UdpLayer;
	readonly tcp: TcpLayer;
	readonly icmp: IcmpLayer;
	readonly #takes: (address: Ipv4Address) => boolean;
	readonly #link: Link;
	readonly #reassembly = new Reassembly();
	#addressing: IpAddressing | undefined;
	#identification: number;

	constructor(config: IpHostConfig) {
		const { random, observer } = config;
		this.mac = config.mac;
		this.#takes = config.takes ?? (() => false);
		this.#addressing = config.addressing;
		this.#identification = random.fork("identification").below(0x1_0000);
		this.#link = new Link({
			agenda: this.agenda,
			mac: config.mac,
			port: config.plug(this),
			address: () => this.address,
			answersFor: (address) => this.#answersFor(address),
			deliver: (bytes, broadcast) => this.#deliver(bytes, broadcast),
			absent: (bytes) => this.icmp.undeliverable(bytes),
		});
		this.udp = new UdpLayer(
			(source, destination, payload) => this.#send(source, destination, PROTOCOL_UDP, payload),
			observer && ((fate, datagram) => observer.datagram(fate, datagram)),
		);
		this.tcp = new TcpLayer({
			agenda: this.agenda,
			random: random.fork("tcp"),
			options: config.tcp,
			observe: observer && ((stream, opener) => observer.stream(stream, opener)),
			onRefused: observer && ((local, remote) => observer.refused(local, remote)),
			send: (source, destination, payload) => this.#send(source, destination, PROTOCOL_TCP, payload),
		});
		this.icmp = new IcmpLayer(this.agenda, this.tcp, (source, destination, payload) =>
			this.#send(source, destination, PROTOCOL_ICMP, payload),
		);
	}

	/** 0 while it has none. */
	get address(): Ipv4Address {
		return this.#addressing?.address ?? ANY_ADDRESS;
	}

	get addressing(): IpAddressing | undefined {
		return this.#addressing;
	}

	/** Takes an address and tells the segment; undefined gives it back. Connections of the old one are given up. */
	configure(addressing: IpAddressing | undefined): void {
		if (addressing?.address !== this.#addressing?.address) this.tcp.abortAll();
		this.#addressing = addressing;
		if (addressing) this.#link.announce();
	}

	receive(now: number, frame: Uint8Array): void {
		this.agenda.advance(now);
		this.#link.receive(frame);
	}

	next(): number | undefined {
		return this.agenda.next();
	}

	act(now: number): void {
		this.agenda.run(now);
	}

	/** Sends a UDP datagram straight to a neighbour that cannot answer ARP yet. */
	sendUdpTo(mac: MacAddress, source: Ipv4Address, destination: Ipv4Address, bytes: Uint8Array): void {
		this.#link.sendTo(mac, encodeIpv4(this.#packet(source, destination, PROTOCOL_UDP, bytes)));
	}

	#answersFor(address: Ipv4Address): boolean {
		const own = this.#addressing;
		if (!own || address === ANY_ADDRESS) return false;
		return address === own.address || (inSubnet(address, own.subnet) && this.#takes(address));
	}

	#deliver(bytes: Uint8Array, broadcast: boolean): void {
		const fragment = decodeIpv4(bytes);
		if (!fragment) return;
		const { source, destination } = fragment;
		const toAll = this.#isBroadcast(destination);
		// Until it has an address a host takes what comes to its MAC: DHCP answers do.
		const toUs = this.#addressing ? this.#answersFor(destination) || this.#takes(destination) : !broadcast;
		if (!(toAll || toUs) || (source !== ANY_ADDRESS && !isUnicast(source)) || source === this.address) return;
		const packet = this.#reassembly.receive(fragment, this.agenda.now);
		if (packet) this.#dispatch(packet, bytes, broadcast || toAll);
	}

	#dispatch({ source, destination, protocol, payload }: Ipv4Packet, bytes: Uint8Array, toAll: boolean): void {
		if (protocol === PROTOCOL_UDP) {
			const open = this.udp.receive(source, destination, payload);
			if (!open && !toAll) this.icmp.refuse(bytes, PORT_UNREACHABLE);
		} else if (toAll || source === ANY_ADDRESS) return;
		else if (protocol === PROTOCOL_TCP) this.tcp.receive(source, destination, payload);
		else if (protocol !== PROTOCOL_ICMP) this.icmp.refuse(bytes, PROTOCOL_UNREACHABLE);
		else if (!this.icmp.receive(source, destination, payload)) this.icmp.refuse(bytes, HOST_UNREACHABLE);
	}

	#isBroadcast(address: Ipv4Address): boolean {
		if (address === BROADCAST_ADDRESS) return true;
		return this.#addressing !== undefined && address === subnetBroadcast(this.#addressing.subnet);
	}

	#packet(source: Ipv4Address, destination: Ipv4Address, protocol: number, payload: Uint8Array): Ipv4Packet {
		const identification = this.#identification;
		this.#identification = (identification + 1) & 0xffff;
		const whole = { dontFragment: false, moreFragments: false, fragmentOffset: 0 };
		return { source, destination, protocol, payload, ttl: TTL, identification, ...whole };
	}

	/** Routes a packet: to a neighbour, to the router, to everybody, or nowhere. */
	#send(source: Ipv4Address, destination: Ipv4Address, protocol: number, payload: Uint8Array): void {
		const packet = this.#packet(source, destination, protocol, payload);
		const toAll = this.#isBroadcast(destination);
		const nextHop = this.#nextHop(destination);
		if (!toAll && nextHop === undefined) return;
		for (const fragment of fragmentIpv4(packet, ETHERNET_MTU)) {
			const bytes = encodeIpv4(fragment);
			if (toAll) this.#link.sendTo(BROADCAST_MAC, bytes);
			else this.#link.send(nextHop!, bytes);
		}
	}

	#nextHop(destination: Ipv4Address): Ipv4Address | undefined {
		if (!this.#addressing || !isUnicast(destination)) return undefined;
		return inSubnet(destination, this.#addressing.subnet) ? destination : this.#addressing.router;
	}
}
