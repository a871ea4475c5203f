/** Gives addresses to the stations behind the access point. Source: RFC 2131 section 4.3. */
import { TICKS_PER_SECOND } from "../../../chip/time.js";
import {
	ANY_ADDRESS,
	BROADCAST_ADDRESS,
	type Ipv4Address,
	inSubnet,
	type MacAddress,
	subnetBroadcast,
} from "../addresses.js";
import {
	addressOption,
	BOOT_REPLY,
	BOOT_REQUEST,
	DHCP,
	DHCP_CLIENT_PORT,
	DHCP_SERVER_PORT,
	type DhcpMessage,
	decodeDhcp,
	encodeDhcp,
	OPTION,
	option32,
} from "../codec/dhcp.js";
import { encodeUdp } from "../codec/udp.js";
import type { IpHost } from "../ip/ip-host.js";
import type { Datagram } from "../ip/udp-layer.js";

const LEASE_SECONDS = 24 * 3600;

export interface Lease {
	readonly address: Ipv4Address;
	/** Confirmed by the client, not only offered. */
	readonly bound: boolean;
	readonly until: number;
}

export interface DhcpServerConfig {
	/** Has an address; what is given is in its subnet, with it as router and name server. */
	readonly host: IpHost;
	/** First address that is given; those after it follow. */
	readonly first: Ipv4Address;
	/** An address was taken into use. */
	readonly onLease?: ((mac: MacAddress, address: Ipv4Address) => void) | undefined;
}

export class DhcpServer {
	readonly #config: DhcpServerConfig;
	readonly #leases = new Map<MacAddress, Lease>();
	readonly #declined = new Set<Ipv4Address>();
	#latest: Ipv4Address | undefined;

	constructor(config: DhcpServerConfig) {
		this.#config = config;
		config.host.udp.bind(DHCP_SERVER_PORT, (datagram) => this.#receive(datagram));
	}

	/** The address that was confirmed last. */
	get latest(): Ipv4Address | undefined {
		return this.#latest;
	}

	/** The address a station uses. */
	leaseOf(mac: MacAddress): Lease | undefined {
		return this.#leases.get(mac);
	}

	#receive({ payload }: Datagram): void {
		const message = decodeDhcp(payload);
		if (message?.op !== BOOT_REQUEST) return;
		switch (message.options.get(OPTION.MESSAGE_TYPE)?.[0]) {
			case DHCP.DISCOVER:
				this.#discover(message);
				break;
			case DHCP.REQUEST:
				this.#request(message);
				break;
			case DHCP.DECLINE:
				this.#decline(message);
				break;
			case DHCP.RELEASE:
				this.#leases.delete(message.chaddr);
				break;
			case DHCP.INFORM:
				this.#reply(message, DHCP.ACK, ANY_ADDRESS);
				break;
		}
	}

	#discover(message: DhcpMessage): void {
		const address = this.#addressFor(message);
		if (address === undefined) return;
		const known = this.#leases.get(message.chaddr);
		if (known?.address !== address) this.#grant(message.chaddr, address, false);
		this.#reply(message, DHCP.OFFER, address);
	}

	#request(message: DhcpMessage): void {
		const server = addressOption(message, OPTION.SERVER_IDENTIFIER);
		if (server !== undefined && server !== this.#config.host.address) return;
		const wanted = addressOption(message, OPTION.REQUESTED_ADDRESS) ?? message.ciaddr;
		if (this.#addressFor(message) !== wanted) {
			this.#reply(message, DHCP.NAK, ANY_ADDRESS);
			return;
		}
		this.#grant(message.chaddr, wanted, true);
		this.#latest = wanted;
		this.#reply(message, DHCP.ACK, wanted);
		this.#config.onLease?.(message.chaddr, wanted);
	}

	#decline(message: DhcpMessage): void {
		const address = addressOption(message, OPTION.REQUESTED_ADDRESS);
		if (address === undefined || this.#leases.get(message.chaddr)?.address !== address) return;
		this.#leases.delete(message.chaddr);
		this.#declined.add(address);
	}

	#grant(mac: MacAddress, address: Ipv4Address, bound: boolean): void {
		const until = this.#config.host.agenda.now + LEASE_SECONDS * TICKS_PER_SECOND;
		this.#leases.delete(mac);
		this.#leases.set(mac, { address, bound, until });
	}

	/** The address a client has, the one it asks for if it is free, or the first that is free. */
	#addressFor(message: DhcpMessage): Ipv4Address | undefined {
		const own = this.#leases.get(message.chaddr);
		if (own) return own.address;
		const asked = addressOption(message, OPTION.REQUESTED_ADDRESS) ?? message.ciaddr;
		const { first, host } = this.#config;
		const { subnet } = host.addressing!;
		const taken = new Set([...this.#leases.values()].map(({ address }) => address));
		const free = (address: Ipv4Address) =>
			address >= first && inSubnet(address, subnet) && !taken.has(address) && !this.#declined.has(address);
		const last = subnetBroadcast(subnet) - 1;
		if (asked <= last && free(asked)) return asked;
		for (let address = first; address <= last; address++) if (free(address)) return address;
		return this.#forgetOldest();
	}

	/** Nothing is free: an address that nobody uses any more, or was only offered, goes to the next. */
	#forgetOldest(): Ipv4Address | undefined {
		const { now } = this.#config.host.agenda;
		for (const [mac, lease] of this.#leases) {
			if (lease.bound && lease.until > now) continue;
			this.#leases.delete(mac);
			return lease.address;
		}
		return undefined;
	}

	#reply(request: DhcpMessage, type: number, address: Ipv4Address): void {
		const { host } = this.#config;
		const message = encodeDhcp({
			op: BOOT_REPLY,
			xid: request.xid,
			broadcast: request.broadcast,
			ciaddr: type === DHCP.ACK ? request.ciaddr : ANY_ADDRESS,
			yiaddr: address,
			siaddr: type === DHCP.NAK ? ANY_ADDRESS : host.address,
			chaddr: request.chaddr,
			options: this.#options(type, address),
		});
		const udp = (to: Ipv4Address) =>
			encodeUdp(
				{ sourcePort: DHCP_SERVER_PORT, destinationPort: DHCP_CLIENT_PORT, payload: message },
				host.address,
				to,
			);
		const local = { address: host.address, port: DHCP_SERVER_PORT };
		const knows = request.ciaddr !== ANY_ADDRESS && type !== DHCP.NAK;
		if (knows) host.udp.send(local, { address: request.ciaddr, port: DHCP_CLIENT_PORT }, message);
		else if (request.broadcast || type === DHCP.NAK || address === ANY_ADDRESS) {
			host.udp.send(local, { address: BROADCAST_ADDRESS, port: DHCP_CLIENT_PORT }, message);
		} else host.sendUdpTo(request.chaddr, host.address, address, udp(address));
	}

	#options(type: number, address: Ipv4Address): Map<number, Uint8Array> {
		const { address: own, subnet } = this.#config.host.addressing!;
		const options = new Map([
			[OPTION.MESSAGE_TYPE, Uint8Array.of(type)],
			[OPTION.SERVER_IDENTIFIER, option32(own)],
		] as [number, Uint8Array][]);
		if (type === DHCP.NAK) return options;
		if (address !== ANY_ADDRESS) {
			options.set(OPTION.LEASE_TIME, option32(LEASE_SECONDS));
			options.set(OPTION.RENEWAL_TIME, option32(LEASE_SECONDS / 2));
			options.set(OPTION.REBINDING_TIME, option32((LEASE_SECONDS * 7) / 8));
		}
		options.set(OPTION.SUBNET_MASK, option32(subnet.mask));
		options.set(OPTION.ROUTER, option32(own));
		options.set(OPTION.DNS_SERVER, option32(own));
		return options;
	}
}
